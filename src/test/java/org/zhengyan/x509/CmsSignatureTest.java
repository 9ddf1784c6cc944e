package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.zhengyan.x509.CmsFixture.CONTENT;
import static org.zhengyan.x509.CmsFixture.CONTENT_TYPE;
import static org.zhengyan.x509.CmsFixture.MESSAGE_DIGEST;
import static org.zhengyan.x509.CmsFixture.SIGNING_CERTIFICATE_V2;
import static org.zhengyan.x509.CmsFixture.algorithm;
import static org.zhengyan.x509.CmsFixture.attribute;
import static org.zhengyan.x509.CmsFixture.certificateId;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;

class CmsSignatureTest {
  private static final TestPki.Entity CA = TestPki.root(Suite.P256, "CA");
  private static final TestPki.Entity BODY = TestPki.body(CA);
  private static final TestPki.Entity OTHER = TestPki.body(CA);
  private static final TestPki.Entity SM2_BODY = TestPki.body(TestPki.root(Suite.SM2, "CA"));

  private final CmsFixture cms = new CmsFixture(BODY);

  @ParameterizedTest
  @EnumSource(Suite.class)
  void acceptsASignatureOfEitherSuite(Suite suite) throws Exception {
    CmsFixture fixture = new CmsFixture(suite == Suite.SM2 ? SM2_BODY : BODY);
    CmsSignature signature = CmsSignature.read(fixture.build());
    assertThat(signature.suite()).isEqualTo(suite);
    assertThat(signature.signerCertificate()).isEqualTo(fixture.signer.der());
    accepts(fixture);
  }

  @Test
  void acceptsTheObjectIdentifiersOfGmt0010() throws Exception {
    accepts(new CmsFixture(SM2_BODY).chinese());
  }

  @Test
  void acceptsNullParametersOfTheDigest() throws Exception {
    cms.digestAlgorithm =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"), DERNull.INSTANCE
            });
    accepts(cms);
  }

  @Test
  void acceptsCertificateHashBySm3() throws Exception {
    CmsFixture sm2 = new CmsFixture(SM2_BODY);
    byte[] hash = CmsAlgorithms.digest(Suite.SM2, SM2_BODY.der());
    accepts(
        sm2.replace(
            SIGNING_CERTIFICATE_V2,
            attribute(
                SIGNING_CERTIFICATE_V2,
                certificateId(algorithm("1.2.156.10197.1.401"), new DEROctetString(hash)))));
  }

  @Test
  void acceptsSignerNamedByKeyIdentifier() throws Exception {
    TestPki.Extensions plain = TestPki.body(KeyUsage.digitalSignature, CA);
    byte[] identifier = {1, 2, 3, 4};
    TestPki.Entity body =
        TestPki.body(
            CA,
            builder -> {
              plain.add(builder);
              builder.addExtension(
                  Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier));
            },
            TestPki.FROM,
            TestPki.TO);
    CmsFixture byKey = new CmsFixture(body);
    byKey.signerVersion = 3;
    byKey.signerIdentifier = new DERTaggedObject(false, 0, new DEROctetString(identifier));
    accepts(byKey);
    byKey.signerIdentifier = new DERTaggedObject(false, 0, new DEROctetString(new byte[4]));
    refuses(byKey, "certificate is not inside");
  }

  @Test
  void ignoresOtherCertificatesCrlsAndUnsignedAttributes() throws Exception {
    cms.certificates.addFirst(ASN1Sequence.getInstance(CA.der()));
    cms.certificates.add(new DERSequence(new ASN1Integer(5)));
    cms.crls = new DERSequence(new ASN1Integer(5));
    cms.unsignedAttributes = attribute("1.2.3", new ASN1Integer(5));
    accepts(cms);
  }

  @Test
  void ignoresOtherSignedAttributes() throws Exception {
    cms.attributes.add(attribute("1.2.840.113549.1.9.5", new ASN1Integer(5)));
    accepts(cms);
  }

  @Test
  void rejectsMoreThanSixtyFourKilobytes() {
    cms.unsignedAttributes = attribute("1.2.3", new DEROctetString(new byte[64 * 1024]));
    refuses(cms, "more than 65536 bytes");
  }

  @Test
  void rejectsTwoSigners() {
    cms.signerInfos = 2;
    refuses(cms, "exactly one SignerInfo");
  }

  @Test
  void rejectsNoSigner() {
    cms.signerInfos = 0;
    refuses(cms, "exactly one SignerInfo");
  }

  @Test
  void rejectsAttachedContent() {
    cms.content = new DEROctetString(CONTENT);
    refuses(cms, "detached");
  }

  @Test
  void rejectsNoSignedAttributes() {
    cms.withAttributes = false;
    refuses(cms, "Signed attributes are required");
  }

  @Test
  void rejectsMissingContentType() {
    refuses(cms.replace(CONTENT_TYPE, null), "contentType is missing");
  }

  @Test
  void rejectsOtherContentType() {
    refuses(
        cms.replace(
            CONTENT_TYPE, attribute(CONTENT_TYPE, new ASN1ObjectIdentifier("1.2.840.113549.1.7.3"))),
        "signed contentType");
  }

  @Test
  void rejectsMissingMessageDigest() {
    refuses(cms.replace(MESSAGE_DIGEST, null), "messageDigest is missing");
  }

  @Test
  void rejectsMissingSigningCertificate() {
    refuses(cms.replace(SIGNING_CERTIFICATE_V2, null), "signingCertificateV2 is missing");
  }

  @Test
  void rejectsAttributeThatStandsTwice() {
    cms.attributes.add(cms.digestOf("other".getBytes(StandardCharsets.UTF_8)));
    refuses(cms, "stands twice");
  }

  @Test
  void rejectsAttributeWithTwoValues() {
    refuses(
        cms.replace(
            MESSAGE_DIGEST,
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1ObjectIdentifier(MESSAGE_DIGEST),
                  new DERSet(
                      new ASN1Encodable[] {
                        new DEROctetString(CmsAlgorithms.digest(Suite.P256, CONTENT)),
                        new DEROctetString(new byte[32])
                      })
                })),
        "one value");
  }

  @Test
  void rejectsTooManyAttributes() {
    for (int i = 0; i < 20; i++) {
      cms.attributes.add(attribute("1.2.3." + i, new ASN1Integer(i)));
    }
    refuses(cms, "too many signed attributes");
  }

  @Test
  void rejectsAttributesOutOfOrder() {
    cms.sortAttributes = false;
    cms.attributes = cms.attributes.reversed();
    refuses(cms, "order of DER");
  }

  @Test
  void rejectsOtherDigest() {
    cms.digestAlgorithm = algorithm("2.16.840.1.101.3.4.2.2");
    refuses(cms, "SHA-256 or SM3");
    cms.digestAlgorithm = algorithm("1.3.14.3.2.26");
    refuses(cms, "SHA-256 or SM3");
  }

  @Test
  void rejectsDigestOfTheOtherSuite() {
    cms.digestAlgorithm = algorithm("1.2.156.10197.1.401");
    refuses(cms, "signature algorithm");
  }

  @Test
  void rejectsOtherSignatureAlgorithm() {
    cms.signatureAlgorithm = algorithm("1.2.840.10045.4.3.3");
    refuses(cms, "signature algorithm");
  }

  @Test
  void rejectsDigestAlgorithmsThatDiffer() {
    byte[] der = Der.with(cms.build(), new DERSet(algorithm("1.2.156.10197.1.401")), 1, 1);
    refuses(der, "different digests");
  }

  @Test
  void rejectsCertificateHashByAnotherDigest() {
    refuses(
        cms.replace(
            SIGNING_CERTIFICATE_V2,
            attribute(
                SIGNING_CERTIFICATE_V2,
                certificateId(algorithm("1.3.14.3.2.26"), new DEROctetString(new byte[20])))),
        "SHA-256 or SM3");
  }

  @Test
  void rejectsNoCertificate() {
    cms.certificates.clear();
    refuses(cms, "certificate is not inside");
  }

  @Test
  void rejectsOnlyOtherCertificates() {
    cms.certificates.clear();
    cms.certificates.add(ASN1Sequence.getInstance(OTHER.der()));
    refuses(cms, "certificate is not inside");
  }

  @Test
  void rejectsTooManyCertificates() {
    for (int i = 0; i < 20; i++) {
      cms.certificates.add(new DERSequence(new ASN1Integer(i)));
    }
    refuses(cms, "too many certificates");
  }

  @Test
  void rejectsOtherContentInfo() {
    cms.signedDataType = "1.2.840.113549.1.7.3";
    refuses(cms, "not SignedData");
  }

  @Test
  void rejectsContentThatIsNotData() {
    cms.dataType = "1.2.840.113549.1.9.16.1.4";
    refuses(cms, "not said to be data");
  }

  @Test
  void rejectsMixedObjectIdentifiers() {
    cms.signedDataType = "1.2.156.10197.6.1.4.2.2";
    refuses(cms, "not said to be data");
  }

  @Test
  void rejectsVersionThatDoesNotFit() {
    cms.signerVersion = 3;
    refuses(cms, "version of the SignerInfo");
  }

  @Test
  void rejectsIndefiniteLength() {
    refuses(Der.indefinite(cms.build()), "indefinite length is not DER");
  }

  @Test
  void rejectsOtherContent() throws Exception {
    CmsSignature signature = CmsSignature.read(cms.build());
    byte[] other = CONTENT.clone();
    other[0] ^= 1;
    assertThat(signature.verifies(other, LeafCertificate.ofDer(BODY.der()))).isFalse();
  }

  @Test
  void rejectsWrongMessageDigest() throws Exception {
    doesNotVerify(cms.replace(MESSAGE_DIGEST, cms.digestOf(new byte[1])));
  }

  @Test
  void rejectsSignatureOverOtherAttributes() throws Exception {
    byte[] der = cms.build();
    byte[] digest = CmsAlgorithms.digest(Suite.P256, CONTENT);
    byte[] other = CmsAlgorithms.digest(Suite.P256, new byte[1]);
    int at = indexOf(der, digest);
    System.arraycopy(other, 0, der, at, other.length);
    assertThat(CmsSignature.read(der).verifies(new byte[1], LeafCertificate.ofDer(BODY.der())))
        .isFalse();
  }

  @Test
  void rejectsSignatureByAnotherKey() throws Exception {
    CmsFixture forged =
        new CmsFixture(new TestPki.Entity(Suite.P256, BODY.name(), OTHER.key(), BODY.der()));
    doesNotVerify(forged);
  }

  @Test
  void rejectsSwappedCertificate() throws Exception {
    // The same issuer, number and key; only the validity differs: what a hash alone tells apart.
    byte[] twin = Der.with(BODY.der(), new DERUTCTime("291231235959Z"), 0, 4, 1);
    cms.certificates.clear();
    cms.certificates.add(ASN1Sequence.getInstance(twin));
    CmsSignature signature = CmsSignature.read(cms.build());
    assertThat(signature.signerCertificate()).isEqualTo(twin);
    assertThat(signature.verifies(CONTENT, LeafCertificate.ofDer(twin))).isFalse();
    assertThat(signature.verifies(CONTENT, LeafCertificate.ofDer(BODY.der()))).isFalse();
  }

  @Test
  void rejectsIssuerSerialOfAnotherCertificate() throws Exception {
    CertificateFields fields = CertificateFields.read(BODY.der(), 9999);
    ASN1Encodable issuer = new DERTaggedObject(4, ASN1Sequence.getInstance(fields.issuer()));
    ASN1Encodable hash = new DEROctetString(CmsAlgorithms.digest(Suite.P256, BODY.der()));
    for (int added = 0; added < 2; added++) {
      ASN1Encodable serial = new ASN1Integer(fields.serial().add(BigInteger.valueOf(added)));
      ASN1Encodable issuerSerial =
          new DERSequence(new ASN1Encodable[] {new DERSequence(issuer), serial});
      cms.replace(
          SIGNING_CERTIFICATE_V2,
          attribute(SIGNING_CERTIFICATE_V2, certificateId(hash, issuerSerial)));
      boolean verifies =
          CmsSignature.read(cms.build()).verifies(CONTENT, LeafCertificate.ofDer(BODY.der()));
      assertThat(verifies).isEqualTo(added == 0);
    }
  }

  @Test
  void rejectsSm2SignatureWithAnotherUserId() throws Exception {
    CmsFixture sm2 =
        new CmsFixture(SM2_BODY) {
          @Override
          byte[] sign(byte[] bytes) {
            return Sm2ByOthers.sign(SM2_BODY.key(), "ALICE123@YAHOO.COM", bytes);
          }
        };
    doesNotVerify(sm2);
    CmsFixture standard =
        new CmsFixture(SM2_BODY) {
          @Override
          byte[] sign(byte[] bytes) {
            return Sm2ByOthers.sign(SM2_BODY.key(), "1234567812345678", bytes);
          }
        };
    accepts(standard);
  }

  private static void accepts(CmsFixture fixture) throws Exception {
    LeafCertificate leaf = LeafCertificate.ofDer(fixture.signer.der());
    assertThat(CmsSignature.read(fixture.build()).verifies(CONTENT, leaf)).isTrue();
  }

  private static void doesNotVerify(CmsFixture fixture) throws Exception {
    LeafCertificate leaf = LeafCertificate.ofDer(fixture.signer.der());
    assertThat(CmsSignature.read(fixture.build()).verifies(CONTENT, leaf)).isFalse();
  }

  private static void refuses(CmsFixture fixture, String sentence) {
    refuses(fixture.build(), sentence);
  }

  private static void refuses(byte[] der, String sentence) {
    assertThatExceptionOfType(MalformedCms.class)
        .isThrownBy(() -> CmsSignature.read(der))
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.sentence()).endsWith("."));
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalStateException("not there");
  }
}
