package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;

class LeafCertificateTest {
  private static final TestPki.Entity CA = TestPki.ca(TestPki.root(Suite.P256, "Root"), "Organs");
  private static final TestPki.Entity BODY = TestPki.body(CA);

  @ParameterizedTest
  @EnumSource(Suite.class)
  void readsACertificateOfEitherSuite(Suite suite) throws Exception {
    TestPki.Entity ca = TestPki.root(suite, "CA");
    TestPki.Entity body = TestPki.body(ca);

    LeafCertificate leaf = LeafCertificate.ofPem(TestPki.pem(body.der()));

    assertThat(leaf.der()).isEqualTo(body.der());
    assertThat(leaf.sha256()).isEqualTo(LeafCertificate.sha256(body.der()));
    assertThat(leaf.organizationIdentifier()).isEqualTo(TestPki.USCC);
    assertThat(leaf.commonName()).isEqualTo("测试市教育局");
    assertThat(leaf.issuerName()).isEqualTo(ca.name().getEncoded());
    assertThat(leaf.notBefore()).isEqualTo(TestPki.FROM);
    assertThat(leaf.notAfter()).isEqualTo(TestPki.TO);
    assertThat(leaf.key().suite()).isEqualTo(suite);
    assertThat(leaf.certificateAuthority()).isFalse();
    assertThat(leaf.keyUsage())
        .hasValueSatisfying(usage -> assertThat(usage.hasUsages(KeyUsage.digitalSignature)).isTrue());
    assertThat(leaf.extendedKeyUsage()).isEmpty();
    assertThat(leaf.authorityKeyIdentifier()).hasValue(ca.keyIdentifier());
  }

  @Test
  void keepsItsBytesToItself() throws Exception {
    byte[] given = BODY.der().clone();
    LeafCertificate leaf = LeafCertificate.ofDer(given);
    given[20] ^= 1;
    leaf.der()[20] ^= 1;
    leaf.sha256()[0] ^= 1;
    assertThat(leaf.der()).isEqualTo(BODY.der());
    assertThat(leaf.sha256()).isEqualTo(LeafCertificate.sha256(BODY.der()));
  }

  @Test
  void acceptsWhitespaceAroundTheBlock() throws Exception {
    String pem = "\r\n  " + TestPki.pem(BODY.der()).replace("\n", "\r\n") + " \n";
    assertThat(LeafCertificate.ofPem(pem).der()).isEqualTo(BODY.der());
  }

  @Test
  void rejectsTextAroundTheBlock() {
    refusesPem("subject=x\n" + TestPki.pem(BODY.der()), "begins with");
    refusesPem(TestPki.pem(BODY.der()) + "x", "ends with");
  }

  @Test
  void rejectsTwoBlocks() {
    refusesPem(TestPki.pem(BODY.der()) + TestPki.pem(CA.der()), "one certificate alone");
  }

  @Test
  void rejectsAnotherKindOfBlock() {
    refusesPem(TestPki.pem(BODY.der()).replace("CERTIFICATE", "X509 CRL"), "begins with");
  }

  @Test
  void rejectsWhatIsNoBase64() {
    refusesPem(TestPki.pem(BODY.der()).replace("MII", "M!I"), "base64");
    refusesPem("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "empty");
    refusesPem("-----BEGIN CERTIFICATE-----", "ends with");
  }

  @Test
  void rejectsMoreThanSixteenThousandCharacters() {
    refusesPem(TestPki.pem(BODY.der()) + " ".repeat(16 * 1024), "characters");
  }

  @Test
  void rejectsBytesAfterTheCertificate() {
    byte[] longer = Arrays.copyOf(BODY.der(), BODY.der().length + 1);
    refuses(longer, "follow");
  }

  @Test
  void rejectsIndefiniteLength() {
    byte[] der = BODY.der();
    byte[] ber = new byte[der.length];
    System.arraycopy(der, 0, ber, 0, der.length);
    ber[1] = (byte) 0x80;
    refuses(ber, "indefinite");
  }

  @Test
  void rejectsVersionTwo() {
    refuses(Der.with(BODY.der(), new ASN1Integer(1), 0, 0), "version 3");
  }

  @Test
  void rejectsUnknownVersion() {
    refuses(Der.with(BODY.der(), new ASN1Integer(3), 0, 0), "version");
    refuses(Der.with(BODY.der(), new ASN1Integer(BigInteger.ONE.shiftLeft(64)), 0, 0), "wrong type");
  }

  @Test
  void rejectsNegativeSerial() {
    refuses(Der.with(BODY.der(), new ASN1Integer(-5), 0, 1), "not positive");
  }

  @Test
  void rejectsZeroSerial() {
    refuses(Der.with(BODY.der(), new ASN1Integer(0), 0, 1), "not positive");
  }

  @Test
  void rejectsSerialOfTwentyOneOctets() {
    refuses(
        Der.with(BODY.der(), new ASN1Integer(BigInteger.ONE.shiftLeft(159)), 0, 1), "20 octets");
  }

  @Test
  void rejectsDifferentSignatureAlgorithms() {
    refuses(
        Der.with(BODY.der(), new DERSequence(new ASN1ObjectIdentifier("1.2.840.10045.4.3.3")), 1),
        "algorithms differ");
  }

  @Test
  void rejectsValidityThatEndsBeforeItBegins() {
    refuses(
        Der.with(BODY.der(), new DERUTCTime(Date.from(Instant.parse("2025-01-01T00:00:00Z"))), 0, 4, 1),
        "ends before");
  }

  @Test
  void rejectsTimeWithoutSeconds() {
    refuses(Der.with(BODY.der(), new DERUTCTime("2601010000Z"), 0, 4, 0), "whole seconds");
  }

  @Test
  void rejectsTimeWithAnOffset() {
    refuses(Der.with(BODY.der(), new DERUTCTime("260101000000+0800"), 0, 4, 0), "whole seconds");
  }

  @Test
  void rejectsTimeWithAFraction() {
    refuses(
        Der.with(BODY.der(), new ASN1GeneralizedTime("20270101000000.5Z"), 0, 4, 1), "");
  }

  @Test
  void rejectsTimeThatDoesNotExist() {
    refuses(Der.with(BODY.der(), new DERUTCTime("260230000000Z"), 0, 4, 0), "not one of its type");
  }

  @Test
  void acceptsEndOfTime() throws Exception {
    byte[] der = Der.with(BODY.der(), new DERGeneralizedTime("99991231235959Z"), 0, 4, 1);
    assertThat(LeafCertificate.ofDer(der).notAfter()).isEqualTo("9999-12-31T23:59:59Z");
  }

  @Test
  void rejectsDuplicateExtension() {
    refuses(
        Der.with(
            BODY.der(),
            extensions -> {
              ASN1Sequence list = (ASN1Sequence) extensions.toASN1Primitive();
              return new DERSequence(
                  new ASN1Encodable[] {list.getObjectAt(0), list.getObjectAt(1), list.getObjectAt(0)});
            },
            0,
            7),
        "stands twice");
  }

  @Test
  void rejectsTooManyExtensions() {
    ASN1Encodable[] many = new ASN1Encodable[33];
    for (int i = 0; i < many.length; i++) {
      many[i] = extension("1.2.3." + i, false, new byte[1]);
    }
    refuses(Der.with(BODY.der(), new DERSequence(many), 0, 7), "more than 32 extensions");
  }

  @Test
  void rejectsHugeExtension() {
    refuses(
        Der.append(BODY.der(), extension("1.2.3.4", false, new byte[5000]), 0, 7),
        "more than 4096 bytes");
  }

  @Test
  void rejectsUnknownCriticalExtension() {
    refuses(
        Der.append(BODY.der(), extension("1.2.3.4", true, new byte[] {5, 0}), 0, 7),
        "critical and unknown");
  }

  @Test
  void acceptsUnknownExtension() throws Exception {
    LeafCertificate.ofDer(
        Der.append(BODY.der(), extension("1.2.3.4", false, new byte[] {5, 0}), 0, 7));
  }

  @Test
  void rejectsDefaultWrittenOut() {
    ASN1Encodable extension =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier("1.2.3.4"), ASN1Boolean.FALSE, new DEROctetString(new byte[1])
            });
    refuses(Der.append(BODY.der(), extension, 0, 7), "default value");
  }

  @Test
  void rejectsKeyUsageWithoutABit() {
    refuses(
        Der.with(BODY.der(), new DEROctetString(new byte[] {3, 1, 0}), 0, 7, 0, 2), "cannot be read");
  }

  @Test
  void rejectsUniqueIdentifier() {
    byte[] der =
        Der.with(
            BODY.der(),
            tbs -> {
              ASN1Sequence fields = (ASN1Sequence) tbs.toASN1Primitive();
              ASN1Encodable[] more = new ASN1Encodable[fields.size() + 1];
              for (int i = 0; i < 7; i++) {
                more[i] = fields.getObjectAt(i);
              }
              more[7] = new DERTaggedObject(false, 1, new DERBitString(new byte[4]));
              more[8] = fields.getObjectAt(7);
              return new DERSequence(more);
            },
            0);
    refuses(der, "unique identifiers");
  }

  @Test
  void rejectsRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
    refuses(Der.with(BODY.der(), ASN1Sequence.getInstance(spki), 0, 6), "key");
  }

  @Test
  void rejectsPointOffTheCurve() {
    byte[] point = BODY.publicKey().getPublicKeyData().getOctets();
    point[64] ^= 1;
    refuses(Der.with(BODY.der(), new DERBitString(point), 0, 6, 1), "curve");
  }

  @Test
  void rejectsTwoOrganizationIdentifiers() {
    refuses(
        Der.append(
            BODY.der(),
            new DERSet(
                new DERSequence(
                    new ASN1Encodable[] {
                      BCStyle.ORGANIZATION_IDENTIFIER, new DERUTF8String("12100000000013338W")
                    })),
            0,
            5),
        "twice");
  }

  @Test
  void saysWhenThereIsNoOrganizationIdentifier() throws Exception {
    LeafCertificate leaf = LeafCertificate.ofDer(CA.der());
    assertThat(leaf.organizationIdentifier()).isEmpty();
    assertThat(leaf.certificateAuthority()).isTrue();
  }

  @Test
  void rejectsWrongTypes() {
    for (int field = 0; field < 3; field++) {
      refuses(Der.with(BODY.der(), DERNull.INSTANCE, field), "cannot be read");
    }
    for (int field = 1; field < 7; field++) {
      refuses(Der.with(BODY.der(), DERNull.INSTANCE, 0, field), "");
    }
  }

  private static ASN1Encodable extension(String oid, boolean critical, byte[] value) {
    ASN1ObjectIdentifier id = new ASN1ObjectIdentifier(oid);
    DEROctetString octets = new DEROctetString(value);
    return critical
        ? new DERSequence(new ASN1Encodable[] {id, ASN1Boolean.TRUE, octets})
        : new DERSequence(new ASN1Encodable[] {id, octets});
  }

  private static void refuses(byte[] der, String sentence) {
    assertThatExceptionOfType(MalformedCertificate.class)
        .isThrownBy(() -> LeafCertificate.ofDer(der))
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.sentence()).endsWith("."));
  }

  private static void refusesPem(String pem, String sentence) {
    assertThatExceptionOfType(MalformedCertificate.class)
        .isThrownBy(() -> LeafCertificate.ofPem(pem))
        .withMessageContaining(sentence);
  }
}
