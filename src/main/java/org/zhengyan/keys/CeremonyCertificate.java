package org.zhengyan.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.zhengyan.keys.KeyPlan.PlannedKey;

/**
 * The certificates of our own keys: CAs and delegated OCSP signers (RFC 5280 section 4.2, RFC 6960
 * section 4.2.2.2, GB/T 20518-2018), and those by which receipts, checkpoints, time-stamps and seals
 * are checked.
 *
 * <p>Certificates of bodies are not made here: those go through the lint of {@code x509}.
 */
final class CeremonyCertificate {
  private static final int SERIAL_OCTETS = 16;
  private static final int KEY_IDENTIFIER_OCTETS = 20;
  private static final ASN1ObjectIdentifier ANY_POLICY = new ASN1ObjectIdentifier("2.5.29.32.0");
  private static final SecureRandom RANDOM = new SecureRandom();

  private CeremonyCertificate() {}

  /** The name {@code C=CN, O=organisation, CN=service title}. */
  static X500Name subject(String organisation, String service, PlannedKey key) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.C, "CN")
        .addRDN(BCStyle.O, organisation)
        .addRDN(BCStyle.CN, service + " " + key.title())
        .build();
  }

  /**
   * Builds and signs one.
   *
   * @param issuer the issuer's subject; equal to {@code subject} for a self-signed certificate
   * @param pkiUrl where the root's certificate can be fetched; stands in those that the root issued
   */
  static X509CertificateHolder issue(
      PlannedKey key,
      X500Name subject,
      SubjectPublicKeyInfo publicKey,
      Instant notBefore,
      Instant notAfter,
      URI pkiUrl,
      X500Name issuer,
      Signer signer)
      throws IOException {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer, serial(), Date.from(notBefore), Date.from(notAfter), subject, publicKey);
    int usage =
        switch (key.role()) {
          case ROOT, ISSUING_CA -> KeyUsage.keyCertSign | KeyUsage.cRLSign;
          case OCSP_SIGNER, LOG_AND_RECEIPT, TIME_STAMP, TOKEN -> KeyUsage.digitalSignature;
          case SEAL -> KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
          case ESCROW -> KeyUsage.keyAgreement;
        };
    switch (key.role()) {
      case ROOT -> add(builder, Extension.basicConstraints, true, new BasicConstraints(1));
      case ISSUING_CA -> add(builder, Extension.basicConstraints, true, new BasicConstraints(0));
      case OCSP_SIGNER -> {
        add(builder, OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        var purpose = new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning);
        add(builder, Extension.extendedKeyUsage, false, purpose);
      }
      // RFC 3161 section 2.3: critical, and nothing beside it.
      case TIME_STAMP ->
          add(builder, Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
      case LOG_AND_RECEIPT, SEAL, ESCROW, TOKEN -> {}
    }
    add(builder, Extension.keyUsage, true, new KeyUsage(usage));
    byte[] identifier = keyIdentifier(publicKey);
    add(builder, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier));
    if (!issuer.equals(subject)) {
      byte[] issuerIdentifier = keyIdentifier(signer.publicKey());
      add(
          builder,
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(issuerIdentifier));
    }
    if (key.role() == KeyPlan.Role.ISSUING_CA) {
      var anyPolicy = new CertificatePolicies(new PolicyInformation(ANY_POLICY));
      add(builder, Extension.certificatePolicies, false, anyPolicy);
    }
    if (key.issuer().equals(KeyPlan.root(key.suite())) && key.role() != KeyPlan.Role.ROOT) {
      String url = pkiUrl + "/ca/" + key.issuer() + ".cer";
      var location = new GeneralName(GeneralName.uniformResourceIdentifier, url);
      var access = new AccessDescription(AccessDescription.id_ad_caIssuers, location);
      add(builder, Extension.authorityInfoAccess, false, new AuthorityInformationAccess(access));
    }
    return builder.build(signer.contentSigner());
  }

  /** RFC 7093 section 2 method 1: the leftmost 160 bits of the SHA-256 of the public key's bits. */
  private static byte[] keyIdentifier(SubjectPublicKeyInfo publicKey) {
    byte[] digest = SoftwareSigner.sha256(publicKey.getPublicKeyData().getOctets());
    return Arrays.copyOf(digest, KEY_IDENTIFIER_OCTETS);
  }

  /** The base that the certificate of a renewed key names again; any, where it names none. */
  static URI pkiUrl(X509CertificateHolder certificate) {
    var access = AuthorityInformationAccess.fromExtensions(certificate.getExtensions());
    if (access == null) {
      return URI.create("http://localhost");
    }
    String url = access.getAccessDescriptions()[0].getAccessLocation().getName().toString();
    return URI.create(url.substring(0, url.lastIndexOf("/ca/")));
  }

  private static BigInteger serial() {
    byte[] octets = new byte[SERIAL_OCTETS];
    RANDOM.nextBytes(octets);
    octets[0] = (byte) ((octets[0] & 0x3f) | 0x40);
    return new BigInteger(1, octets);
  }

  private static void add(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier oid,
      boolean critical,
      ASN1Encodable value)
      throws IOException {
    builder.addExtension(oid, critical, value);
  }
}
