package org.zhengyan.web.console.open;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.FaceIdentifiers;
import org.zhengyan.document.LicenceIdentifier;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;

/**
 * What the registry says of a certificate whose number and code somebody has read off it: {@code
 * registryOnly}, since who holds a paper proves nothing by it.
 *
 * <p>A number alone opens nothing, and what is found is less than stands on the face: no head, no address.
 */
@Component
class CertificateLookup {
  private final CertificateStore certificates;
  private final Institutions institutions;
  private final FaceIdentifiers faces;
  private final StatusLookup statuses;
  private final Clock clock;

  /** How it stands with the certificate now. */
  enum Standing {
    VALID,
    NOT_YET,
    EXPIRED,
    SUSPENDED,
    REVOKED,
    BODY_INACTIVE,
    UNKNOWN;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** @param body as registered today; null when it no longer is */
  record Found(
      IssuedCertificate certificate, @Nullable Institution body, CertificateStatus status, Standing standing) {}

  CertificateLookup(
      CertificateStore certificates,
      Institutions institutions,
      FaceIdentifiers faces,
      StatusLookup statuses,
      Clock clock) {
    this.certificates = certificates;
    this.institutions = institutions;
    this.faces = faces;
    this.statuses = statuses;
    this.clock = clock;
  }

  /** The number as it is printed, in any grouping and case. */
  static Optional<SerialNumber> number(String typed) {
    return SerialNumber.parse(typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT));
  }

  static Optional<Uscc> code(String typed) {
    return Uscc.parse(typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT));
  }

  /**
   * The certificate of that number and code.
   *
   * @throws Refusal {@code unavailable} when its status is not known well enough now
   */
  Optional<Found> find(SerialNumber number, Uscc code) {
    return certificates
        .find(number)
        .filter(certificate -> certificate.uscc().equals(code) && certificate.der() != null)
        .map(this::found);
  }

  /** @param current whether the face shows the version that is registered today */
  record FoundFace(FaceIdentifiers.Identified face, Institution body, boolean current, Instant asOf) {}

  /** The body whose face carries that identifier, under that code. */
  Optional<FoundFace> find(LicenceIdentifier identifier, Uscc code) {
    Optional<FaceIdentifiers.Identified> face =
        faces.find(identifier).filter(found -> found.uscc().equals(code));
    return face.flatMap(found -> institutions.find(code).map(body -> found(found, body)));
  }

  private FoundFace found(FaceIdentifiers.Identified face, Institution body) {
    return new FoundFace(face, body, face.registryVersion() == body.version(), clock.instant());
  }

  private Found found(IssuedCertificate certificate) {
    Institution body = institutions.find(certificate.uscc()).orElse(null);
    CertificateStatus status = statuses.find(certificate.serial());
    return new Found(certificate, body, status, standing(certificate, body, status));
  }

  private Standing standing(
      IssuedCertificate certificate, @Nullable Institution body, CertificateStatus status) {
    return switch (status.value()) {
      case REVOKED -> Standing.REVOKED;
      case SUSPENDED -> Standing.SUSPENDED;
      case UNKNOWN -> Standing.UNKNOWN;
      case GOOD -> {
        if (body == null || body.status() != InstitutionStatus.NORMAL) {
          yield Standing.BODY_INACTIVE;
        }
        if (clock.instant().isAfter(certificate.notAfter())) {
          yield Standing.EXPIRED;
        }
        yield clock.instant().isBefore(certificate.notBefore()) ? Standing.NOT_YET : Standing.VALID;
      }
    };
  }
}
