package org.zhengyan.status.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.keys.Pem;

/**
 * A certificate as the API shows it, read from the database, not from this node's index.
 *
 * @param name what its subject says
 * @param holder the label of the person or device
 * @param division of the body when it was issued: who acts on it
 * @param status {@code good | suspended | revoked}; expiry is no status
 * @param revokedAt since when it is refused without a break, for a suspended one too
 * @param supersedingOn the day on which a decided change retires it
 * @param chain the issuing CA, then the root; left out in lists and conflicts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateResponse(
    String serial,
    String ca,
    String suite,
    String uscc,
    String name,
    @Nullable String holder,
    String division,
    int registryVersion,
    String status,
    @Nullable String reason,
    @Nullable Instant revokedAt,
    @Nullable Instant invalidityDate,
    @Nullable LocalDate supersedingOn,
    Instant notBefore,
    Instant notAfter,
    String sha256,
    String certificate,
    @Nullable List<String> chain) {

  static CertificateResponse of(IssuedCertificate issued) {
    return of(issued, null);
  }

  static CertificateResponse of(IssuedCertificate issued, @Nullable List<String> chain) {
    byte[] der = issued.der();
    if (der == null) {
      throw new IllegalArgumentException("a reserved serial has no certificate to show");
    }
    RevocationReason reason = issued.reason();
    return new CertificateResponse(
        issued.serial().hex(),
        issued.ca().wire(),
        issued.ca().suite().wire(),
        issued.uscc().value(),
        issued.certifiedName(),
        issued.holder(),
        issued.division().code(),
        issued.registryVersion(),
        statusOf(issued),
        reason == null ? null : reason.wire(),
        issued.revokedAt(),
        issued.invalidityDate(),
        issued.supersedingOn(),
        issued.notBefore(),
        issued.notAfter(),
        HexFormat.of().formatHex(CertificateSha256.of(der)),
        Pem.encode("CERTIFICATE", der),
        chain);
  }

  static String statusOf(IssuedCertificate issued) {
    return switch (issued.state()) {
      case RESERVED, SUSPENDED -> "suspended";
      case GOOD -> "good";
      case REVOKED -> "revoked";
    };
  }
}
