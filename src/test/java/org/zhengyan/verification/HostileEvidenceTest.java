package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.CmsFixture;
import org.zhengyan.x509.Der;
import org.zhengyan.x509.TestPki;
import tools.jackson.databind.JsonNode;

/**
 * Certificates and CMS that somebody made to deceive, over the real API and with the real CA's keys:
 * each is signed for by the key that it names, so that only the one thing is wrong.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileEvidenceTest {
  private static final String NAME = "南京市测试中心";
  private static final Instant NOW = Instant.now();
  private static final AlgorithmParameterSpec RSA_512 =
      new RSAKeyGenParameterSpec(512, RSAKeyGenParameterSpec.F4);
  private static final TestPki.Entity STRANGER = TestPki.root(Suite.P256, "Stranger");
  private static final TestPki.Entity SM2_STRANGER = TestPki.root(Suite.SM2, "Stranger");

  @LocalServerPort private int port;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient store;
  private String uscc;
  private TestHolder p256;
  private TestHolder sm2;

  @BeforeAll
  void body() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    store = ContractClient.of(port, "demo-appstore");
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    p256 = TestHolder.withKey("p256");
    p256.certify(clerk, reviewer, uscc);
    sm2 = TestHolder.withKey("sm2");
    sm2.certify(clerk, reviewer, uscc);
  }

  // Certificates

  static Stream<Arguments> certificates() {
    return Stream.of(Suite.values()).flatMap(HostileEvidenceTest::certificates);
  }

  private static Stream<Arguments> certificates(Suite suite) {
    Instant before = NOW.minus(Duration.ofDays(40));
    Instant after = NOW.plus(Duration.ofDays(40));
    TestPki.Entity ca = StolenKey.of("ca-institution-" + suite.wire());
    TestPki.Entity stranger = suite == Suite.SM2 ? SM2_STRANGER : STRANGER;
    TestPki.Extensions usual = TestPki.body(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, ca);
    TestPki.Extensions foreign = TestPki.body(KeyUsage.digitalSignature, stranger);
    return Stream.of(
        Arguments.of(suite + " never issued", TestPki.body(ca, usual, before, after), "statusUnknown usccMismatch"),
        Arguments.of(
            suite + " expired",
            TestPki.body(ca, usual, before, NOW.minusSeconds(60)),
            "certificateExpired statusUnknown usccMismatch"),
        Arguments.of(
            suite + " not yet valid",
            TestPki.body(ca, usual, NOW.plusSeconds(3600), after),
            "certificateNotYetValid statusUnknown usccMismatch"),
        Arguments.of(
            suite + " of a foreign CA", TestPki.body(stranger, foreign, before, after), "certificateUntrusted"),
        Arguments.of(
            suite + " of a foreign CA of our CA's name",
            TestPki.body(
                new TestPki.Entity(suite, ca.name(), stranger.key(), ca.der()), usual, before, after),
            "certificateUntrusted"),
        Arguments.of(suite + " our CA itself", ca, "certificateUntrusted certificateUsage"),
        Arguments.of(
            suite + " a CA below our CA",
            TestPki.body(ca, TestPki.ca(TestPki.publicKey(ca.key()), ca), before, after),
            "certificateUsage"),
        Arguments.of(
            suite + " our OCSP signer", StolenKey.of("ocsp-institution-" + suite.wire()), "certificateUsage"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("certificates")
  void rejectsTheCertificate(String name, TestPki.Entity signer, String reasons) {
    JsonNode decided = answer(challenge -> signature(signer, signer.der(), challenge)).expect(200).json();
    assertReasons(decided, reasons.split(" "));
  }

  @Test
  void rejectsRevokedAndSuspended() {
    TestHolder holder = TestHolder.withKey("p256");
    String serial = holder.certify(clerk, reviewer, uscc).get("serial").asString();
    JsonNode change =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "keyCompromise"))
            .expect(202)
            .json();
    awaitReasons(holder, "certificateSuspended");
    reviewer
        .post("/api/v1/revocations/" + change.get("revocation").asString() + "/approval")
        .expect(200);
    awaitReasons(holder, "certificateRevoked");
  }

  static Stream<Arguments> unreadable() {
    byte[] good = TestPki.body(StolenKey.of("ca-institution-p256")).der();
    byte[] point =
        Certificate.getInstance(good).getSubjectPublicKeyInfo().getPublicKeyData().getOctets();
    byte[] off = point.clone();
    off[off.length - 1] ^= 1;
    byte[] longer = new byte[good.length + 1];
    System.arraycopy(good, 0, longer, 0, good.length);
    return Stream.of(
        Arguments.of("truncated", Arrays.copyOf(good, good.length - 20)),
        Arguments.of("with a byte behind it", longer),
        Arguments.of("large extension", Der.with(good, new DEROctetString(new byte[9_000]), 0, 7, 0, 2)),
        Arguments.of("serial of zero", Der.with(good, new ASN1Integer(0), 0, 1)),
        Arguments.of("negative serial", Der.with(good, new ASN1Integer(BigInteger.valueOf(-5)), 0, 1)),
        Arguments.of("serial of 40 octets", Der.with(good, new ASN1Integer(BigInteger.ONE.shiftLeft(320)), 0, 1)),
        Arguments.of("a day that does not exist", Der.with(good, new DERUTCTime("260230000000Z"), 0, 4, 0)),
        Arguments.of("off the curve", Der.with(good, new DERBitString(off), 0, 6, 1)),
        Arguments.of("P-384", Der.with(good, keyInfo("EC", new ECGenParameterSpec("secp384r1")), 0, 6)),
        Arguments.of("RSA-512", Der.with(good, keyInfo("RSA", RSA_512), 0, 6)),
        Arguments.of("indefinite length", Der.indefinite(good)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void rejectsTheUnreadableCertificate(String name, byte[] der) {
    JsonNode decided =
        answer(
                challenge ->
                    Map.of(
                        "kind", "signature",
                        "certificate", TestHolder.pem("CERTIFICATE", der),
                        "signature", TestHolder.base64url(p256.sign(challenge))))
            .expect(200)
            .json();
    assertReasons(decided, "certificateMalformed");
  }

  @ParameterizedTest
  @CsvSource({"20000, 400", "400000, 400", "2200000, 413"})
  void decidesNothingByAHugeCertificate(int octets, int status) {
    JsonNode created = create();
    String pem = TestHolder.pem("CERTIFICATE", new byte[octets]);
    Reply reply = send(created, Map.of("kind", "signature", "certificate", pem, "signature", "AAAA"));
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertDecidableStill(created);
  }

  // CMS

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void verifiesCms(String suite) {
    JsonNode decided = cms(holder(suite), fixture -> {}).expect(200).json();
    assertThat(decided.get("state").asString()).as(decided.toString()).isEqualTo("verified");
  }

  @Test
  void verifiesCmsAsGmt0010NamesIt() {
    JsonNode decided = cms(sm2, CmsFixture::chinese).expect(200).json();
    assertThat(decided.get("state").asString()).as(decided.toString()).isEqualTo("verified");
  }

  static Stream<Arguments> otherCms() {
    return Stream.of(Suite.values()).flatMap(HostileEvidenceTest::otherCms);
  }

  private static Stream<Arguments> otherCms(Suite suite) {
    byte[] other = "ZHENGYAN VERIFICATION 1\n".getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        forged(suite, "two signers", cms -> cms.signerInfos = 2),
        forged(suite, "no signer", cms -> cms.signerInfos = 0),
        forged(suite, "no signed attributes", cms -> cms.withAttributes = false),
        forged(suite, "no certificate hash", cms -> cms.replace(CmsFixture.SIGNING_CERTIFICATE_V2, null)),
        forged(suite, "another text", cms -> cms.replace(CmsFixture.MESSAGE_DIGEST, cms.digestOf(other))),
        forged(suite, "content inside", cms -> cms.content = new DEROctetString(other)),
        forged(suite, "no certificate", cms -> cms.certificates.clear()),
        forged(suite, "a twin of the certificate", HostileEvidenceTest::swapForATwin));
  }

  private static Arguments forged(Suite suite, String name, Consumer<CmsFixture> forgery) {
    return Arguments.of(suite + " " + name, suite, forgery);
  }

  /** The same issuer, number and key with another last day: what only the hash tells apart. */
  private static void swapForATwin(CmsFixture cms) {
    byte[] twin = Der.with(cms.signer.der(), new DERUTCTime("491231235959Z"), 0, 4, 1);
    cms.certificates.set(0, ASN1Sequence.getInstance(twin));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherCms")
  void rejectsCmsOfAnotherForm(String name, Suite suite, Consumer<CmsFixture> forgery) {
    assertThat(reasons(cms(holder(suite.wire()), forgery).expect(200).json())).contains("signatureInvalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void rejectsCmsBySomebodyElsesKey(String suite) {
    TestHolder thief = TestHolder.withKey(suite).presenting(holder(suite).certificate());
    assertReasons(cms(thief, fixture -> {}).expect(200).json(), "signatureInvalid");
  }

  static Stream<Arguments> noCms() {
    byte[] good = new CmsFixture(TestPki.body(STRANGER)).build();
    return Stream.of(
        Arguments.of("nothing", new byte[0]),
        Arguments.of("text", "certainly not".getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("truncated", Arrays.copyOf(good, good.length / 2)),
        Arguments.of("BER", Der.indefinite(good)),
        Arguments.of("a certificate", STRANGER.der()),
        Arguments.of("EnvelopedData", envelope()),
        Arguments.of("wrong types", Der.with(good, new DEROctetString(new byte[1]), 1, 0)));
  }

  private static byte[] envelope() {
    byte[] good = new CmsFixture(TestPki.body(STRANGER)).build();
    return Der.with(good, new ASN1ObjectIdentifier("1.2.840.113549.1.7.3"), 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noCms")
  void decidesNothingByWhatIsNoSignedData(String name, byte[] bytes) {
    JsonNode created = create();
    Reply reply = send(created, Map.of("kind", "cms", "cms", TestHolder.base64url(bytes)));
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/pointer").asString()).isEqualTo("/cms");
    assertThat(reply.json().at("/errors/0/code").asString()).isEqualTo("cms-invalid");
    assertDecidableStill(created);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no base64url!", "AAA=", "A"})
  void decidesNothingByWhatIsNoBase64url(String cms) {
    JsonNode created = create();
    assertThat(send(created, Map.of("kind", "cms", "cms", cms)).status()).isEqualTo(400);
    assertDecidableStill(created);
  }

  // How

  private void assertDecidableStill(JsonNode created) {
    JsonNode decided = send(created, p256.evidence(created.get("challenge").asString())).expect(200).json();
    assertThat(decided.get("state").asString()).isEqualTo("verified");
  }

  private TestHolder holder(String suite) {
    return suite.equals("sm2") ? sm2 : p256;
  }

  private Reply cms(TestHolder holder, Consumer<CmsFixture> forgery) {
    Suite suite = holder.algorithm().equals("SM3withSM2") ? Suite.SM2 : Suite.P256;
    byte[] der = TestHolder.der(holder.certificate());
    return answer(
        challenge -> {
          CmsFixture fixture =
              new CmsFixture(new TestPki.Entity(suite, TestPki.bodyName(), holder.key(), der));
          fixture.signedContent = challenge;
          fixture.replace(CmsFixture.MESSAGE_DIGEST, fixture.digestOf(challenge));
          forgery.accept(fixture);
          return Map.of("kind", "cms", "cms", TestHolder.base64url(fixture.build()));
        });
  }

  private static Map<String, Object> signature(TestPki.Entity signer, byte[] der, byte[] challenge) {
    TestHolder holder =
        TestHolder.ofKey(signer.suite().wire(), signer.key()).presenting(TestHolder.pem("CERTIFICATE", der));
    return holder.evidence(TestHolder.base64url(challenge));
  }

  private void awaitReasons(TestHolder holder, String reason) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              JsonNode created = create();
              JsonNode decided =
                  send(created, holder.evidence(created.get("challenge").asString())).expect(200).json();
              assertThat(reasons(decided)).contains(reason);
            });
  }

  private Reply answer(Function<byte[], Map<String, ?>> evidence) {
    JsonNode created = create();
    return send(created, evidence.apply(Base64.getUrlDecoder().decode(created.get("challenge").asString())));
  }

  private JsonNode create() {
    return store
        .post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", NAME, "uscc", uscc),
                "action",
                    Map.of(
                        "type", "accountOpening",
                        "subject", "官方账号",
                        "identifier", UUID.randomUUID().toString())))
        .expect(201)
        .json();
  }

  private Reply send(JsonNode created, Map<String, ?> evidence) {
    return store.post("/api/v1/verifications/" + created.get("id").asString() + "/evidence", evidence);
  }

  private static void assertReasons(JsonNode decided, String... reasons) {
    assertThat(decided.get("state").asString()).isEqualTo("rejected");
    assertThat(reasons(decided)).containsExactlyInAnyOrder(reasons);
  }

  private static List<String> reasons(JsonNode decided) {
    return decided.at("/verdict/reasons").valueStream().map(JsonNode::asString).toList();
  }

  private static ASN1Encodable keyInfo(String algorithm, AlgorithmParameterSpec size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, TestHolder.BC);
      generator.initialize(size);
      return SubjectPublicKeyInfo.getInstance(generator.generateKeyPair().getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
