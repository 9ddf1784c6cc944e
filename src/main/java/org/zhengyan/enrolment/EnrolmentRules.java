package org.zhengyan.enrolment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;

/**
 * What each kind of application asks of the certificate before it.
 *
 * <p>Only the person whose certificate it is may renew, replace or change it; one that no person's
 * label is on, as the authority's clients issue them, is the leading persons' of the body.
 */
@Component
public class EnrolmentRules {
  /** How long before its end a certificate can be renewed. */
  public static final Duration RENEWAL_PERIOD = Duration.ofDays(30);

  /** How the labels of persons of a body begin. */
  static final String GRANT = "grant:";

  private final CertificateStore certificates;
  private final Clock clock;

  EnrolmentRules(CertificateStore certificates, Clock clock) {
    this.certificates = certificates;
    this.clock = clock;
  }

  /**
   * The certificate before, when this kind has one and it permits this.
   *
   * @throws Refusal {@code refused-by-rule} at {@code /predecessor}, whose code names what is wrong
   */
  @Nullable IssuedCertificate predecessor(
      Applicant applicant, EnrolmentKind kind, @Nullable String serial, Institution now) {
    if (kind == EnrolmentKind.FIRST) {
      if (serial != null) {
        throw refused("predecessor-not-asked", "a first application names no certificate before it");
      }
      return null;
    }
    IssuedCertificate before = own(applicant, serial);
    switch (kind) {
      case RENEWAL -> requireRenewable(before);
      case REPLACEMENT -> requireNotRevoked(before);
      case CHANGE -> requireOutdated(before, now);
      default -> throw new IllegalStateException("there is no kind " + kind);
    }
    return before;
  }

  /** Whether a renewal of it would be taken today. */
  public boolean renewable(IssuedCertificate certificate) {
    try {
      requireRenewable(certificate);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  /** Whether a change of it would be taken today. */
  boolean outdated(IssuedCertificate certificate, Institution now) {
    try {
      requireOutdated(certificate, now);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  /** Whether this applicant may renew, replace or change it. */
  public boolean belongsTo(Applicant applicant, IssuedCertificate certificate) {
    if (!certificate.uscc().equals(applicant.uscc()) || certificate.der() == null) {
      return false;
    }
    String holder = certificate.holder();
    return holder == null || !holder.startsWith(GRANT)
        ? applicant.leads()
        : holder.equals(applicant.holder());
  }

  private IssuedCertificate own(Applicant applicant, @Nullable String serial) {
    if (serial == null || serial.isEmpty()) {
      throw refused("predecessor-missing", "say which certificate it is about");
    }
    return SerialNumber.parse(serial)
        .flatMap(certificates::find)
        .filter(certificate -> belongsTo(applicant, certificate))
        .filter(found -> certificates.leading(found.serial()).equals(found.serial()))
        .orElseThrow(
            () -> refused("predecessor-not-yours", "you have no certificate with this serial"));
  }

  private void requireRenewable(IssuedCertificate before) {
    requireNotRevoked(before);
    if (before.state() == CertificateState.SUSPENDED) {
      throw refused(
          "predecessor-suspended", "the certificate is suspended: have it released, or replace it");
    }
    Instant now = clock.instant();
    if (now.isAfter(before.notAfter())) {
      throw refused("predecessor-lapsed", "the certificate has lapsed: apply for a first one");
    }
    if (before.notAfter().minus(RENEWAL_PERIOD).isAfter(now)) {
      throw refused(
          "too-early",
          "it can be renewed from "
              + before.notAfter().minus(RENEWAL_PERIOD).atZone(CertificateStore.CALENDAR).toLocalDate()
              + " on");
    }
  }

  private static void requireNotRevoked(IssuedCertificate before) {
    if (before.state() == CertificateState.REVOKED) {
      throw refused("predecessor-revoked", "the certificate is revoked: apply for a first one");
    }
  }

  /** A change of the registry may have revoked it already: that is what this kind is for. */
  private static void requireOutdated(IssuedCertificate before, Institution now) {
    boolean byRegistry =
        before.reason() == RevocationReason.AFFILIATION_CHANGED
            || before.reason() == RevocationReason.SUPERSEDED;
    if (before.state() == CertificateState.REVOKED && !byRegistry) {
      throw refused("predecessor-revoked", "the certificate is revoked: apply for a first one");
    }
    if (before.registryVersion() >= now.version()) {
      throw refused(
          "registry-unchanged", "the certificate says what the registry says: nothing to change");
    }
  }

  private static Refusal refused(String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, "/predecessor", code, detail);
  }
}
