package org.zhengyan.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;

/**
 * A certificate's status in one {@code long}, so that a reader sees all of it or none; 0 is unknown.
 *
 * <p>Bit 0 present, 1–2 state, 3–6 CA, 7–10 reason, 11–26 last day of validity counted from
 * 2020-01-01, 32–63 the second since which it is refused (unsigned, to 2106).
 */
public final class PackedStatus {
  public static final long UNKNOWN = 0;

  private static final long DAY_ZERO = 18_262; // 2020-01-01
  private static final long SECONDS_OF_DAY = 86_400;
  private static final CertificateState[] STATES = CertificateState.values();
  private static final CaId[] CAS = CaId.values();

  private PackedStatus() {}

  static long of(
      CaId ca,
      CertificateState state,
      @Nullable RevocationReason reason,
      @Nullable Instant revokedAt,
      Instant notAfter) {
    return of(
        ca,
        state,
        reason == null ? 0 : reason.number(),
        revokedAt == null ? 0 : revokedAt.getEpochSecond(),
        notAfter.getEpochSecond());
  }

  static long of(CaId ca, CertificateState state, int reason, long revokedAt, long notAfter) {
    long day = Math.clamp(notAfter / SECONDS_OF_DAY - DAY_ZERO, 0, 0xffff);
    return 1
        | (long) state.ordinal() << 1
        | (long) ca.ordinal() << 3
        | (long) reason << 7
        | day << 11
        | revokedAt << 32;
  }

  public static CertificateState state(long packed) {
    return STATES[(int) (packed >> 1) & 3];
  }

  public static CaId ca(long packed) {
    return CAS[(int) (packed >> 3) & 15];
  }

  /** Meaningless for {@code GOOD}. */
  public static RevocationReason reason(long packed) {
    return RevocationReason.ofNumber((int) (packed >> 7) & 15);
  }

  /** Meaningless for {@code GOOD}. */
  public static Instant revokedAt(long packed) {
    return Instant.ofEpochSecond(packed >>> 32);
  }

  /** The day of the end of validity, as days since 1970. */
  static long lastDay(long packed) {
    return ((packed >> 11) & 0xffff) + DAY_ZERO;
  }
}
