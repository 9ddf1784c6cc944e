package org.zhengyan.binding.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.binding.BindingPlayers;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Existing accounts under one signature; then each thing broken alone. */
@ServerTest
class BatchTest {
  private static final String PATH = "/api/v1/binding-batches";

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
    jdbc.update("delete from binding_batch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void bindsUnderOneSignature(String suite) {
    BindingPlayers.Body signer = players.certify(body, suite);
    String before = players.verify(players.social, body, "one");
    JsonNode decided =
        answer(signer, create(List.of(account("one"), account("two"), account("two"), app("cn.app", null))))
            .expect(200)
            .json();
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    JsonNode results = decided.path("results");
    assertThat(results.valueStream().map(each -> each.path("result").asString()))
        .containsExactly("renewed", "bound", "refused", "refused");
    assertThat(results.get(0).path("binding").asString()).isEqualTo(before);
    assertThat(results.get(2).path("reason").asString()).isEqualTo("duplicate");
    assertThat(results.get(3).path("reason").asString()).isEqualTo("digestRequired");
    JsonNode bound =
        players.social.get("/api/v1/bindings/" + results.get(1).path("binding").asString()).expect(200).json();
    assertThat(bound.path("batch").asString()).isEqualTo(decided.path("id").asString());
    assertThat(bound.path("certificate").asString()).isEqualTo(signer.serial());
    assertThat(bound.has("verification")).isFalse();
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where convert_from(record, 'UTF8') like ?",
                Integer.class,
                "%\"batch\":\"" + decided.path("id").asString() + "\"%\"type\":\"binding.batched\"%"))
        .isEqualTo(2);
  }

  @Test
  void signsTheNumberAndTheCanonicalList() throws Exception {
    JsonNode batch = create(List.of(account("one"), app("cn.app", "sha256:" + "ab".repeat(32))));
    String canonical =
        "[{\"identifier\":\"one\",\"subject\":\"账号 one\",\"type\":\"accountOpening\"},{\"digest\":\"sha256:"
            + "ab".repeat(32)
            + "\",\"identifier\":\"cn.app\",\"subject\":\"应用\",\"type\":\"appRelease\"}]";
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
    assertThat(batch.path("digest").asString()).isEqualTo("sha256:" + digest);
    assertThat(new String(Base64.getUrlDecoder().decode(batch.path("challenge").asString()), StandardCharsets.UTF_8))
        .matches(
            "ZHENGYAN BATCH 1\\nservice: [^\\n]+\\nenvironment: dev\\nplatform: [^\\n]+ \\(demo-social\\)\\nbody: "
                + BindingPlayers.NAME
                + "\\nuscc: "
                + body.uscc()
                + "\\ncount: 2\\ndigest: sha256:"
                + digest
                + "\\nbatch: "
                + batch.path("id").asString()
                + "\\nnonce: [A-Za-z0-9_-]{43}\\nexpires: [^\\n]+Z\\n");
  }

  /** The list and the digest of batch.test.ts: the page writes it as the server does. */
  @Test
  void namesTheDigestThatThePageComputes() {
    Map<String, Object> account =
        Map.of("type", "accountOpening", "subject", "账号 \"one\"", "identifier", "one\\/é");
    JsonNode batch = create(List.of(account, app("cn.app", "sha256:" + "ab".repeat(32))));
    assertThat(batch.path("digest").asString())
        .isEqualTo("sha256:00bae8e6756d3a88adc6b6d8383f5b2b8d8889a1dddc71a1ca79d68985ae7b93");
  }

  @Test
  void takesFiveHundredActions() {
    List<Map<String, Object>> actions = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      actions.add(account("账号名称比较长的历史账号" + i));
    }
    JsonNode decided = answer(body, create(actions)).expect(200).json();
    assertThat(decided.path("results")).hasSize(500);
    assertThat(decided.path("results").valueStream().map(each -> each.path("result").asString()))
        .containsOnly("bound");
    actions.add(account("one more"));
    assertThat(players.social.exchange("POST", PATH, "application/json", bytes(actions)).status()).isEqualTo(413);
  }

  @Test
  void bringsNothingBackThatTheBodyRepudiated() {
    String id = players.verify(players.social, body, "one");
    Map<String, Object> proof =
        new HashMap<>(
            proof(
                players
                    .anybody
                    .post(
                        "/api/v1/binding-challenges",
                        Map.of("kind", "repudiation", "uscc", body.uscc(), "binding", id))
                    .expect(201)
                    .json()));
    players.anybody.post("/api/v1/bindings/" + id + "/repudiation", proof).expect(200);
    JsonNode decided = answer(body, create(List.of(account("one"), account("two")))).expect(200).json();
    assertThat(decided.path("results").get(0).path("reason").asString()).isEqualTo("repudiated");
    assertThat(decided.path("results").get(1).path("result").asString()).isEqualTo("bound");
  }

  @Test
  void rejectsAnotherBodysSignature() {
    assertRejected(answer(players.body("p256"), create(List.of(account("one")))), "usccMismatch");
  }

  @Test
  void rejectsASignatureOverAnotherBatch() {
    JsonNode other = create(List.of(account("other")));
    JsonNode batch = create(List.of(account("one")));
    Map<String, Object> evidence = evidence(body, other);
    assertRejected(players.social.post(path(batch), evidence), "signatureInvalid");
  }

  @Test
  void rejectsASuspendedCertificate() {
    JsonNode batch = create(List.of(account("one")));
    players.revoke(body.serial(), "certificateHold");
    assertRejected(answer(body, batch), "certificateSuspended");
  }

  @Test
  void rejectsAnotherName() {
    JsonNode batch = create("南京市另一个名字", List.of(account("one")));
    assertRejected(answer(body, batch), "nameMismatch");
  }

  @Test
  void hidesAnotherOperatorsBatch() {
    JsonNode batch = create(List.of(account("one")));
    String path = PATH + "/" + batch.path("id").asString();
    assertThat(players.appStore.get(path).status()).isEqualTo(404);
    assertThat(players.appStore.post(path + "/evidence", evidence(body, batch)).status()).isEqualTo(404);
    assertThat(players.social.get(PATH + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(players.social.get(PATH + "/x").status()).isEqualTo(404);
  }

  @Test
  void decidesOnceWhenEvidenceComesTwiceAtOnce() throws Exception {
    JsonNode batch = create(List.of(account("one"), account("two")));
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      attempts.add(() -> answer(body, batch));
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        statuses.add(attempt.get().status());
      }
    }
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    assertThat(jdbc.queryForObject("select sum(times) from binding where uscc = ?", Integer.class, body.uscc()))
        .isEqualTo(2);
  }

  @Test
  void endsWhenItsTimeIsOver() {
    JsonNode batch = create(List.of(account("one")));
    jdbc.update(
        "update binding_batch set expires_at = clock_timestamp() where id = ?",
        UUID.fromString(batch.path("id").asString()));
    assertThat(answer(body, batch).expect(409).problem()).isEqualTo("wrong-state");
    Awaitility.await()
        .until(
            () ->
                players
                    .social
                    .get(PATH + "/" + batch.path("id").asString())
                    .expect(200)
                    .json()
                    .path("state")
                    .asString()
                    .equals("expired"));
  }

  @Test
  void refusesMalformedBatches() {
    assertThat(players.social.post(PATH, Map.of()).status()).isEqualTo(400);
    assertThat(players.social.post(PATH, request(BindingPlayers.NAME, List.of())).status()).isEqualTo(400);
    Map<String, Object> incomplete = account("one");
    incomplete.remove("subject");
    assertThat(players.social.post(PATH, request(BindingPlayers.NAME, List.of(incomplete))).status())
        .isEqualTo(400);
    JsonNode batch = create(List.of(account("one")));
    assertThat(players.social.post(path(batch), Map.of("certificate", "x")).status()).isEqualTo(400);
    assertThat(players.social.post(path(batch), Map.of("certificate", "x", "signature", "not base64url!")).status())
        .isEqualTo(400);
    answer(body, batch).expect(200);
  }

  @Test
  void namesEachMemberThatBreaksARule() {
    Reply reply =
        players.social.post(
            PATH,
            request(
                BindingPlayers.NAME,
                List.of(account("one"), account("two\u200b"), app("three", "sha256:12"))));
    assertThat(reply.expect(422).json().path("errors").valueStream().map(each -> each.path("pointer").asString()))
        .containsExactly("/actions/1/subject", "/actions/1/identifier", "/actions/2/digest");
  }

  @Test
  void refusesTheTwentyFirstThatWaits() {
    for (int i = 0; i < 20; i++) {
      create(List.of(account("one")));
    }
    Reply reply = players.social.post(PATH, request(BindingPlayers.NAME, List.of(account("one"))));
    assertThat(reply.expect(429).header("Retry-After")).isNotEmpty();
  }

  @Test
  void answersARepeatedRequestAsTheFirst() {
    Map<String, Object> request = request(BindingPlayers.NAME, List.of(account("one")));
    String key = UUID.randomUUID().toString();
    Reply first = players.social.post(PATH, request, "Idempotency-Key", key).expect(201);
    assertThat(players.social.post(PATH, request, "Idempotency-Key", key).expect(201).text())
        .isEqualTo(first.text());
  }

  private static byte[] bytes(List<Map<String, Object>> actions) {
    return new tools.jackson.databind.json.JsonMapper()
        .writeValueAsBytes(
            Map.of("claimed", Map.of("name", "x", "uscc", "11320100MB9000015T"), "actions", actions));
  }

  private static Map<String, Object> account(String handle) {
    return new LinkedHashMap<>(
        Map.of("type", "accountOpening", "subject", "账号 " + handle, "identifier", handle));
  }

  private static Map<String, Object> app(String packageName, String digest) {
    Map<String, Object> app =
        new LinkedHashMap<>(Map.of("type", "appRelease", "subject", "应用", "identifier", packageName));
    if (digest != null) {
      app.put("digest", digest);
    }
    return app;
  }

  private Map<String, Object> request(String name, List<Map<String, Object>> actions) {
    return Map.of("claimed", Map.of("name", name, "uscc", body.uscc()), "actions", actions);
  }

  private JsonNode create(List<Map<String, Object>> actions) {
    return create(BindingPlayers.NAME, actions);
  }

  private JsonNode create(String name, List<Map<String, Object>> actions) {
    return players.social.post(PATH, request(name, actions)).expect(201).json();
  }

  private Reply answer(BindingPlayers.Body by, JsonNode batch) {
    return players.social.post(path(batch), evidence(by, batch));
  }

  private static String path(JsonNode batch) {
    return PATH + "/" + batch.path("id").asString() + "/evidence";
  }

  private static Map<String, Object> evidence(BindingPlayers.Body by, JsonNode batch) {
    Map<String, Object> evidence = new HashMap<>(by.holder().evidence(batch.path("challenge").asString()));
    evidence.remove("kind");
    return evidence;
  }

  private Map<String, Object> proof(JsonNode challenge) {
    Map<String, Object> proof = evidence(body, challenge);
    proof.put("challenge", challenge.path("id").asString());
    return proof;
  }

  private static void assertRejected(Reply reply, String... reasons) {
    JsonNode decided = reply.expect(200).json();
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString)).containsExactly(reasons);
    assertThat(decided.has("results")).isFalse();
  }
}
