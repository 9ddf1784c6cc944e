package org.zhengyan.x509;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;

/**
 * {@code Time} of RFC 5280 section 4.1.2.5: UTC, whole seconds, {@code Z}; UTCTime means 1950–2049.
 *
 * <p>A GeneralizedTime before 2050 breaks a rule for issuers and is read all the same, as that
 * section asks of those who read.
 */
public final class X509Time {
  private X509Time() {}

  /**
   * The instant that the value names.
   *
   * @throws MalformedDer when it is no time, has another form, or there is no such time
   */
  public static Instant read(ASN1Primitive time) throws MalformedDer {
    return switch (time) {
      case ASN1UTCTime utc -> {
        String digits = digits(utc, 12);
        int year = Integer.parseInt(digits, 0, 2, 10);
        yield instant(year < 50 ? 2000 + year : 1900 + year, digits.substring(2));
      }
      case ASN1GeneralizedTime generalized -> {
        String digits = digits(generalized, 14);
        yield instant(Integer.parseInt(digits, 0, 4, 10), digits.substring(4));
      }
      default -> throw new MalformedDer("a time is neither UTCTime nor GeneralizedTime");
    };
  }

  /** The contents octets, which must be {@code count} digits and a {@code Z}. */
  private static String digits(ASN1Primitive time, int count) throws MalformedDer {
    byte[] encoded;
    try {
      encoded = time.getEncoded();
    } catch (IOException e) {
      throw new MalformedDer("a time cannot be read", e);
    }
    String text = new String(encoded, StandardCharsets.US_ASCII);
    boolean wellFormed = encoded.length == count + 3 && text.endsWith("Z");
    for (int i = 2; wellFormed && i < count + 2; i++) {
      wellFormed = encoded[i] >= '0' && encoded[i] <= '9';
    }
    if (!wellFormed) {
      throw new MalformedDer("a time is not written in whole seconds and Z");
    }
    return text.substring(2, count + 2);
  }

  private static Instant instant(int year, String rest) throws MalformedDer {
    try {
      return LocalDateTime.of(
              year, two(rest, 0), two(rest, 2), two(rest, 4), two(rest, 6), two(rest, 8))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedDer("there is no such time", e);
    }
  }

  private static int two(String digits, int at) {
    return Integer.parseInt(digits, at, at + 2, 10);
  }
}
