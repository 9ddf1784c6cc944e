package org.zhengyan.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.RevocationReason;

/**
 * What is known of a certificate's status, and as of when.
 *
 * @param reason set for {@code REVOKED} and {@code SUSPENDED}
 * @param revokedAt set for {@code REVOKED} and {@code SUSPENDED}
 * @param asOf the database's time up to which every committed change is included
 */
public record CertificateStatus(
    Value value, @Nullable RevocationReason reason, @Nullable Instant revokedAt, Instant asOf) {

  public enum Value {
    GOOD("good"),
    REVOKED("revoked"),
    SUSPENDED("suspended"),
    UNKNOWN("unknown");

    private final String wire;

    Value(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }
}
