package org.zhengyan.enrolment;

import java.util.Locale;
import java.util.Optional;

/** Why a person applies. */
public enum EnrolmentKind {
  /** A certificate for a person or device that has none. */
  FIRST,
  /** The next one, in the last thirty days of a certificate, which stays until it lapses. */
  RENEWAL,
  /** For one whose key or device is lost: suspended at once, revoked when the new one is issued. */
  REPLACEMENT,
  /** For one that says what the registry no longer says. */
  CHANGE;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<EnrolmentKind> ofWire(String wire) {
    for (EnrolmentKind kind : values()) {
      if (kind.wire().equals(wire)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
