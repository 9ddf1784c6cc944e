package org.zhengyan.registry;

/** The two kinds of body, each with its own certificate face, statuses and issuing CAs. */
public enum InstitutionKind {
  ORGAN("organ"),
  PUBLIC_INSTITUTION("publicInstitution");

  private final String wire;

  InstitutionKind(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }
}
