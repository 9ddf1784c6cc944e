package org.zhengyan.access;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/**
 * Time-based one-time codes (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), as every authenticator
 * knows them. One step before and one after are accepted (section 5.2); that a step is used once is for
 * the caller to keep.
 */
public final class Totp {
  static final int STEP_SECONDS = 30;
  private static final int DRIFT = 1;

  private Totp() {}

  /** The step of the code, within the drift; empty when it is none of the codes of now. */
  static OptionalLong stepOf(byte[] seed, String code, Instant now) {
    long present = step(now);
    OptionalLong found = OptionalLong.empty();
    // All of them, always: the time taken does not tell which.
    for (long step = present - DRIFT; step <= present + DRIFT; step++) {
      if (MessageDigest.isEqual(bytes(code(seed, step)), bytes(code))) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
  }

  /** The code of that moment. */
  public static String codeAt(byte[] seed, Instant now) {
    return code(seed, step(now));
  }

  static String code(byte[] seed, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(seed, "HmacSHA1"));
      byte[] hmac = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int offset = hmac[hmac.length - 1] & 0xf; // RFC 4226 section 5.3
      int number = ByteBuffer.wrap(hmac, offset, 4).getInt() & 0x7fffffff;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-1", e);
    }
  }

  /** As authenticators take a seed (RFC 4648 section 6), without padding. */
  static String base32(byte[] seed) {
    return Base32.toBase32String(seed).replace("=", "");
  }

  private static byte[] bytes(String code) {
    return code.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
