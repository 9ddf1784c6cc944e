package org.zhengyan.registry;

/** The registry statuses; organs have {@code NORMAL} and {@code REVOKED} only (two enums on the wire). */
public enum InstitutionStatus {
  NORMAL("normal"),
  VOID("void"),
  REVOKED("revoked"),
  FROZEN("frozen"),
  CANCELLED("cancelled");

  private final String wire;

  InstitutionStatus(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }
}
