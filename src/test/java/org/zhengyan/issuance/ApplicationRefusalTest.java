package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.issuance.IssuanceFixture.BEIJING;
import static org.zhengyan.issuance.IssuanceFixture.CLERK;
import static org.zhengyan.issuance.IssuanceFixture.OPERATOR;
import static org.zhengyan.issuance.IssuanceFixture.REVIEWER;
import static org.zhengyan.issuance.IssuanceFixture.assertComplaint;
import static org.zhengyan.issuance.IssuanceFixture.assertProblem;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;

/** What an application is refused for, each by one broken thing. */
@ServerTest
class ApplicationRefusalTest {
  private static final String NAME = "南京市测试中心";

  @Autowired private ApplicationContext context;
  private IssuanceFixture on;
  private String uscc;

  @BeforeEach
  void body() {
    on = new IssuanceFixture(context);
    uscc = on.body(NAME);
  }

  @Test
  void refusesApplicationForAnotherDivision() {
    assertProblem(Problem.OUTSIDE_DIVISION, () -> on.apply(BEIJING, request(TestHolder.withKey("p256").csr())));
    assertProblem(Problem.OUTSIDE_DIVISION, () -> on.apply(OPERATOR, request(TestHolder.withKey("p256").csr())));
  }

  @Test
  void refusesApplicationWhereRegionIsOff() {
    region(false);
    try {
      assertComplaint("region-not-enabled", this::apply);
    } finally {
      region(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"frozen", "cancelled", "revoked", "void"})
  void refusesApplicationForBodyThatIsNotNormal(String status) {
    on.change(uscc, NAME, status);
    assertComplaint("institution-not-normal", this::apply);
  }

  @Test
  void refusesApplicationForUnknownBody() {
    String csr = TestHolder.withKey("p256").csr();
    assertComplaint(
        "institution-unknown",
        () ->
            on.apply(
                CLERK, new ApplicationRequest(TestHolder.newUscc(), "p256", csr, null, null)));
  }

  @Test
  void refusesKeyCertifiedBefore() {
    TestHolder holder = TestHolder.withKey("p256");
    on.approve(REVIEWER, on.apply(uscc, holder, "p256"));
    assertComplaint("key-certified-before", () -> on.apply(uscc, holder, "p256"));
    assertComplaint("key-certified-before", () -> on.apply(on.body(NAME), holder, "p256"));
  }

  @Test
  void refusesRsaKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String csr = csr(generator.generateKeyPair(), "SHA256withRSA");
    assertComplaint("csr-key-rsa", () -> on.apply(CLERK, request(csr)));
  }

  @Test
  void refusesKeyOfAnotherSuite() {
    assertComplaint("csr-key-other-suite", () -> on.apply(uscc, TestHolder.withKey("sm2"), "p256"));
  }

  @Test
  void refusesRequestWithoutPossession() throws Exception {
    KeyPair requested = TestHolder.withKey("p256").key();
    KeyPair signing = TestHolder.withKey("p256").key();
    String csr = csr(new KeyPair(requested.getPublic(), signing.getPrivate()), "SHA256withECDSA");
    assertComplaint("csr-signature-invalid", () -> on.apply(CLERK, request(csr)));
  }

  @Test
  void refusesWeakKey() throws Exception {
    // The private key 1: its public point is the generator.
    var curve = org.bouncycastle.jce.ECNamedCurveTable.getParameterSpec("secp256r1");
    var factory = java.security.KeyFactory.getInstance("EC", TestHolder.BC);
    KeyPair weak =
        new KeyPair(
            factory.generatePublic(
                new org.bouncycastle.jce.spec.ECPublicKeySpec(curve.getG(), curve)),
            factory.generatePrivate(
                new org.bouncycastle.jce.spec.ECPrivateKeySpec(java.math.BigInteger.ONE, curve)));
    String csr = csr(weak, "SHA256withECDSA");
    assertComplaint("csr-key-weak", () -> on.apply(CLERK, request(csr)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rsa", "SM2"})
  void refusesUnknownSuite(String suite) {
    String csr = TestHolder.withKey("p256").csr();
    assertComplaint(
        "suite-unknown",
        () -> on.apply(CLERK, new ApplicationRequest(uscc, suite, csr, null, null)));
  }

  @Test
  void refusesMissingMembers() {
    String csr = TestHolder.withKey("p256").csr();
    assertMissing("/uscc", new ApplicationRequest(null, "p256", csr, null, null));
    assertMissing("/suite", new ApplicationRequest(uscc, null, csr, null, null));
    assertMissing("/csr", new ApplicationRequest(uscc, "p256", null, null, null));
  }

  @Test
  void refusesReplacementOfAnotherBodysCertificate() {
    ApplicationResponse old = on.approve(REVIEWER, apply());
    String csr = TestHolder.withKey("p256").csr();
    assertComplaint(
        "certificate-not-replaceable",
        () ->
            on.apply(
                CLERK, new ApplicationRequest(on.body(NAME), "p256", csr, null, old.serial())));
    assertThat(on.certificate(old).state()).isEqualTo(CertificateState.GOOD);
  }

  private ApplicationResponse apply() {
    return on.apply(uscc, TestHolder.withKey("p256"), "p256");
  }

  private ApplicationRequest request(String csr) {
    return new ApplicationRequest(uscc, "p256", csr, null, null);
  }

  private void region(boolean enabled) {
    on.jdbc
        .sql(
            enabled
                ? "delete from region_switch where purpose = 'certificates' and division = '320100'"
                : "insert into region_switch (purpose, division, enabled_from, enabled_to, version)"
                    + " values ('certificates', '320100', '2020-01-01', '2020-01-02', 1)")
        .update();
  }

  private static String csr(KeyPair key, String algorithm) throws Exception {
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=request"), key.getPublic())
            .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
            .getEncoded();
    return TestHolder.pem("CERTIFICATE REQUEST", der);
  }

  private void assertMissing(String pointer, ApplicationRequest request) {
    Refusal refusal = assertProblem(Problem.MALFORMED, () -> on.apply(CLERK, request));
    assertThat(refusal.errors()).extracting(MemberError::pointer).containsExactly(pointer);
  }
}
