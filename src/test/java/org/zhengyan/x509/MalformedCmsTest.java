package org.zhengyan.x509;

import static org.zhengyan.x509.CmsFixture.CONTENT;
import static org.zhengyan.x509.CmsFixture.CONTENT_TYPE;
import static org.zhengyan.x509.CmsFixture.MESSAGE_DIGEST;
import static org.zhengyan.x509.CmsFixture.SIGNING_CERTIFICATE_V2;
import static org.zhengyan.x509.CmsFixture.algorithm;
import static org.zhengyan.x509.CmsFixture.attribute;
import static org.zhengyan.x509.CmsFixture.certificateId;
import static org.zhengyan.x509.CmsFixture.refuses;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.Suite;

/** CMS that is refused before anything of it is verified, each time for one broken thing. */
class MalformedCmsTest {
  private static final TestPki.Entity CA = TestPki.root(Suite.P256, "CA");
  private static final TestPki.Entity BODY = TestPki.body(CA);
  private static final TestPki.Entity OTHER = TestPki.body(CA);

  private final CmsFixture cms = new CmsFixture(BODY);

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
}
