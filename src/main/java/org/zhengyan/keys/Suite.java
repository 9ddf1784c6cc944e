package org.zhengyan.keys;

import java.util.Optional;

/**
 * A signature suite: one curve with one digest.
 *
 * <p>{@code SM2} is SM2-with-SM3 (GB/T 32918.2, GB/T 32905) with the default user ID {@code
 * 1234567812345678}; {@code P256} is ECDSA with SHA-256 on secp256r1 (RFC 5758, RFC 5480).
 */
public enum Suite {
  SM2("sm2"),
  P256("p256");

  private final String wire;

  Suite(String wire) {
    this.wire = wire;
  }

  /** The name in the API, in key names and in file names. */
  public String wire() {
    return wire;
  }

  public static Optional<Suite> ofWire(String wire) {
    for (Suite suite : values()) {
      if (suite.wire.equals(wire)) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }
}
