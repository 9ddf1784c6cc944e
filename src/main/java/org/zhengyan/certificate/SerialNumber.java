package org.zhengyan.certificate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A certificate's serial number: positive, at most 20 octets (RFC 5280 section 4.1.2.2).
 *
 * <p>Ours have 16 random octets with the top bit clear and the next one set, so that every one has
 * the same length; the text form is lower-case hex without leading zeros.
 */
public record SerialNumber(BigInteger value) {
  private static final int OCTETS = 16;

  public SerialNumber {
    if (value.signum() <= 0 || value.bitLength() > 159) {
      throw new IllegalArgumentException("a serial number is positive and has at most 20 octets");
    }
  }

  public static SerialNumber random(SecureRandom random) {
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    octets[0] = (byte) ((octets[0] & 0x3f) | 0x40);
    return new SerialNumber(new BigInteger(1, octets));
  }

  @JsonCreator
  public static SerialNumber ofHex(String hex) {
    if (!hex.matches("[1-9a-f][0-9a-f]{0,39}")) {
      throw new IllegalArgumentException("a serial number is lower-case hex without leading zeros");
    }
    return new SerialNumber(new BigInteger(hex, 16));
  }

  /** The serial number, if the text is one in its one spelling. */
  public static Optional<SerialNumber> parse(String hex) {
    try {
      return hex.length() > 40 ? Optional.empty() : Optional.of(ofHex(hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @JsonValue
  public String hex() {
    return value.toString(16);
  }

  @Override
  public String toString() {
    return hex();
  }
}
