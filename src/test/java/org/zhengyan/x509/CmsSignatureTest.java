package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.x509.CmsFixture.CONTENT;
import static org.zhengyan.x509.CmsFixture.MESSAGE_DIGEST;
import static org.zhengyan.x509.CmsFixture.SIGNING_CERTIFICATE_V2;
import static org.zhengyan.x509.CmsFixture.algorithm;
import static org.zhengyan.x509.CmsFixture.attribute;
import static org.zhengyan.x509.CmsFixture.certificateId;
import static org.zhengyan.x509.CmsFixture.refuses;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;

/** CMS signatures of either suite: which verify, and which hold together but prove nothing. */
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

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalStateException("not there");
  }
}
