package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * The bytes that shall be signed (RFC 5280 section 4.1.1.1), and the template that they come from.
 *
 * <p>Building checks nothing: {@link CertificateLint} does, on the bytes.
 */
public final class TbsCertificate {
  private static final int KEY_IDENTIFIER_OCTETS = 20;

  private final byte[] der;
  private final CertificateTemplate template;

  /** For {@link #build}, and for those who try the lint with bytes that no template would make. */
  TbsCertificate(byte[] der, CertificateTemplate template) {
    this.der = der.clone();
    this.template = template;
  }

  public static TbsCertificate build(CertificateTemplate template) {
    V3TBSCertificateGenerator tbs = new V3TBSCertificateGenerator();
    tbs.setSerialNumber(new ASN1Integer(template.serial()));
    tbs.setSignature(suite(template.issuer()).signatureAlgorithm());
    tbs.setIssuer(template.issuer().getSubject());
    tbs.setStartDate(time(template.notBefore()));
    tbs.setEndDate(time(template.notAfter()));
    tbs.setSubject(DistinguishedNames.subject(template.firstName(), template.uscc()));
    tbs.setSubjectPublicKeyInfo(template.publicKey().publicKey());
    try {
      tbs.setExtensions(extensions(template).generate());
      return new TbsCertificate(
          tbs.generateTBSCertificate().getEncoded(ASN1Encoding.DER), template);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] der() {
    return der.clone();
  }

  CertificateTemplate template() {
    return template;
  }

  static ExtensionsGenerator extensions(CertificateTemplate template) throws IOException {
    CertificateProfile profile = template.profile();
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    byte[] issuerIdentifier =
        SubjectKeyIdentifier.fromExtensions(template.issuer().getExtensions()).getKeyIdentifier();
    add(extensions, Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(issuerIdentifier));
    byte[] identifier = keyIdentifier(template.publicKey());
    add(extensions, Extension.subjectKeyIdentifier, new SubjectKeyIdentifier(identifier));
    extensions.addExtension(Extension.keyUsage, true, new KeyUsage(profile.keyUsageBits()));
    if (!profile.extendedKeyUsage().isEmpty()) {
      add(extensions, Extension.extendedKeyUsage, purposes(profile.extendedKeyUsage()));
    }
    add(extensions, Extension.certificatePolicies, policies(profile.policies()));
    String crl = template.urls().crl(template.serial());
    add(extensions, Extension.cRLDistributionPoints, distributionPoint(crl));
    add(extensions, Extension.authorityInfoAccess, access(template.urls()));
    add(extensions, profile.usccExtension(), new DERPrintableString(template.uscc()));
    return extensions;
  }

  /** RFC 7093 section 2 method 1: the leftmost 160 bits of the SHA-256 of the public key's bits. */
  static byte[] keyIdentifier(VerificationKey key) {
    byte[] bits = key.publicKey().getPublicKeyData().getOctets();
    return Arrays.copyOf(Sha256.digest(bits), KEY_IDENTIFIER_OCTETS);
  }

  /**
   * The suite of a CA, by its key.
   *
   * @throws IllegalArgumentException when it is none of ours
   */
  static Suite suite(X509CertificateHolder issuer) {
    return key(issuer).suite();
  }

  static VerificationKey key(X509CertificateHolder issuer) {
    try {
      return VerificationKey.of(issuer.getSubjectPublicKeyInfo());
    } catch (InvalidKey e) {
      throw new IllegalArgumentException("the issuer's key is of none of our suites", e);
    }
  }

  private static Time time(Instant instant) {
    return new Time(Date.from(instant));
  }

  private static ExtendedKeyUsage purposes(List<ASN1ObjectIdentifier> oids) {
    return new ExtendedKeyUsage(
        oids.stream().map(KeyPurposeId::getInstance).toArray(KeyPurposeId[]::new));
  }

  private static CertificatePolicies policies(List<ASN1ObjectIdentifier> oids) {
    return new CertificatePolicies(
        oids.stream().map(PolicyInformation::new).toArray(PolicyInformation[]::new));
  }

  private static CRLDistPoint distributionPoint(String url) {
    var name = new DistributionPointName(new GeneralNames(uri(url)));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  private static AuthorityInformationAccess access(CertificateUrls urls) {
    return new AuthorityInformationAccess(
        new AccessDescription[] {
          new AccessDescription(AccessDescription.id_ad_ocsp, uri(urls.ocsp())),
          new AccessDescription(AccessDescription.id_ad_caIssuers, uri(urls.issuer()))
        });
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  private static void add(
      ExtensionsGenerator extensions, ASN1ObjectIdentifier oid, ASN1Encodable value)
      throws IOException {
    extensions.addExtension(oid, false, value);
  }
}
