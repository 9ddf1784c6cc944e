package org.zhengyan.binding.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.binding.BindingPlayers;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;

/** A body on the page of a batch: it sees the whole list, signs or refuses it; then what opens nothing. */
@ServerTest
class BatchHolderTest {
  private static final String PATH = "/api/v1/binding-batches";

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private Clients clients;

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
  void bindsWhatTheBodySignsOnThePage(String suite) {
    BindingPlayers.Body signer = players.certify(body, suite);
    JsonNode batch = create(players.social, "one", "two");
    assertThat(batch.at("/presentation/url").asString())
        .matches("http://localhost:[0-9]+/v/batches/" + id(batch) + "#[A-Za-z0-9_-]{43}");
    assertThat(read(batch).has("presentation")).as("told once").isFalse();
    JsonNode shown = ask(batch, "showing", Map.of()).expect(200).json();
    assertThat(shown.at("/platform/name").asString()).isEqualTo("示例社交平台");
    assertThat(shown.at("/actions/1/identifier").asString()).isEqualTo("two");
    assertThat(shown.path("challenge").asString()).isEqualTo(batch.path("challenge").asString());
    assertThat(read(batch).path("state").asString()).as("looking decides nothing").isEqualTo("requested");

    JsonNode ended = answer(signer, batch).expect(200).json();
    assertThat(ended.path("state").asString()).isEqualTo("verified");
    assertThat(ended.path("accepted").asInt()).isEqualTo(2);
    assertThat(ended.has("challenge")).isFalse();
    JsonNode decided = read(batch);
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/certificate/serial").asString()).isEqualTo(signer.serial());
    assertThat(decided.path("results").valueStream().map(each -> each.path("result").asString()))
        .containsExactly("bound", "bound");
    assertThat(ask(batch, "showing", Map.of()).expect(200).json().path("state").asString()).isEqualTo("verified");
  }

  @Test
  void endsWithARefusalAndBindsNothing() {
    JsonNode batch = create(players.social, "one");
    JsonNode ended = ask(batch, "refusal", Map.of()).expect(200).json();
    assertThat(ended.path("state").asString()).isEqualTo("rejected");
    assertThat(ended.at("/reasons/0").asString()).isEqualTo("holderRefused");
    assertThat(read(batch).at("/verdict/reasons/0").asString()).isEqualTo("holderRefused");
    assertOver("rejected", answer(body, batch));
    assertThat(players.social.get("/api/v1/bindings?uscc=" + body.uscc()).expect(200).json().path("items")).isEmpty();
  }

  @Test
  void opensNothingWithoutItsOwnSecret() {
    JsonNode batch = create(players.social, "one");
    JsonNode other = create(players.social, "two");
    String path = PATH + "/" + id(batch);
    for (String secret : List.of("", "x", "A".repeat(43), secret(other))) {
      Map<String, Object> request = new HashMap<>(signed(body, batch));
      request.put("secret", secret);
      assertThat(players.anybody.post(path + "/answer", request).status()).isEqualTo(404);
      assertThat(players.anybody.post(path + "/showing", Map.of("secret", secret)).status()).isEqualTo(404);
      assertThat(players.anybody.post(path + "/refusal", Map.of("secret", secret)).status()).isEqualTo(404);
    }
    assertThat(players.anybody.post(path + "/showing", Map.of()).status()).isEqualTo(404);
    for (String id : List.of("x", UUID.randomUUID().toString(), id(other))) {
      Reply reply = players.anybody.post(PATH + "/" + id + "/showing", Map.of("secret", secret(batch)));
      assertThat(reply.status()).isEqualTo(404);
    }
    assertThat(read(batch).path("state").asString()).isEqualTo("requested");
    String row =
        jdbc.queryForObject("select b::text from binding_batch b where id = ?::uuid", String.class, id(batch));
    assertThat(row).as("the hash alone is kept").doesNotContain(secret(batch));
  }

  @Test
  void saysWhatIsWrongWithACertificateAndTakesTheRightOne() {
    JsonNode batch = create(players.social, "one");
    Reply foreign = answer(players.body("p256"), batch).expect(422);
    assertThat(foreign.json().at("/errors/0/code").asString()).isEqualTo("uscc-mismatch");
    assertThat(foreign.json().at("/resource/attemptsLeft").asInt()).isEqualTo(4);
    BindingPlayers.Body suspended = players.certify(body, "p256");
    players.revoke(suspended.serial(), "certificateHold");
    Reply held = answer(suspended, batch).expect(422);
    assertThat(held.json().at("/errors/0/code").asString()).isEqualTo("certificate-suspended");
    assertThat(held.json().at("/resource/attemptsLeft").asInt()).isEqualTo(3);
    assertThat(answer(body, batch).expect(200).json().path("state").asString()).isEqualTo("verified");
  }

  @Test
  void endsWithTheFifthSignatureThatDoesNotHold() {
    JsonNode batch = create(players.social, "one");
    JsonNode other = create(players.social, "two");
    Map<String, Object> wrong = new HashMap<>(signed(body, other));
    wrong.put("secret", secret(batch));
    for (int left = 4; left >= 0; left--) {
      Reply refused = players.anybody.post(PATH + "/" + id(batch) + "/answer", wrong).expect(422);
      assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("signature-invalid");
      assertThat(refused.json().at("/resource/attemptsLeft").asInt()).isEqualTo(left);
      assertThat(refused.json().at("/resource/state").asString()).isEqualTo(left == 0 ? "rejected" : "requested");
    }
    assertOver("rejected", answer(body, batch));
    assertThat(read(batch).at("/verdict/reasons/0").asString()).isEqualTo("signatureInvalid");
  }

  @Test
  void endsWhereNoCertificateWouldHelp() {
    JsonNode batch = create(players.social, "南京市别的中心", List.of("one"));
    JsonNode ended = answer(body, batch).expect(200).json();
    assertThat(ended.path("state").asString()).isEqualTo("rejected");
    assertThat(ended.at("/reasons/0").asString()).isEqualTo("nameMismatch");
  }

  @Test
  void isDecidedOnceByPageAndPlatformTogether() throws Exception {
    JsonNode batch = create(players.social, "one", "two");
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      attempts.add(() -> answer(body, batch));
      attempts.add(() -> players.social.post(PATH + "/" + id(batch) + "/evidence", signed(body, batch)));
      attempts.add(() -> ask(batch, "refusal", Map.of()));
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        statuses.add(attempt.get().status());
      }
    }
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
  }

  @Test
  void isOverWhenItsTimeIs() {
    JsonNode batch = create(players.social, "one");
    jdbc.update("update binding_batch set expires_at = clock_timestamp() where id = ?::uuid", id(batch));
    assertOver("expired", answer(body, batch));
    JsonNode shown = ask(batch, "showing", Map.of()).expect(200).json();
    assertThat(shown.path("state").asString()).isEqualTo("expired");
    assertThat(shown.has("challenge")).isFalse();
  }

  @Test
  void isShownToNobodyWhileItsPlatformIsSuspended() {
    JsonNode batch = create(players.social, "one");
    suspended(true);
    try {
      assertOver("platformSuspended", ask(batch, "showing", Map.of()));
      assertOver("platformSuspended", answer(body, batch));
    } finally {
      suspended(false);
    }
    answer(body, batch).expect(200);
  }

  @Test
  void refusesMalformedAnswers() {
    JsonNode batch = create(players.social, "one");
    for (String member : List.of("certificate", "signature")) {
      Map<String, Object> request = new HashMap<>(signed(body, batch));
      request.remove(member);
      assertThat(ask(batch, "answer", request).status()).isEqualTo(400);
    }
    byte[] form = ("{\"secret\":\"" + secret(batch) + "\"}").getBytes();
    String path = PATH + "/" + id(batch) + "/refusal";
    Reply foreign = players.anybody.exchange("POST", path, "text/plain", form);
    assertThat(foreign.status()).as("of another site").isEqualTo(415);
    answer(body, batch).expect(200);
  }

  private void suspended(boolean suspended) {
    jdbc.update("update client set state = ? where id = 'demo-social'", suspended ? "suspended" : "active");
    await().until(() -> clients.find("demo-social").orElseThrow().active() != suspended);
  }

  private static void assertOver(String state, Reply reply) {
    assertThat(reply.expect(409).json().at("/resource/state").asString()).isEqualTo(state);
    assertThat(reply.text()).doesNotContain("actions");
  }

  private JsonNode create(ContractClient platform, String... identifiers) {
    return create(platform, BindingPlayers.NAME, List.of(identifiers));
  }

  private JsonNode create(ContractClient platform, String name, List<String> identifiers) {
    List<Map<String, String>> actions =
        identifiers.stream()
            .map(each -> Map.of("type", "accountOpening", "subject", "账号 " + each, "identifier", each))
            .toList();
    Map<String, Object> claimed = Map.of("name", name, "uscc", body.uscc());
    return platform.post(PATH, Map.of("claimed", claimed, "actions", actions)).expect(201).json();
  }

  private JsonNode read(JsonNode batch) {
    return players.social.get(PATH + "/" + id(batch)).expect(200).json();
  }

  private Reply ask(JsonNode batch, String what, Map<String, Object> more) {
    Map<String, Object> request = new HashMap<>(more);
    request.put("secret", secret(batch));
    return players.anybody.post(PATH + "/" + id(batch) + "/" + what, request);
  }

  private Reply answer(BindingPlayers.Body by, JsonNode batch) {
    return ask(batch, "answer", signed(by, batch));
  }

  private static Map<String, Object> signed(BindingPlayers.Body by, JsonNode batch) {
    Map<String, Object> evidence = new HashMap<>(by.holder().evidence(batch.path("challenge").asString()));
    evidence.remove("kind");
    return evidence;
  }

  private static String id(JsonNode batch) {
    return batch.path("id").asString();
  }

  private static String secret(JsonNode batch) {
    return URI.create(batch.at("/presentation/url").asString()).getFragment();
  }
}
