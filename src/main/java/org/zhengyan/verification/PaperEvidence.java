package org.zhengyan.verification;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.NameMatcher;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;

/**
 * Looks up what somebody reads from a certificate on paper: its number, with the claimed code and name.
 *
 * <p>That the three agree is what everybody may know who saw one, so it reaches {@code registryOnly} and
 * never more. It writes nothing.
 */
@Component
class PaperEvidence {
  private final CertificateStore certificates;
  private final StatusLookup statuses;
  private final Institutions institutions;
  private final Clock clock;

  PaperEvidence(
      CertificateStore certificates, StatusLookup statuses, Institutions institutions, Clock clock) {
    this.certificates = certificates;
    this.statuses = statuses;
    this.institutions = institutions;
    this.clock = clock;
  }

  /** @throws org.zhengyan.failure.Refusal {@code unavailable} when the status cannot be established */
  Verdict judge(Terms terms, Evidence.Paper paper) {
    EvidenceFindings findings = new EvidenceFindings();
    Optional<IssuedCertificate> certificate =
        SerialNumber.parse(paper.number().toLowerCase(Locale.ROOT))
            .flatMap(certificates::find)
            .filter(each -> each.uscc().equals(terms.claimed().uscc()))
            // The number of an encryption certificate stands on no paper.
            .filter(each -> certificates.leading(each.serial()).equals(each.serial()));
    if (certificate.isEmpty()) {
      findings.check(
          "certificateKnown", false, Reason.STATUS_UNKNOWN, "the claimed body has no certificate of that number");
      return findings.verdict(null, null);
    }
    findings.check("certificateKnown", true, Reason.STATUS_UNKNOWN, "");
    CertificateStatus status = statuses.find(certificate.get().serial());
    findings.check(
        "certificateStatus",
        status.value() == CertificateStatus.Value.GOOD,
        reason(status),
        "the certificate is " + status.value().wire());
    Instant now = clock.instant();
    findings.check(
        "statusFresh",
        terms.acceptsStatusOf(status.asOf(), now),
        Reason.STATUS_STALE,
        "the status is as of " + status.asOf());
    findings.check(
        "certificateValidity",
        !status.asOf().isAfter(certificate.get().notAfter()),
        Reason.CERTIFICATE_EXPIRED,
        "valid until " + certificate.get().notAfter());
    Optional<Institutions.Standing> registered =
        institutions.standing(terms.claimed().uscc(), RegionPurpose.CERTIFICATES);
    if (!findings.check(
        "institutionRegistered", registered.isPresent(), Reason.INSTITUTION_UNKNOWN, "the code is not registered")) {
      return findings.verdict(null, null);
    }
    Institutions.Standing institution = registered.orElseThrow();
    findings.check(
        "institutionActive",
        institution.status() == InstitutionStatus.NORMAL,
        Reason.INSTITUTION_INACTIVE,
        "the registry says " + institution.status().wire());
    Optional<String> matched = NameMatcher.match(institution.names(), terms.claimed().name());
    findings.check(
        "name", matched.isPresent(), Reason.NAME_MISMATCH, "the claimed name is none of the registered names");
    findings.check(
        "region",
        institution.regionEnabled(),
        Reason.REGION_NOT_ENABLED,
        "certificates are not in force in division " + institution.division());
    findings.check(
        "assurance",
        Assurance.REGISTRY_ONLY.atLeast(terms.minimumAssurance()),
        Reason.ASSURANCE_TOO_LOW,
        "the platform asked for more than the registry");
    return findings.verdict(
        Assurance.REGISTRY_ONLY,
        new Verdict.InstitutionPart(
            institution.firstName(),
            matched.orElse(null),
            institution.uscc().value(),
            institution.kind().wire(),
            institution.division().code(),
            institution.status().wire(),
            now));
  }

  private static Reason reason(CertificateStatus status) {
    return switch (status.value()) {
      case REVOKED -> Reason.CERTIFICATE_REVOKED;
      case SUSPENDED -> Reason.CERTIFICATE_SUSPENDED;
      case GOOD, UNKNOWN -> Reason.STATUS_UNKNOWN;
    };
  }
}
