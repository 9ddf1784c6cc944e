package org.zhengyan.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.JsonNode;

/** An SM2 pair: one signs, one receives; what happens to one happens to both; its key comes back by two. */
@ServerTest
class DualCertificateTest {
  private static final boolean[] SIGNING = {true, true, false, false, false, false, false, false, false};
  private static final boolean[] ENCRYPTION = {false, false, true, true, true, false, false, false, false};

  @LocalServerPort private int port;
  @Autowired private Enrolments enrolments;
  @Autowired private JdbcClient jdbc;

  private EnrolledBody body;
  private TestHolder key;
  private String signing;
  private String encryption;
  private JsonNode issued;

  @BeforeEach
  void issue() {
    body = EnrolledBody.of(port, enrolments);
    key = TestHolder.withKey("sm2");
    issued = body.dual(body.person(true), key);
    signing = issued.path("serial").asString();
    encryption = issued.at("/encryption/serial").asString();
  }

  @Test
  void oneSignsAndTheOtherReceives() throws Exception {
    assertThat(read(issued.path("certificate")).getKeyUsage()).isEqualTo(SIGNING);
    X509Certificate beside = read(issued.at("/encryption/certificate"));
    assertThat(beside.getKeyUsage()).isEqualTo(ENCRYPTION);
    assertThat(beside.getSubjectX500Principal())
        .isEqualTo(read(issued.path("certificate")).getSubjectX500Principal());
    assertThat(body.status(encryption)).isEqualTo("good");
    assertThat(TestContext.events(jdbc, "\"subject\":\"" + encryption + "\""))
        .containsExactly("certificate.intended", "certificate.issued");
  }

  @Test
  void refusesTheEncryptionCertificateAsEvidence() {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    JsonNode asked =
        store
            .post(
                "/api/v1/verifications",
                Map.of(
                    "claimed", Map.of("name", EnrolledBody.NAME, "uscc", body.uscc),
                    "action", Map.of("type", "accountOpening", "subject", "示例", "identifier", "example")))
            .expect(201)
            .json();
    key.presenting(issued.at("/encryption/certificate").asString());
    JsonNode decided =
        store
            .post(
                "/api/v1/verifications/" + asked.path("id").asString() + "/evidence",
                key.evidence(asked.path("challenge").asString()))
            .expect(200)
            .json();
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString)).contains("certificateUsage");
  }

  @Test
  void holdsAndReleasesBothByEither() {
    decide(encryption, "revocation", Map.of("reason", "certificateHold"));
    assertThat(List.of(body.status(signing), body.status(encryption))).containsOnly("suspended");
    decide(signing, "release", Map.of());
    assertThat(List.of(body.status(signing), body.status(encryption))).containsOnly("good");
    assertThat(TestContext.events(jdbc, "\"subject\":\"" + signing + "\""))
        .contains("certificate.suspended", "certificate.released");
  }

  @Test
  void revokesBothByEither() {
    decide(encryption, "revocation", Map.of("reason", "cessationOfOperation"));
    assertThat(List.of(body.status(signing), body.status(encryption))).containsOnly("revoked");
    assertThat(TestContext.events(jdbc, "\"subject\":\"" + signing + "\"")).contains("certificate.revoked");
  }

  @Test
  void freezesAndUnfreezesBoth() {
    body.change(EnrolledBody.NAME, "frozen");
    assertThat(List.of(body.status(signing), body.status(encryption))).containsOnly("suspended");
    body.change(EnrolledBody.NAME, "normal");
    assertThat(List.of(body.status(signing), body.status(encryption))).containsOnly("good");
  }

  @Test
  void comesWithSm2Alone() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                body.apply(body.person(true), EnrolmentKind.FIRST, TestHolder.withKey("p256"), null, true));
    assertThat(refusal.errors()).extracting(Refusal.MemberError::code).containsExactly("dual-without-sm2");
  }

  @Test
  void recoversForAnotherCertificateOfTheBodyByTwoPersons() {
    decide(signing, "revocation", Map.of("reason", "superseded"));
    String target = body.dual(body.person(true)).path("serial").asString();
    JsonNode asked = body.askRecovery(encryption, target).expect(202).json();
    String path = "/api/v1/key-recoveries/" + asked.path("id").asString();
    assertThat(body.clerk.get(path).expect(200).json().has("envelopedKey")).isFalse();
    JsonNode approved =
        body.reviewer
            .post(path + "/approval", Map.of("digest", asked.path("digest").asString()))
            .expect(200)
            .json();
    assertThat(approved.path("envelopedKey").asString())
        .isNotEmpty()
        .isNotEqualTo(issued.at("/encryption/envelopedKey").asString());
    assertThat(TestContext.events(jdbc, "\"recovery\":\"" + asked.path("id").asString() + "\""))
        .containsExactly("key-recovery.submitted", "key-recovery.approved");
  }

  @Test
  void recoversForNobodyElse() {
    EnrolledBody other = EnrolledBody.of(port, enrolments);
    String foreign = other.dual(other.person(true)).path("serial").asString();
    assertTargetRefused(foreign);
    assertTargetRefused(encryption);
    assertTargetRefused(body.serial(body.person(true)));
    assertTargetRefused("ab");
    assertTargetRefused(appliedForByAClerk());
    body.askRecovery(signing, signing).expect(404);
    body.askRecovery(encryption, signing).expect(202);
    body.askRecovery(encryption, signing).expect(409);
  }

  @Test
  void recoversNothingForATargetThatEndedMeanwhile() {
    JsonNode target = body.dual(body.person(true));
    String serial = target.path("serial").asString();
    JsonNode asked = body.askRecovery(encryption, serial).expect(202).json();
    decide(serial, "revocation", Map.of("reason", "superseded"));
    body.reviewer
        .post("/api/v1/key-recoveries/" + asked.path("id").asString() + "/approval", Map.of())
        .expect(422);
  }

  @Test
  void recoversNothingWhereTheBodyHasMovedAwayFrom() {
    String target = body.dual(body.person(true)).path("serial").asString();
    JsonNode asked = body.askRecovery(encryption, target).expect(202).json();
    Map<String, Object> moved = TestHolder.institution(EnrolledBody.NAME);
    moved.put("division", "320200");
    TestHolder.register(body.clerk, body.reviewer, body.uscc, moved, "If-Match", "\"1\"");
    String approval = "/api/v1/key-recoveries/" + asked.path("id").asString() + "/approval";
    ContractClient.of(port, "demo-nanjing-reviewer").post(approval, Map.of()).expect(403);
    body.reviewer.post(approval, Map.of()).expect(200);
  }

  /** All that a person's certificate has but the person: the label is the clerk's word. */
  private String appliedForByAClerk() {
    Map<String, String> request =
        Map.of(
            "uscc", body.uscc,
            "suite", "sm2",
            "csr", TestHolder.withKey("sm2").csr(),
            "holder", "grant:of-no-person");
    String id =
        body.clerk.post("/api/v1/certificate-applications", request).expect(201).json().path("id").asString();
    return body.reviewer
        .post("/api/v1/certificate-applications/" + id + "/approval")
        .expect(200)
        .json()
        .path("serial")
        .asString();
  }

  private void assertTargetRefused(String target) {
    assertThat(body.askRecovery(encryption, target).expect(422).json().at("/errors/0/code").asString())
        .isEqualTo("target-not-good");
  }

  private void decide(String serial, String act, Map<String, String> request) {
    String path = "/api/v1/certificates/" + serial + "/" + act;
    JsonNode asked =
        (request.isEmpty() ? body.clerk.post(path) : body.clerk.post(path, request)).expect(202).json();
    body.reviewer
        .post("/api/v1/revocations/" + asked.path("revocation").asString() + "/approval", Map.of())
        .expect(200);
  }

  private static X509Certificate read(JsonNode pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", TestHolder.BC)
            .generateCertificate(new java.io.ByteArrayInputStream(TestHolder.der(pem.asString())));
  }
}
