package org.zhengyan.binding;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why an operator ends a binding. */
public enum EndReason {
  ACCOUNT_CLOSED("accountClosed"),
  APP_REMOVED("appRemoved"),
  TRANSFERRED("transferred"),
  OTHER("other");

  private final String wire;

  EndReason(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }

  static EndReason ofColumn(String wire) {
    for (EndReason reason : values()) {
      if (reason.wire.equals(wire)) {
        return reason;
      }
    }
    throw new IllegalStateException("the database names a reason that is none");
  }
}
