package org.zhengyan.registry;

import java.util.Optional;

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

  /** True when a body of that kind can have this status (the faces' {@code zt}). */
  public boolean fits(InstitutionKind kind) {
    return kind == InstitutionKind.PUBLIC_INSTITUTION || this == NORMAL || this == REVOKED;
  }

  /** The one of that name, if there is one. */
  public static Optional<InstitutionStatus> ofWire(String wire) {
    for (InstitutionStatus status : values()) {
      if (status.wire.equals(wire)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
