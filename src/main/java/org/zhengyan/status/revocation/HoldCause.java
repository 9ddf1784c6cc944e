package org.zhengyan.status.revocation;

/** Why a certificate is on hold; each cause has its own way to end. */
enum HoldCause {
  /** An approved {@code certificateHold}. Ended by an approved release. */
  AUTHORITY("authority"),

  /** A {@code keyCompromise} awaits its decision. Ended by a refusal; an approval revokes. */
  KEY_COMPROMISE_SUBMITTED("keyCompromiseSubmitted"),

  /** The holder reported a compromise. Ended by an approved release. */
  COMPROMISE_REPORTED("compromiseReported"),

  /** The registry froze the body. Ended when the registry unfreezes it. */
  BODY_FROZEN("bodyFrozen");

  private final String wire;

  HoldCause(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }
}
