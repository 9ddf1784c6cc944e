package org.zhengyan.verification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.NameMatcher;
import org.zhengyan.registry.RegionPurpose;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.PresentedCertificates;
import org.zhengyan.verification.EvidenceReader.Presented;
import org.zhengyan.x509.EvidenceChain;
import org.zhengyan.x509.EvidenceChain.Finding;
import org.zhengyan.x509.LeafCertificate;

/**
 * Decides a verification: here, and nowhere else.
 *
 * <p>The checks are numbered and made in this order. Each one passes, fails with a {@link Reason}, or
 * is skipped because an earlier failure left it nothing to look at: nothing is said of a status or a
 * body until a key of that body has signed. A verdict is {@code verified} when no check failed.
 *
 * <ol>
 *   <li>the evidence and its certificate can be read
 *   <li>it chains to an issuing CA of ours
 *   <li>it is for signing by a body
 *   <li>it is valid in time
 *   <li>its suite is accepted by the platform
 *   <li>the signature covers this challenge and this certificate
 *   <li>it is, octet by octet, one that was issued, and its status is good
 *   <li>the status is fresh enough for the platform
 *   <li>its code is the claimed one
 *   <li>the body is registered
 *   <li>the body is active
 *   <li>the claimed name is one of its names
 *   <li>its region is switched on
 *   <li>the assurance is what the platform asked for
 *   <li>the person who holds it may do this, where the body laid something down ({@link HolderRules})
 * </ol>
 *
 * <p>It writes nothing. A status that cannot be established for a reason of ours is no verdict: it
 * throws {@code unavailable}, and the session stays open.
 */
@Component
class EvidenceJudge {
  /** More than clocks differ and than a decision takes from its row to its commit. */
  private static final Duration DECISION_MARGIN = Duration.ofSeconds(10);

  private final EvidenceReader reader;
  private final EvidenceChain chain;
  private final PresentedCertificates presented;
  private final CertificateStore certificates;
  private final Institutions institutions;
  private final List<HolderRules> holderRules;
  private final Clock clock;

  EvidenceJudge(
      EvidenceReader reader,
      EvidenceChain chain,
      PresentedCertificates presented,
      CertificateStore certificates,
      Institutions institutions,
      ObjectProvider<HolderRules> holderRules,
      Clock clock) {
    this.reader = reader;
    this.chain = chain;
    this.presented = presented;
    this.certificates = certificates;
    this.institutions = institutions;
    this.holderRules = holderRules.orderedStream().toList();
    this.clock = clock;
  }

  /**
   * @param clientId the platform's client; null for a text that belongs to no verification
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when the status cannot be established,
   *     {@code malformed} for evidence that is not even of its kind
   */
  Verdict judge(Terms terms, @Nullable String clientId, Challenge challenge, Evidence evidence) {
    Instant now = clock.instant();
    VerdictBuilder verdict = new VerdictBuilder();

    // 1
    Presented read = reader.read(evidence, challenge);
    LeafCertificate leaf = read.leaf();
    if (leaf == null) {
      Reason reason = read.reason() == null ? Reason.CERTIFICATE_MALFORMED : read.reason();
      return verdict.fail("evidenceReadable", reason, read.problem()).rejected();
    }
    verdict.pass("evidenceReadable");

    // 2 – 5
    EvidenceChain.Assessment assessment = chain.assess(leaf, terms.acceptedSuites(), now);
    checkChain(verdict, assessment, leaf, terms.acceptedSuites());

    // 6
    verdict.check("signature", read.signatureVerified(), Reason.SIGNATURE_INVALID, read.problem());
    Optional<CaId> issuer = assessment.issuer().flatMap(CaId::ofWire);
    if (issuer.isEmpty() || !read.signatureVerified() || verdict.failed(Reason.CERTIFICATE_USAGE)) {
      return verdict.rejected();
    }
    verdict.reached(Assurance.POSSESSION);

    // 7, 8
    CertificateStatus status = presented.status(issuer.get(), leaf);
    checkStatus(verdict, status);
    verdict.check(
        "statusFresh",
        terms.acceptsStatusOf(status.asOf(), now),
        Reason.STATUS_STALE,
        "the status is as of " + status.asOf());
    Verdict.CertificatePart certificate = certificatePart(leaf, status);
    verdict.certificate(certificate);

    // 9
    verdict.check(
        "uscc",
        leaf.organizationIdentifier().equals(terms.claimed().uscc().value()),
        Reason.USCC_MISMATCH,
        "the certificate carries another code than the claimed one");
    if (verdict.failed(Reason.USCC_MISMATCH)) {
      return verdict.rejected();
    }

    // 10 – 13
    Optional<Institutions.Standing> standing =
        institutions.standing(terms.claimed().uscc(), RegionPurpose.CERTIFICATES);
    verdict.check(
        "institutionRegistered", standing.isPresent(), Reason.INSTITUTION_UNKNOWN, "the code is not registered");
    if (standing.isEmpty()) {
      return verdict.rejected();
    }
    checkInstitution(verdict, standing.get(), terms.claimed().name(), now);
    if (status.value() != CertificateStatus.Value.UNKNOWN && mayBeSuperseding(standing.get(), leaf)) {
      verdict.certificate(certificate.superseding(certificates.supersedingOn(new SerialNumber(leaf.serial()))));
    }

    // 14
    verdict.check(
        "assurance",
        Assurance.POSSESSION.atLeast(terms.minimumAssurance()),
        Reason.ASSURANCE_TOO_LOW,
        "the platform asked for more");

    // 15
    SerialNumber serial = new SerialNumber(leaf.serial());
    holderRules.stream()
        .flatMap(rules -> rules.judge(serial, terms, clientId).stream())
        .forEach(rule -> verdict.check(rule.check(), rule.kept(), rule.reason(), rule.detail()));
    return verdict.decided();
  }

  private static void checkChain(
      VerdictBuilder verdict, EvidenceChain.Assessment found, LeafCertificate leaf, Set<Suite> accepted) {
    verdict.check(
        "certificateTrusted",
        !found.findings().contains(Finding.UNTRUSTED),
        Reason.CERTIFICATE_UNTRUSTED,
        "no issuing CA of this service signed the certificate");
    verdict.check(
        "certificateUsage",
        !found.findings().contains(Finding.USAGE),
        Reason.CERTIFICATE_USAGE,
        "the certificate is not for signing by a body");
    if (found.findings().contains(Finding.EXPIRED)) {
      verdict.fail("certificateValidity", Reason.CERTIFICATE_EXPIRED, "valid until " + leaf.notAfter());
    } else if (found.findings().contains(Finding.NOT_YET_VALID)) {
      verdict.fail("certificateValidity", Reason.CERTIFICATE_NOT_YET_VALID, "valid from " + leaf.notBefore());
    } else {
      verdict.pass("certificateValidity");
    }
    verdict.check(
        "suiteAccepted",
        accepted.contains(leaf.key().suite()),
        Reason.SUITE_NOT_ACCEPTED,
        "the certificate's suite is " + leaf.key().suite().wire());
  }

  private static void checkStatus(VerdictBuilder verdict, CertificateStatus status) {
    switch (status.value()) {
      case GOOD -> verdict.pass("certificateStatus");
      case REVOKED -> {
        verdict.fail("certificateStatus", Reason.CERTIFICATE_REVOKED, "revoked at " + status.revokedAt());
        if (retired(status.reason())) {
          verdict.add(Reason.CERTIFICATE_SUPERSEDED);
        }
      }
      case SUSPENDED ->
          verdict.fail("certificateStatus", Reason.CERTIFICATE_SUSPENDED, "suspended at " + status.revokedAt());
      case UNKNOWN ->
          verdict.fail("certificateStatus", Reason.STATUS_UNKNOWN, "this service knows no such certificate");
    }
  }

  private static boolean retired(@Nullable RevocationReason reason) {
    return reason == RevocationReason.SUPERSEDED || reason == RevocationReason.AFFILIATION_CHANGED;
  }

  private static void checkInstitution(
      VerdictBuilder verdict, Institutions.Standing institution, String claimedName, Instant now) {
    verdict.check(
        "institutionActive",
        institution.status() == InstitutionStatus.NORMAL,
        Reason.INSTITUTION_INACTIVE,
        "the registry says " + institution.status().wire());
    Optional<String> matched = NameMatcher.match(institution.names(), claimedName);
    verdict.check(
        "name", matched.isPresent(), Reason.NAME_MISMATCH, "the claimed name is none of the registered names");
    verdict.check(
        "region",
        institution.regionEnabled(),
        Reason.REGION_NOT_ENABLED,
        "certificates are not in force in division " + institution.division());
    verdict.institution(
        new Verdict.InstitutionPart(
            institution.firstName(),
            matched.orElse(null),
            institution.uscc().value(),
            institution.kind().wire(),
            institution.division().code(),
            institution.status().wire(),
            now));
  }

  private static Verdict.CertificatePart certificatePart(LeafCertificate leaf, CertificateStatus status) {
    SerialNumber serial = new SerialNumber(leaf.serial());
    return new Verdict.CertificatePart(
        serial.hex(),
        HexFormat.of().formatHex(leaf.sha256()),
        leaf.notBefore(),
        leaf.notAfter(),
        status.value().wire(),
        status.asOf(),
        null);
  }

  /**
   * Whether a decided change may retire the certificate on a coming day: it was decided after the
   * certificate was made, or its day is still to come. Anything else was known when it was issued.
   */
  private static boolean mayBeSuperseding(Institutions.Standing standing, LeafCertificate leaf) {
    return standing.changeDecided()
        || standing.recordedAt().plus(DECISION_MARGIN).isAfter(leaf.notBefore());
  }
}
