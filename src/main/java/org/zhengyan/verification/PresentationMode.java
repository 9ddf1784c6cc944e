package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whether the holder answers in the browser that began, or on another device. */
public enum PresentationMode {
  SAME_DEVICE("sameDevice"),
  CROSS_DEVICE("crossDevice");

  private final String wire;

  PresentationMode(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }
}
