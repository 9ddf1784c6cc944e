package org.zhengyan.certificate;

import java.util.Optional;

/** The CRLReason names of RFC 5280 section 5.3.1 that this service uses, with their numbers. */
public enum RevocationReason {
  UNSPECIFIED(0, "unspecified"),
  KEY_COMPROMISE(1, "keyCompromise"),
  CA_COMPROMISE(2, "cACompromise"),
  AFFILIATION_CHANGED(3, "affiliationChanged"),
  SUPERSEDED(4, "superseded"),
  CESSATION_OF_OPERATION(5, "cessationOfOperation"),
  CERTIFICATE_HOLD(6, "certificateHold"),
  PRIVILEGE_WITHDRAWN(9, "privilegeWithdrawn");

  private final int number;
  private final String wire;

  RevocationReason(int number, String wire) {
    this.number = number;
    this.wire = wire;
  }

  public int number() {
    return number;
  }

  public String wire() {
    return wire;
  }

  public static Optional<RevocationReason> ofWire(String wire) {
    for (RevocationReason reason : values()) {
      if (reason.wire.equals(wire)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  public static RevocationReason ofNumber(int number) {
    for (RevocationReason reason : values()) {
      if (reason.number == number) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no reason has the number " + number);
  }
}
