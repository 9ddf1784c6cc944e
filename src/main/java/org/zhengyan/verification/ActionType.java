package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** What the platform wants to do for the body. */
public enum ActionType {
  APP_RELEASE("appRelease", true),
  ACCOUNT_OPENING("accountOpening", false),
  MINI_PROGRAM("miniProgram", true),
  WEBSITE_FILING("websiteFiling", false),
  OTHER("other", false);

  private final String wire;
  private final boolean digestRequired;

  ActionType(String wire, boolean digestRequired) {
    this.wire = wire;
    this.digestRequired = digestRequired;
  }

  @JsonValue
  public String wire() {
    return wire;
  }

  public static Optional<ActionType> ofWire(String wire) {
    for (ActionType type : values()) {
      if (type.wire.equals(wire)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** A package is bound by the SHA-256 of its signing certificate: a name alone can be taken by others. */
  public boolean digestRequired() {
    return digestRequired;
  }
}
