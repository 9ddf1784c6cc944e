package org.zhengyan.registry;

import java.util.Optional;

/** What a region can be switched on for during the pilot. */
public enum RegionPurpose {
  CERTIFICATES("certificates"),
  NAMES("names"),
  MARKS("marks");

  private final String wire;

  RegionPurpose(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  /** The one of that name, if there is one. */
  public static Optional<RegionPurpose> ofWire(String wire) {
    for (RegionPurpose purpose : values()) {
      if (purpose.wire.equals(wire)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
