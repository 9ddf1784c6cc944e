package org.zhengyan.verification;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The id of a verification: a version 7 UUID (RFC 9562 section 5.7), so that rows of an hour lie together. */
public record VerificationId(UUID value) {

  static VerificationId random(Instant now, SecureRandom random) {
    long high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000);
    long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new VerificationId(new UUID(high, low));
  }

  /** The id, if the text is one in its canonical form. */
  public static Optional<VerificationId> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(new VerificationId(uuid)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
