package org.zhengyan.registry;

import java.util.Optional;

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

  /** The one of that name, if there is one. */
  public static Optional<InstitutionKind> ofWire(String wire) {
    for (InstitutionKind kind : values()) {
      if (kind.wire.equals(wire)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
