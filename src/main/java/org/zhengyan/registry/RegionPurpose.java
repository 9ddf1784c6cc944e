package org.zhengyan.registry;

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
}
