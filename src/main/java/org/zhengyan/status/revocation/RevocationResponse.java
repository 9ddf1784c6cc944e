package org.zhengyan.status.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;

/**
 * A requested revocation, hold or release.
 *
 * @param revocation its id
 * @param state {@code submitted | applied | refused}
 * @param act {@code revocation | release}
 * @param submittedBy the client; persons are not shown
 * @param digest what an approval names
 * @param certificateStatus of the certificate as this answer was made
 * @param refusal why the second person said no
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevocationResponse(
    String revocation,
    String state,
    String act,
    String serial,
    @Nullable String reason,
    String division,
    String digest,
    String submittedBy,
    Instant submittedAt,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    String certificateStatus) {

  static RevocationResponse of(Revocation revocation, IssuedCertificate certificate) {
    RevocationReason reason = revocation.reason();
    return new RevocationResponse(
        revocation.id(),
        revocation.state().wire(),
        revocation.act().wire(),
        revocation.serial().hex(),
        reason == null ? null : reason.wire(),
        revocation.division().code(),
        revocation.digest(),
        revocation.submittedByClient(),
        revocation.submittedAt(),
        revocation.decidedByClient(),
        revocation.decidedAt(),
        revocation.refusal(),
        CertificateResponse.statusOf(certificate));
  }
}
