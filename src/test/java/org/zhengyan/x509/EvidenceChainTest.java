package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.zhengyan.x509.EvidenceChain.Finding.EXPIRED;
import static org.zhengyan.x509.EvidenceChain.Finding.NOT_YET_VALID;
import static org.zhengyan.x509.EvidenceChain.Finding.SUITE;
import static org.zhengyan.x509.EvidenceChain.Finding.UNTRUSTED;
import static org.zhengyan.x509.EvidenceChain.Finding.USAGE;
import static org.zhengyan.x509.TestPki.NOW;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.Suite;

class EvidenceChainTest {
  private static final Set<Suite> BOTH = EnumSet.allOf(Suite.class);
  private static final TestPki.Entity ROOT = TestPki.root(Suite.P256, "Root");
  private static final TestPki.Entity CA = TestPki.ca(ROOT, "Organs");
  private static final TestPki.Entity OTHER_CA = TestPki.ca(ROOT, "Institutions");
  private static final TestPki.Entity SM2_CA = TestPki.ca(TestPki.root(Suite.SM2, "Root"), "Organs");

  private final EvidenceChain chain = chain(CA, OTHER_CA, SM2_CA);

  @Test
  void acceptsALeafOfEitherSuite() throws Exception {
    EvidenceChain.Assessment p256 = assess(TestPki.body(CA));
    assertThat(p256.clean()).isTrue();
    assertThat(p256.issuer()).hasValue("0");
    EvidenceChain.Assessment sm2 = assess(TestPki.body(SM2_CA));
    assertThat(sm2.clean()).isTrue();
    assertThat(sm2.issuer()).hasValue("2");
  }

  @Test
  void remembersTheLeafThatOurCaSigned() throws Exception {
    String pem = TestPki.pem(TestPki.body(CA).der());
    LeafCertificate first = chain.read(pem);
    assertThat(chain.read(pem)).isNotSameAs(first);
    chain.assess(first, BOTH, NOW);
    assertThat(chain.read(pem)).isSameAs(first);
    assertThat(chain.assess(chain.read(pem), BOTH, NOW).clean()).isTrue();
  }

  @Test
  void remembersNothingOfStrangers() throws Exception {
    String pem = TestPki.pem(TestPki.body(TestPki.root(Suite.P256, "Stranger")).der());
    LeafCertificate first = chain.read(pem);
    chain.assess(first, BOTH, NOW);
    assertThat(chain.read(pem)).isNotSameAs(first);
  }

  @Test
  void judgesValidityEachTimeAlthoughItRemembers() throws Exception {
    LeafCertificate leaf = LeafCertificate.ofDer(TestPki.body(CA).der());
    assertThat(chain.assess(leaf, BOTH, NOW).findings()).isEmpty();
    assertThat(chain.assess(leaf, BOTH, TestPki.FROM.minusSeconds(1)).findings())
        .contains(NOT_YET_VALID);
    assertThat(chain.assess(leaf, BOTH, TestPki.FROM).findings()).isEmpty();
    assertThat(chain.assess(leaf, BOTH, TestPki.TO).findings()).isEmpty();
    assertThat(chain.assess(leaf, BOTH, TestPki.TO.plusMillis(999)).findings()).isEmpty();
    assertThat(chain.assess(leaf, BOTH, TestPki.TO.plusSeconds(1)).findings()).contains(EXPIRED);
  }

  @Test
  void rejectsAStrangersCaOfTheSameName() throws Exception {
    TestPki.Entity impostor = TestPki.ca(TestPki.root(Suite.P256, "Root"), "Organs");
    assertThat(assess(TestPki.body(impostor)).findings()).containsExactly(UNTRUSTED);
  }

  @Test
  void rejectsAStrangersCaThatBorrowsTheKeyIdentifier() throws Exception {
    TestPki.Entity impostor =
        new TestPki.Entity(Suite.P256, CA.name(), TestPki.newKey(Suite.P256), CA.der());
    TestPki.Entity body =
        TestPki.body(
            impostor, TestPki.body(KeyUsage.digitalSignature, CA), TestPki.FROM, TestPki.TO);
    EvidenceChain.Assessment assessment = assess(body);
    assertThat(assessment.findings()).containsExactly(UNTRUSTED);
    assertThat(assessment.issuer()).isEmpty();
  }

  @Test
  void rejectsLeafOfTheRoot() throws Exception {
    assertThat(assess(TestPki.body(ROOT)).findings()).containsExactly(UNTRUSTED);
  }

  @Test
  void rejectsLeafWithoutAuthorityKeyIdentifier() throws Exception {
    TestPki.Entity body =
        TestPki.body(
            CA,
            builder ->
                builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
            TestPki.FROM,
            TestPki.TO);
    assertThat(assess(body).findings()).containsExactly(UNTRUSTED);
  }

  @Test
  void rejectsLeafWithOneBitOfTheSignatureChanged() throws Exception {
    byte[] der = TestPki.body(CA).der();
    der[der.length - 1] ^= 1;
    assertThat(chain.assess(LeafCertificate.ofDer(der), BOTH, NOW).findings())
        .containsExactly(UNTRUSTED);
  }

  @Test
  void rejectsLeafWithOneBitOfTheKeyChanged() throws Exception {
    TestPki.Entity body = TestPki.body(CA);
    byte[] other = TestPki.publicKey(TestPki.newKey(Suite.P256)).getPublicKeyData().getOctets();
    ASN1Encodable point = new DERBitString(other);
    byte[] der = Der.with(body.der(), point, 0, 6, 1);
    assertThat(chain.assess(LeafCertificate.ofDer(der), BOTH, NOW).findings())
        .containsExactly(UNTRUSTED);
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void rejectsLeafWithAnyByteChanged(Suite suite) {
    byte[] good = TestPki.body(suite == Suite.SM2 ? SM2_CA : CA).der();
    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= (byte) (1 << at % 8);
      boolean clean;
      try {
        clean = chain.assess(chain.read(changed), BOTH, NOW).clean();
      } catch (MalformedCertificate e) {
        clean = false;
      }
      assertThat(clean).as("byte %d", at).isFalse();
    }
  }

  @Test
  void rejectsLeafOfAnExpiredCa() throws Exception {
    Instant longer = TestPki.TO.plusSeconds(1_000_000);
    TestPki.Entity body =
        TestPki.body(CA, TestPki.body(KeyUsage.digitalSignature, CA), TestPki.FROM, longer);
    LeafCertificate leaf = LeafCertificate.ofDer(body.der());
    assertThat(chain.assess(leaf, BOTH, TestPki.TO.plusSeconds(10)).findings())
        .containsExactly(UNTRUSTED);
  }

  @Test
  void rejectsCaAsLeaf() throws Exception {
    TestPki.Entity sub = TestPki.ca(CA, "Sub");
    assertThat(assess(sub).findings()).containsExactly(USAGE);
  }

  @Test
  void rejectsTheIssuingCaItself() throws Exception {
    assertThat(assess(CA).findings()).containsExactly(UNTRUSTED, USAGE);
  }

  @Test
  void rejectsOcspSignerAsLeaf() throws Exception {
    assertThat(assess(signer(KeyUsage.digitalSignature, KeyPurposeId.id_kp_OCSPSigning)).findings())
        .containsExactly(USAGE);
  }

  @Test
  void rejectsOcspSignerThatIsAlsoForClients() throws Exception {
    TestPki.Entity both =
        signer(
            KeyUsage.digitalSignature, KeyPurposeId.id_kp_OCSPSigning, KeyPurposeId.id_kp_clientAuth);
    assertThat(assess(both).findings()).containsExactly(USAGE);
  }

  @Test
  void rejectsTimestampAndServerCertificates() throws Exception {
    assertThat(assess(signer(KeyUsage.digitalSignature, KeyPurposeId.id_kp_timeStamping)).findings())
        .containsExactly(USAGE);
    assertThat(assess(signer(KeyUsage.digitalSignature, KeyPurposeId.id_kp_serverAuth)).findings())
        .containsExactly(USAGE);
  }

  @Test
  void acceptsPurposesOfAPersonThatSigns() throws Exception {
    assertThat(assess(signer(KeyUsage.digitalSignature, KeyPurposeId.id_kp_clientAuth)).clean())
        .isTrue();
    assertThat(assess(signer(KeyUsage.digitalSignature, KeyPurposeId.id_kp_emailProtection)).clean())
        .isTrue();
  }

  @Test
  void rejectsEncryptionCertificate() throws Exception {
    int usage = KeyUsage.keyEncipherment | KeyUsage.dataEncipherment | KeyUsage.keyAgreement;
    assertThat(assess(signer(usage)).findings()).containsExactly(USAGE);
  }

  @Test
  void rejectsLeafWithoutKeyUsage() throws Exception {
    TestPki.Entity body =
        TestPki.body(
            CA,
            builder ->
                builder.addExtension(
                    Extension.authorityKeyIdentifier, false, TestPki.authorityKeyIdentifier(CA)),
            TestPki.FROM,
            TestPki.TO);
    assertThat(assess(body).findings()).containsExactly(USAGE);
  }

  @Test
  void rejectsCrlSignerAsLeaf() throws Exception {
    assertThat(assess(signer(KeyUsage.digitalSignature | KeyUsage.cRLSign)).findings())
        .containsExactly(USAGE);
  }

  @Test
  void rejectsSuiteThatThePlatformDoesNotAccept() throws Exception {
    LeafCertificate leaf = LeafCertificate.ofDer(TestPki.body(SM2_CA).der());
    assertThat(chain.assess(leaf, EnumSet.of(Suite.P256), NOW).findings()).containsExactly(SUITE);
  }

  @Test
  void judgesTheSuiteByTheKeyOfTheLeaf() throws Exception {
    // Possible to make, and harmless: the key decides the suite, the CA vouches for the key.
    byte[] der =
        TestPki.issue(
            CA,
            TestPki.bodyName(),
            TestPki.publicKey(TestPki.newKey(Suite.SM2)),
            TestPki.FROM,
            TestPki.TO,
            TestPki.body(KeyUsage.digitalSignature, CA));
    LeafCertificate leaf = LeafCertificate.ofDer(der);
    assertThat(chain.assess(leaf, EnumSet.of(Suite.P256), NOW).findings()).containsExactly(SUITE);
  }

  @Test
  void listsEverythingThatStandsAgainstALeaf() throws Exception {
    TestPki.Entity stranger = TestPki.ca(TestPki.root(Suite.SM2, "Stranger"), "Organs");
    LeafCertificate leaf = LeafCertificate.ofDer(TestPki.ca(stranger, "Sub").der());
    assertThat(chain.assess(leaf, EnumSet.of(Suite.P256), TestPki.TO.plusSeconds(1)).findings())
        .containsExactly(UNTRUSTED, EXPIRED, USAGE, SUITE);
  }

  @ParameterizedTest
  @EnumSource(EvidenceChain.Finding.class)
  void namesAReasonOfTheContract(EvidenceChain.Finding finding) {
    assertThat(finding.reason())
        .isIn(
            "certificateUntrusted",
            "certificateExpired",
            "certificateNotYetValid",
            "certificateUsage",
            "suiteNotAccepted");
  }

  @Test
  void tellsARenewedCaFromTheOldOneByItsKey() throws Exception {
    TestPki.Entity renewed = TestPki.ca(ROOT, "Organs");
    EvidenceChain both = chain(CA, renewed);
    LeafCertificate leaf = LeafCertificate.ofDer(TestPki.body(renewed).der());
    assertThat(both.assess(leaf, BOTH, NOW).issuer()).hasValue("1");
  }

  @Test
  void refusesAnIssuerThatIsNoCa() {
    assertThatExceptionOfType(MalformedCertificate.class)
        .isThrownBy(() -> IssuingCa.of("organ", TestPki.body(CA).der()));
  }

  private EvidenceChain.Assessment assess(TestPki.Entity entity) throws MalformedCertificate {
    return chain.assess(chain.read(entity.der()), BOTH, NOW);
  }

  private static TestPki.Entity signer(int usage, KeyPurposeId... purposes) {
    return TestPki.body(CA, TestPki.body(usage, CA, purposes), TestPki.FROM, TestPki.TO);
  }

  private static EvidenceChain chain(TestPki.Entity... cas) {
    List<IssuingCa> issuers = new ArrayList<>();
    for (TestPki.Entity ca : cas) {
      try {
        issuers.add(IssuingCa.of(String.valueOf(issuers.size()), ca.der()));
      } catch (MalformedCertificate e) {
        throw new IllegalStateException(e);
      }
    }
    return new EvidenceChain(issuers, 100);
  }
}
