package org.zhengyan.status.revocation;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.status.holder.HolderText;

/**
 * The holder's own emergency brake: whoever signs with the key, or knows the revocation code,
 * suspends the certificate at once and alone.
 *
 * <p>A thief of the key can do so too, which is just as well. Nobody can do more than suspend: only
 * two persons of the authority release or revoke. A repeated report changes nothing and says how it
 * stands. A signed report is taken once: after a release, the holder signs a later time.
 */
@Component
class CompromiseReports {
  static final Duration TOLERANCE = Duration.ofMinutes(10);

  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final CertificateHolds holds;
  private final RevocationCodes codes;
  private final StatusEvents events;
  private final ServiceProperties service;
  private final Clock clock;

  CompromiseReports(
      CertificateStore certificates,
      CertificateReader reader,
      CertificateHolds holds,
      RevocationCodes codes,
      StatusEvents events,
      ServiceProperties service,
      Clock clock) {
    this.certificates = certificates;
    this.reader = reader;
    this.holds = holds;
    this.codes = codes;
    this.events = events;
    this.service = service;
    this.clock = clock;
  }

  /** Takes a report; the proof is checked before any lock is taken. */
  @Transactional
  public CompromiseResponse report(String hex, CompromiseRequest request) {
    IssuedCertificate certificate = reader.require(hex);
    return switch (request) {
      case CompromiseRequest.Signed signed -> {
        Instant signedAt = requireSignature(certificate, signed);
        yield suspend(certificate.serial(), signedAt);
      }
      case CompromiseRequest.Coded coded -> {
        requireCode(certificate, coded);
        yield suspend(certificate.serial(), null);
      }
    };
  }

  private CompromiseResponse suspend(
      SerialNumber serial, @Nullable Instant signedAt) {
    certificates.lock();
    IssuedCertificate certificate = certificates.find(serial).orElseThrow();
    boolean held = holds.held(serial, HoldCause.COMPROMISE_REPORTED);
    if (certificate.state() == CertificateState.REVOKED || held) {
      return response(certificate);
    }
    if (signedAt != null && holds.reportedSince(serial, signedAt)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/time",
          "time-used",
          "this report was taken, and the suspension released since: sign a later time");
    }
    holds.placeReported(serial, signedAt);
    events.compromiseReported(serial, signedAt == null ? "code" : "signature");
    return response(certificates.find(serial).orElseThrow());
  }

  private Instant requireSignature(IssuedCertificate certificate, CompromiseRequest.Signed signed) {
    Instant signedAt = signed.signedAt();
    byte[] signature = signed.signatureBytes();
    if (Duration.between(signedAt, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/time",
          "time-too-far",
          "the signed time is more than ten minutes from now");
    }
    HolderText text = CompromiseText.of(service, certificate, signed.requiredTime());
    if (!text.signedBy(key(certificate), signature)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/signature",
          "signature-invalid",
          "this is no signature of the certificate's key over its KEY-COMPROMISE text");
    }
    return signedAt;
  }

  private void requireCode(IssuedCertificate certificate, CompromiseRequest.Coded coded) {
    if (!codes.matches(certificate.serial(), coded.requiredCode())) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/code", "code-invalid", "this is not the certificate's code");
    }
  }

  private static VerificationKey key(IssuedCertificate certificate) {
    try {
      SubjectPublicKeyInfo key =
          new X509CertificateHolder(Objects.requireNonNull(certificate.der()))
              .getSubjectPublicKeyInfo();
      return VerificationKey.of(key);
    } catch (IOException | InvalidKey e) {
      throw new IllegalStateException("a certificate of ours has a key that we do not accept", e);
    }
  }

  private static CompromiseResponse response(IssuedCertificate certificate) {
    return new CompromiseResponse(
        certificate.serial().hex(), CertificateResponse.statusOf(certificate));
  }
}
