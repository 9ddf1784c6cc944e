package org.zhengyan.document.check;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StrictDer;
import org.zhengyan.x509.path.PathCertificate;

/**
 * Whether the root has taken back a key of this service, by the root's CRL (RFC 5280 section 5) in the
 * key directory. No file means that none was ever taken back; a file that does not verify or is out of
 * date means that it is not known.
 */
final class SignerStatus {
  private static final int MAX_BYTES = 256 * 1024;

  /**
   * @param value good, revoked or unknown
   * @param since from when the certificate counts for nothing: the earlier of the revocation and the
   *     date from which its key is suspected; null unless revoked
   */
  record Status(String value, @Nullable Instant since, boolean compromised) {
    static final Status GOOD = new Status("good", null, false);
    static final Status UNKNOWN = new Status("unknown", null, false);
  }

  private final Function<Suite, Optional<byte[]>> crls;
  private final List<PathCertificate> roots;

  SignerStatus(Function<Suite, Optional<byte[]>> crls, List<PathCertificate> roots) {
    this.crls = crls;
    this.roots = List.copyOf(roots);
  }

  /** The status of a certificate that one of our roots issued. */
  Status of(byte[] der, Instant now) {
    try {
      CertificateFields certificate = CertificateFields.read(der, PathCertificate.MAX_BYTES);
      for (PathCertificate root : roots) {
        VerificationKey key = VerificationKey.of(root.fields().publicKey());
        if (Arrays.equals(root.fields().subject(), certificate.issuer())
            && key.suite().signatureAlgorithm().equals(certificate.signatureAlgorithm())) {
          Optional<byte[]> crl = crls.apply(key.suite());
          return crl.isEmpty() ? Status.GOOD : listed(crl.get(), root, key, certificate.serial(), now);
        }
      }
      return Status.UNKNOWN;
    } catch (MalformedCertificate | InvalidKey | MalformedDer | IOException | RuntimeException e) {
      return Status.UNKNOWN;
    }
  }

  private static Status listed(
      byte[] der, PathCertificate root, VerificationKey key, BigInteger serial, Instant now)
      throws MalformedDer, IOException {
    StrictDer.check(der, MAX_BYTES);
    X509CRLHolder crl = new X509CRLHolder(der);
    var structure = crl.toASN1Structure();
    boolean sound =
        Arrays.equals(structure.getIssuer().getEncoded(ASN1Encoding.DER), root.fields().subject())
            && structure.getSignatureAlgorithm().equals(key.suite().signatureAlgorithm())
            && structure.getTBSCertList().getSignature().equals(key.suite().signatureAlgorithm())
            && key.verify(
                structure.getTBSCertList().getEncoded(ASN1Encoding.DER), structure.getSignature().getOctets())
            && crl.getCriticalExtensionOIDs().isEmpty()
            && crl.getNextUpdate() != null
            && now.isBefore(crl.getNextUpdate().toInstant());
    if (!sound) {
      return Status.UNKNOWN;
    }
    X509CRLEntryHolder entry = crl.getRevokedCertificate(serial);
    if (entry == null) {
      return Status.GOOD;
    }
    Instant since = entry.getRevocationDate().toInstant();
    Date suspected = suspected(entry);
    if (suspected != null && suspected.toInstant().isBefore(since)) {
      since = suspected.toInstant();
    }
    Extension reason = entry.getExtension(Extension.reasonCode);
    boolean compromised =
        reason == null
            || CRLReason.getInstance(reason.getParsedValue()).getValue().intValueExact() == CRLReason.keyCompromise;
    return new Status("revoked", since, compromised);
  }

  private static @Nullable Date suspected(X509CRLEntryHolder entry) {
    Extension date = entry.getExtension(Extension.invalidityDate);
    try {
      return date == null ? null : ASN1GeneralizedTime.getInstance(date.getParsedValue()).getDate();
    } catch (java.text.ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
