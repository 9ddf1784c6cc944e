package org.zhengyan.x509.path;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.StandardExtensions;

/**
 * The rules of RFC 5280 section 4 that a certificate keeps or breaks by itself.
 *
 * <p>What section 6 does not ask is asked here where accepting it would mislead: a serial number that
 * CRLs cannot name, an extension whose criticality turns its meaning off, a CA that says two things.
 */
final class CertificateForm {

  /** Where in the path the certificate stands. */
  enum Role {
    ANCHOR,
    INTERMEDIATE,
    TARGET
  }

  /** Extensions that are processed, so that they may be critical (section 6.1.4 (o), 6.1.5 (f)). */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.nameConstraints.getId(),
          Extension.certificatePolicies.getId(),
          Extension.policyMappings.getId(),
          Extension.policyConstraints.getId(),
          Extension.inhibitAnyPolicy.getId(),
          Extension.cRLDistributionPoints.getId());

  /** Sections 4.2.1.9 (for CAs), .10, .11 and .14: critical or not there. */
  private static final Set<String> MUST_BE_CRITICAL =
      Set.of(
          Extension.nameConstraints.getId(),
          Extension.policyConstraints.getId(),
          Extension.inhibitAnyPolicy.getId());

  /** Of those, what older CAs left uncritical. */
  private static final Set<String> RELAXED =
      Set.of(Extension.basicConstraints.getId(), Extension.policyConstraints.getId());

  /** Sections 4.2.1.1, .2 and 4.2.2: never critical. */
  private static final Set<String> MUST_NOT_BE_CRITICAL =
      Set.of(
          Extension.authorityKeyIdentifier.getId(),
          Extension.subjectKeyIdentifier.getId(),
          Extension.authorityInfoAccess.getId(),
          Extension.subjectInfoAccess.getId());

  private CertificateForm() {}

  /** A critical extension that nothing here processes. */
  static Optional<String> unknownCritical(PathCertificate certificate) {
    return certificate.fields().extensions().values().stream()
        .filter(Extension::isCritical)
        .map(extension -> extension.getExtnId().getId())
        .filter(oid -> !UNDERSTOOD.contains(oid) && !MUST_NOT_BE_CRITICAL.contains(oid))
        .findFirst();
  }

  /** The first rule that the certificate breaks, as a sentence. */
  static Optional<String> broken(PathCertificate certificate, Role role, PathRules rules) {
    CertificateFields fields = certificate.fields();
    BigInteger serial = fields.serial();
    // An anchor is named by no CRL that is looked at here; public roots with serial number 0 exist.
    if (role != Role.ANCHOR && (serial.signum() <= 0 || serial.bitLength() > 159)) {
      return Optional.of("the serial number is not positive, or has more than 20 octets");
    }
    if (certificate.issuer().empty()) {
      return Optional.of("the issuer has no name");
    }
    boolean old = rules == PathRules.RFC_3280;
    for (Extension extension : fields.extensions().values()) {
      if (wrongCriticality(extension, certificate.ca(), old)) {
        return Optional.of("extension " + extension.getExtnId() + " has the wrong criticality");
      }
    }
    return brokenName(certificate)
        .or(() -> brokenKeyIdentifiers(certificate))
        .or(() -> brokenUsage(certificate));
  }

  private static boolean wrongCriticality(Extension extension, boolean ca, boolean old) {
    String oid = extension.getExtnId().getId();
    if (extension.isCritical()) {
      return MUST_NOT_BE_CRITICAL.contains(oid);
    }
    boolean required =
        MUST_BE_CRITICAL.contains(oid) || (ca && oid.equals(Extension.basicConstraints.getId()));
    return required && !(old && RELAXED.contains(oid));
  }

  /** Section 4.1.2.6: an empty subject needs a critical subjectAltName, and a CA has a name. */
  private static Optional<String> brokenName(PathCertificate certificate) {
    if (!certificate.subject().empty()) {
      return Optional.empty();
    }
    Extension names =
        certificate.fields().extensions().get(Extension.subjectAlternativeName.getId());
    return certificate.ca() || names == null || !names.isCritical()
        ? Optional.of("the subject has no name, and no critical subjectAltName stands for it")
        : Optional.empty();
  }

  /** Sections 4.2.1.1 and 4.2.1.2. */
  private static Optional<String> brokenKeyIdentifiers(PathCertificate certificate) {
    StandardExtensions standard = certificate.standard();
    boolean naming = standard.issuerKeyIdentifier().isPresent();
    boolean mayBeAbsent =
        certificate.selfIssued() && standard.authorityKeyIdentifier().isEmpty();
    if (!naming && !mayBeAbsent) {
      return Optional.of("authorityKeyIdentifier does not name the issuer's key");
    }
    return certificate.ca() && standard.subjectKeyIdentifier().isEmpty()
        ? Optional.of("a CA without subjectKeyIdentifier")
        : Optional.empty();
  }

  /** Sections 4.2.1.3, 4.2.1.9 and 4.2.1.10. */
  private static Optional<String> brokenUsage(PathCertificate certificate) {
    StandardExtensions standard = certificate.standard();
    boolean signsCertificates =
        standard.keyUsage().map(bits -> bits.hasUsages(KeyUsage.keyCertSign)).orElse(false);
    if (!certificate.ca()) {
      if (signsCertificates) {
        return Optional.of("keyCertSign without cA");
      }
      if (certificate.nameConstraints().isPresent()) {
        return Optional.of("name constraints without cA");
      }
      if (standard.basicConstraints().map(c -> c.pathLength() != null).orElse(false)) {
        return Optional.of("pathLenConstraint without cA");
      }
      return Optional.empty();
    }
    if (standard.keyUsage().isPresent() && !signsCertificates) {
      return Optional.of("a CA whose key usage leaves keyCertSign out");
    }
    return Optional.empty();
  }
}
