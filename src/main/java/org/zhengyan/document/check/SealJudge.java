package org.zhengyan.document.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.check.SignerTrust.Trust;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.document.ses.MalformedSeal;
import org.zhengyan.document.ses.Seal;
import org.zhengyan.document.ses.SealProperty;
import org.zhengyan.document.ses.SealSignature;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.path.PathCertificate;

/**
 * The full check of an SES v4 signature over an OFD (GB/T 38540-2020 section 7, and what it leaves to
 * the reader): every file, the signer's signature, the maker's, the seal's list of signers, both
 * chains, the dates, the timestamp, and revocation then and now.
 */
final class SealJudge {
  private final SignerTrust trust;
  private final SignatureMoment moment;

  SealJudge(SignerTrust trust, SignatureMoment moment) {
    this.trust = trust;
    this.moment = moment;
  }

  /**
   * Makes the checks from {@code filesCovered} to {@code statusNow}; true when the seal is one of this service,
   * which alone issues faces.
   */
  boolean judge(VerdictDraft verdict, OfdFile.Signature signature, Instant now) {
    verdict.check(
        "filesCovered",
        signature.uncovered().isEmpty(),
        DocumentReason.DOCUMENT_ALTERED,
        "not covered by the signature: " + first(signature.uncovered()));
    SealSignature ses;
    VerificationKey signer;
    VerificationKey maker;
    try {
      ses = SealSignature.read(signature.value());
      signer = key(ses.certificate());
      maker = key(ses.seal().makerCertificate());
    } catch (MalformedSeal e) {
      verdict.fail("signature", DocumentReason.SEAL_INVALID, e.sentence());
      return false;
    } catch (MalformedCertificate | InvalidKey e) {
      verdict.fail("signature", DocumentReason.SEAL_INVALID, "a certificate of the seal is refused");
      return false;
    }
    boolean described =
        Arrays.equals(digest(new SM3Digest(), signature.description()), ses.toSign().dataHash())
            && relative(ses.toSign().propertyInfo()).equals(relative(signature.path()));
    boolean unchanged = signature.altered().isEmpty() && described;
    verdict.check(
        "filesUnchanged",
        unchanged,
        DocumentReason.DOCUMENT_ALTERED,
        described
            ? "changed since it was sealed: " + first(signature.altered())
            : "the list of what is sealed was changed");

    verdict.check(
        "signature",
        ses.signedBy(signer),
        DocumentReason.SEAL_INVALID,
        "the signer's signature does not verify");
    Seal seal = ses.seal();
    boolean sameSeal = signature.seal().map(file -> Arrays.equals(file, seal.der())).orElse(true);
    verdict.check(
        "sealSignature",
        seal.signedBy(maker) && sameSeal,
        DocumentReason.SEAL_INVALID,
        sameSeal ? "the maker's signature of the seal does not verify" : "two different seals are inside");
    verdict.check(
        "signerListed",
        listed(seal.info().property(), ses.certificate()),
        DocumentReason.SEAL_INVALID,
        "the seal does not list whoever signed with it");

    SignatureMoment.Moment when =
        moment.establish(verdict, ses.timestamp(), ses.signature(), ses.toSign().time(), now);
    verdict.check(
        "sealDates",
        within(seal.info().property(), when, now),
        DocumentReason.CERTIFICATE_EXPIRED,
        "the seal was valid from "
            + seal.info().property().validFrom() + " to " + seal.info().property().validTo());
    Trust making =
        trust.assess(seal.makerCertificate(), Role.MAKER, seal.info().property().createdAt(), now);
    verdict.check(
        "sealTrusted",
        making.holds(),
        making.reason() == null ? DocumentReason.CERTIFICATE_UNTRUSTED : making.reason(),
        "the seal's maker is not believed: " + making.detail());
    String statusNow =
        moment.judgeSigner(
            verdict, Role.SIGNER, ses.certificate(), seal.makerCertificate(), when, now);
    verdict.seal(
        new DocumentVerdict.SealPart(
            commonName(ses.certificate()),
            commonName(seal.makerCertificate()),
            seal.info().property().name(),
            when.signedAt(),
            when.proven(),
            statusNow));
    return making.ours();
  }

  /** As of a certificate: a time that nobody proves is believed while the seal is in force today. */
  private static boolean within(SealProperty property, SignatureMoment.Moment when, Instant now) {
    Instant signedAt = when.signedAt();
    return signedAt != null
        && valid(property, signedAt)
        && (when.proven() || valid(property, now))
        && !property.createdAt().isAfter(now.plus(Duration.ofMinutes(5)));
  }

  private static boolean valid(SealProperty property, Instant at) {
    return !at.isBefore(property.validFrom()) && !at.isAfter(property.validTo());
  }

  private static boolean listed(SealProperty property, byte[] certificate) {
    return switch (property.signers()) {
      case SealProperty.Certificates list ->
          list.certificates().stream().anyMatch(each -> Arrays.equals(each, certificate));
      case SealProperty.Digests list ->
          list.digests().stream()
              .anyMatch(
                  each ->
                      Arrays.equals(each.value(), digest(new SM3Digest(), certificate))
                          || Arrays.equals(each.value(), digest(SHA256Digest.newInstance(), certificate)));
    };
  }

  private static VerificationKey key(byte[] certificate) throws MalformedCertificate, InvalidKey {
    return VerificationKey.of(
        CertificateFields.read(certificate, PathCertificate.MAX_BYTES).publicKey());
  }

  private static byte[] digest(Digest digest, byte[] bytes) {
    digest.update(bytes, 0, bytes.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }

  static String commonName(byte[] certificate) {
    try {
      byte[] subject = CertificateFields.read(certificate, PathCertificate.MAX_BYTES).subject();
      RDN[] names = X500Name.getInstance(subject).getRDNs(BCStyle.CN);
      String name = names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
      return name.length() > 200 ? name.substring(0, 200) : name;
    } catch (MalformedCertificate | RuntimeException e) {
      return "";
    }
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static String first(List<String> files) {
    return files.isEmpty() ? "" : files.getFirst();
  }
}
