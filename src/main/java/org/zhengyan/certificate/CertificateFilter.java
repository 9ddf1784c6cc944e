package org.zhengyan.certificate;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Uscc;

/**
 * Which certificates a list shows; null filters nothing.
 *
 * @param state good and suspended ones in their term alone: what has run out is neither
 * @param expiringBefore those good or on hold that end between now and then, in that order
 * @param issuedOn the day, in China
 * @param ended those that have run out and were never revoked, the earliest first
 */
public record CertificateFilter(
    @Nullable CertificateState state,
    @Nullable Uscc uscc,
    @Nullable Instant expiringBefore,
    @Nullable LocalDate issuedOn,
    boolean ended) {

  /** Those in that state. */
  public static CertificateFilter in(CertificateState state) {
    return new CertificateFilter(state, null, null, null, false);
  }

  /** In the order of their ends. */
  boolean byEnd() {
    return expiringBefore != null || ended;
  }
}
