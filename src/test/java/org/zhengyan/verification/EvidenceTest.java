package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** One body, one certificate, one good answer; then each thing broken alone, over the real API. */
@ServerTest
class EvidenceTest {
  @LocalServerPort private int port;
  @Autowired private PresentationNotices notices;
  @Autowired private JdbcTemplate jdbc;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient store;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    store = ContractClient.of(port, "demo-appstore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void verifiesGoodSignature(String suite) {
    Body body = new Body(suite, "南京市测试中心", "南京市测试中心（南京测试院）");
    JsonNode decided = answer(body, body.holder().evidence(body.challenge()));
    assertThat(decided.get("state").asString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/assurance").asString()).isEqualTo("possession");
    assertThat(decided.at("/verdict/reasons")).isEmpty();
    assertThat(decided.at("/verdict/checks").valueStream().map(check -> check.get("outcome").asString()))
        .containsOnly("passed")
        .hasSize(14);
    assertThat(decided.at("/verdict/institution/matchedName").asString()).isEqualTo("first");
    assertThat(decided.at("/verdict/certificate/status").asString()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void rejectsSignatureWithoutCertificateLine(String suite) {
    Body body = new Body(suite, "南京市测试中心");
    byte[] challenge = Base64.getUrlDecoder().decode(body.challenge());
    assertReasons(answer(body, body.holder().evidence(challenge)), "signatureInvalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void rejectsSignatureOverOtherBytes(String suite) {
    Body body = new Body(suite, "南京市测试中心");
    String other = new Body(suite, "南京市测试中心").challenge();
    assertReasons(answer(body, body.holder().evidence(other)), "signatureInvalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void rejectsSignatureByAnotherKey(String suite) {
    Body body = new Body(suite, "南京市测试中心");
    TestHolder stranger = TestHolder.withKey(suite).presenting(body.holder().certificate());
    assertReasons(answer(body, stranger.evidence(body.challenge())), "signatureInvalid");
  }

  @Test
  void rejectsSm2SignatureWithAnotherUserId() throws Exception {
    Body body = new Body("sm2", "南京市测试中心");
    Signature signature = Signature.getInstance("SM3withSM2", TestHolder.BC);
    signature.setParameter(new SM2ParameterSpec("8765432187654321".getBytes(StandardCharsets.US_ASCII)));
    signature.initSign(body.holder().key().getPrivate());
    signature.update(Base64.getUrlDecoder().decode(body.challenge()));
    signature.update(
        ("certificate: sha256:" + body.holder().certificateHash() + "\n").getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> evidence = new LinkedHashMap<>(body.holder().evidence(new byte[0]));
    evidence.put("signature", TestHolder.base64url(signature.sign()));
    assertReasons(answer(body, evidence), "signatureInvalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void rejectsSignatureInBer(String suite) {
    Body body = new Body(suite, "南京市测试中心");
    Map<String, Object> evidence = new LinkedHashMap<>(body.holder().evidence(body.challenge()));
    byte[] der = Base64.getUrlDecoder().decode((String) evidence.get("signature"));
    byte[] ber = new byte[der.length + 1];
    ber[0] = der[0];
    ber[1] = (byte) 0x81;
    System.arraycopy(der, 1, ber, 2, der.length - 1);
    evidence.put("signature", TestHolder.base64url(ber));
    assertReasons(answer(body, evidence), "signatureInvalid");
  }

  @Test
  void rejectsWhatIsNoCertificate() {
    Body body = new Body("p256", "南京市测试中心");
    body.holder().presenting("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    JsonNode decided = answer(body, body.holder().evidence(body.challenge()));
    assertReasons(decided, "certificateMalformed");
    assertThat(decided.at("/verdict/certificate").isMissingNode()).isTrue();
    assertThat(decided.at("/verdict/institution").isMissingNode()).isTrue();
  }

  @Test
  void rejectsClaimOfAnotherName() {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode decided = body.claiming("南京市测试中", body.uscc());
    assertReasons(decided, "nameMismatch");
  }

  @Test
  void rejectsClaimOfAnotherCode() {
    Body body = new Body("p256", "南京市测试中心");
    Body other = new Body("p256", "南京市测试中心");
    assertReasons(body.claiming("南京市测试中心", other.uscc()), "usccMismatch");
  }

  @Test
  void rejectsSuiteThatIsNotAccepted() {
    Body body = new Body("p256", "南京市测试中心");
    Map<String, Object> request = body.request("南京市测试中心", body.uscc());
    request.put("acceptedSuites", List.of("sm2"));
    assertReasons(body.verify(request), "suiteNotAccepted");
  }

  @Test
  void rejectsStatusOlderThanThePlatformAccepts() {
    Body body = new Body("p256", "南京市测试中心");
    Map<String, Object> request = body.request("南京市测试中心", body.uscc());
    request.put("maxStaleness", "PT0S");
    assertReasons(body.verify(request), "statusStale");
  }

  /** Who acts for the body stands in what is signed, so that it cannot be said of another afterwards. */
  @ParameterizedTest
  @CsvSource({"department, 信息中心", "agent, 示例技术公司"})
  void bindsOnWhoseBehalfItIs(String kind, String name) {
    Body body = new Body("sm2", "南京市测试中心");
    Map<String, Object> request = body.request("南京市测试中心", body.uscc());
    String without = body.create(request).get("challenge").asString();
    request.put("onBehalfOf", Map.of(kind, name));
    JsonNode created = body.create(request);
    byte[] challenge = Base64.getUrlDecoder().decode(created.get("challenge").asString());
    assertThat(new String(challenge, StandardCharsets.UTF_8)).contains("\non-behalf-of: " + kind + " " + name + "\n");
    String path = "/api/v1/verifications/" + created.get("id").asString() + "/evidence";
    JsonNode other = store.post(path, body.holder().evidence(without)).expect(200).json();
    assertReasons(other, "signatureInvalid");
    assertThat(body.verify(request).get("state").asString()).isEqualTo("verified");
  }

  @Test
  void decidesOnceWhenEvidenceComesTwiceAtOnce() throws Exception {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode created = body.create(body.request("南京市测试中心", body.uscc()));
    Map<String, Object> good = body.holder().evidence(created.get("challenge").asString());
    Map<String, Object> bad = body.holder().evidence(new byte[] {1});
    String path = "/api/v1/verifications/" + created.get("id").asString() + "/evidence";
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Map<String, Object> evidence = i % 2 == 0 ? good : bad;
      attempts.add(() -> store.post(path, evidence));
    }
    List<Integer> statuses = new ArrayList<>();
    String winner = "";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        Reply reply = attempt.get();
        statuses.add(reply.status());
        winner = reply.status() == 200 ? reply.json().get("state").asString() : winner;
      }
    }
    assertThat(statuses).containsOnlyOnce(200).contains(409).doesNotContain(500, 503);
    assertThat(store.get("/api/v1/verifications/" + created.get("id").asString()).json().get("state").asString())
        .isEqualTo(winner);
  }

  @Test
  void answersConflictWithTheVerificationAsItStands() {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode decided = answer(body, body.holder().evidence(body.challenge()));
    Reply again =
        store
            .post(
                "/api/v1/verifications/" + decided.get("id").asString() + "/evidence",
                body.holder().evidence(body.challenge()))
            .expect(409);
    assertThat(again.problem()).isEqualTo("wrong-state");
    assertThat(again.json().at("/resource/state").asString()).isEqualTo("verified");
  }

  /** The node that was asked remembers what was asked, and not that it is open. */
  @Test
  void answersConflictWhenItEndedMeanwhile() {
    Body body = new Body("p256", "南京市测试中心");
    store.post("/api/v1/verifications/" + body.id() + "/cancellation").expect(200);
    assertThat(conflict(body)).isEqualTo("cancelled");
    Body late = new Body("p256", "南京市测试中心");
    jdbc.update("update verification set expires_at = clock_timestamp() where id = ?::uuid", late.id());
    assertThat(conflict(late)).isEqualTo("expired");
    Body lost = new Body("p256", "南京市测试中心");
    jdbc.update("delete from verification where id = ?::uuid", lost.id());
    String path = "/api/v1/verifications/" + lost.id() + "/evidence";
    assertThat(store.post(path, lost.holder().evidence(lost.challenge())).status()).isEqualTo(404);
  }

  private String conflict(Body body) {
    String path = "/api/v1/verifications/" + body.id() + "/evidence";
    Reply refused = store.post(path, body.holder().evidence(body.challenge())).expect(409);
    assertThat(refused.problem()).isEqualTo("wrong-state");
    return refused.json().at("/resource/state").asString();
  }

  @Test
  void hidesAnotherOperatorsVerification() {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode created = body.create(body.request("南京市测试中心", body.uscc()));
    ContractClient social = ContractClient.of(port, "demo-social");
    String path = "/api/v1/verifications/" + created.get("id").asString();
    assertThat(social.get(path).status()).isEqualTo(404);
    assertThat(social.post(path + "/evidence", body.holder().evidence(created.get("challenge").asString())).status())
        .isEqualTo(404);
    assertThat(social.post(path + "/cancellation").status()).isEqualTo(404);
    assertThat(social.get(path + "/presentation/qr").status()).isEqualTo(404);
    assertThat(social.get(path + "/events").status()).isEqualTo(404);
    assertThat(social.post(path + "/completion", Map.of("code", "A".repeat(43))).status()).isEqualTo(404);
    assertThat(store.get(path).json().get("state").asString()).isEqualTo("requested");
    store.post(path + "/evidence", body.holder().evidence(created.get("challenge").asString())).expect(200);
    for (String form : List.of("", "?form=bundle", "?form=cms-sm2")) {
      assertThat(social.get(path + "/receipt" + form).status()).as(form).isEqualTo(404);
    }
    assertThat(social.get("/api/v1/bindings/" + created.get("id").asString()).status()).isEqualTo(404);
    assertThat(social.get("/api/v1/bindings").expect(200).text()).doesNotContain(created.get("id").asString());
  }

  @Test
  void keepsTheSessionOpenAfterMalformedEvidence() {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode created = body.create(body.request("南京市测试中心", body.uscc()));
    String path = "/api/v1/verifications/" + created.get("id").asString();
    Map<String, Object> evidence = new LinkedHashMap<>(body.holder().evidence(created.get("challenge").asString()));
    evidence.put("signature", "not base64url!");
    assertThat(store.post(path + "/evidence", evidence).status()).isEqualTo(400);
    assertThat(store.get(path).json().get("state").asString()).isEqualTo("requested");
  }

  @Test
  void endsCancelledAndStaysSo() {
    Body body = new Body("p256", "南京市测试中心");
    JsonNode created = body.create(body.request("南京市测试中心", body.uscc()));
    String path = "/api/v1/verifications/" + created.get("id").asString();
    assertThat(store.post(path + "/cancellation").expect(200).json().get("state").asString()).isEqualTo("cancelled");
    assertThat(store.post(path + "/cancellation").status()).isEqualTo(409);
    assertThat(store.get(path + "/receipt").status()).isEqualTo(404);
  }

  /** Whoever has a platform's key can try evidence without any browser, and is seen. */
  @Test
  void tellsTheManagersWhatThePlatformsClientTried() {
    Body body = new Body("p256", "南京市测试中心");
    store.post("/api/v1/verifications/" + body.id() + "/cancellation").expect(200);
    Uscc uscc = new Uscc(body.uscc());
    assertThat(notices.latest(uscc, 10)).as("nothing was tried").isEmpty();
    String rejected = body.claiming("南京市测试中", body.uscc()).path("id").asString();
    String verified = body.claiming("南京市测试中心", body.uscc()).path("id").asString();
    assertThat(notices.latest(uscc, 10))
        .extracting("verification", "clientId", "actionType", "mode", "state")
        .containsExactly(
            tuple(verified, "demo-appstore", "accountOpening", "direct", "verified"),
            tuple(rejected, "demo-appstore", "accountOpening", "direct", "rejected"));
  }

  private JsonNode answer(Body body, Map<String, Object> evidence) {
    return store.post("/api/v1/verifications/" + body.id() + "/evidence", evidence).expect(200).json();
  }

  private static void assertReasons(JsonNode decided, String... reasons) {
    assertThat(decided.get("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString)).containsExactly(reasons);
    assertThat(decided.get("receipt").asString()).isNotEmpty();
  }

  /** A registered body with a certificate and one open verification that claims it rightly. */
  private final class Body {
    private final String uscc = TestHolder.newUscc();
    private final TestHolder holder;
    private final JsonNode created;

    Body(String suite, String... names) {
      holder = TestHolder.withKey(suite);
      TestHolder.register(clerk, reviewer, uscc, TestHolder.institution(names));
      holder.certify(clerk, reviewer, uscc);
      created = create(request(names[0], uscc));
    }

    String uscc() {
      return uscc;
    }

    TestHolder holder() {
      return holder;
    }

    String id() {
      return created.get("id").asString();
    }

    String challenge() {
      return created.get("challenge").asString();
    }

    Map<String, Object> request(String name, String code) {
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("claimed", Map.of("name", name, "uscc", code));
      request.put("action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "nanjing"));
      return request;
    }

    JsonNode create(Map<String, Object> request) {
      return store.post("/api/v1/verifications", request).expect(201).json();
    }

    JsonNode claiming(String name, String code) {
      return verify(request(name, code));
    }

    JsonNode verify(Map<String, Object> request) {
      JsonNode open = create(request);
      return store
          .post(
              "/api/v1/verifications/" + open.get("id").asString() + "/evidence",
              holder.evidence(open.get("challenge").asString()))
          .expect(200)
          .json();
    }
  }
}
