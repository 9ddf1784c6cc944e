package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** A body sees and repudiates its bindings with its certificate; then each thing broken alone. */
@ServerTest
class BodyDeskTest {
  @LocalServerPort private int port;
  @Autowired private Bindings bindings;
  @Autowired private JdbcTemplate jdbc;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void showsWhatWasOpenedInItsName(String suite) {
    String first = players.verify(players.appStore, body, "one");
    String second = players.verify(players.social, body, "two");
    JsonNode overview = overview(players.certify(body, suite)).expect(200).json();
    assertThat(StreamSupport.stream(overview.path("bindings").spliterator(), false))
        .extracting(each -> each.path("id").asString())
        .containsExactly(second, first);
    assertThat(overview.path("bindings").get(0).path("platform").path("name").asString()).isNotEmpty();
  }

  @Test
  void showsNothingOfOthers() {
    players.verify(players.appStore, players.body("p256"), "one");
    assertThat(overview(body).expect(200).json().path("bindings")).isEmpty();
  }

  @Test
  void showsMoreThanAPageByAnotherSignature() {
    String last = players.verify(players.appStore, body, "first");
    jdbc.update(
        "insert into binding (id, uscc, operator_id, action_type, identifier, subject, state, certificate,"
            + " verification) select gen_random_uuid(), uscc, operator_id, action_type, 'n' || n, subject,"
            + " state, certificate, verification from binding, generate_series(1, 200) n where id = ?",
        UUID.fromString(last));
    JsonNode page = overview(body).expect(200).json();
    assertThat(page.path("bindings")).hasSize(200);
    JsonNode challenge =
        players
            .anybody
            .post(
                "/api/v1/binding-challenges",
                Map.of("kind", "overview", "uscc", body.uscc(), "cursor", page.path("next").asString()))
            .expect(201)
            .json();
    assertThat(text(challenge)).contains("\nafter: " + page.path("next").asString() + "\nnonce: ");
    JsonNode rest = overviewWith(body, challenge).expect(200).json();
    assertThat(rest.path("bindings").valueStream().map(each -> each.path("id").asString()))
        .containsExactly(last);
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void signsTextsOfTheirOwnKinds() {
    String overview = text(challenge("overview", body, null));
    assertThat(overview)
        .matches(
            "ZHENGYAN BINDING-OVERVIEW 1\\nservice: [^\\n]+\\nenvironment: dev\\nuscc: "
                + body.uscc()
                + "\\nnonce: [A-Za-z0-9_-]{43}\\nexpires: [^\\n]+Z\\n");
    String id = UUID.randomUUID().toString();
    assertThat(text(challenge("repudiation", body, id)))
        .matches(
            "ZHENGYAN BINDING-REPUDIATION 1\\nservice: [^\\n]+\\nenvironment: dev\\nuscc: "
                + body.uscc()
                + "\\nbinding: "
                + id
                + "\\nnonce: [A-Za-z0-9_-]{43}\\nexpires: [^\\n]+Z\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void repudiatesAtOnce(String suite) {
    String id = players.verify(players.appStore, body, "one");
    JsonNode repudiated = repudiate(players.certify(body, suite), id).expect(200).json();
    assertThat(repudiated.path("state").asString()).isEqualTo("repudiated");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
    assertThat(players.appStore.get("/api/v1/bindings/" + id).expect(200).json().path("state").asString())
        .isEqualTo("repudiated");
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where convert_from(record, 'UTF8') like ?",
                Integer.class,
                "%\"subject\":\"" + id + "\",\"type\":\"binding.repudiated\"%"))
        .isEqualTo(1);
  }

  @Test
  void refusesAReplayedProof() {
    String id = players.verify(players.appStore, body, "one");
    Map<String, Object> proof = proof(body, challenge("repudiation", body, id));
    String path = "/api/v1/bindings/" + id + "/repudiation";
    players.anybody.post(path, proof).expect(200);
    Reply replayed = players.anybody.post(path, proof).expect(409);
    assertThat(replayed.json().has("resource")).isFalse();
    Map<String, Object> seen = proof(body, challenge("overview", body, null));
    players.anybody.post("/api/v1/bindings/overview", seen).expect(200);
    assertThat(players.anybody.post("/api/v1/bindings/overview", seen).status()).isEqualTo(409);
  }

  @Test
  void refusesAnotherBodysSignature() {
    String id = players.verify(players.appStore, body, "one");
    BindingPlayers.Body other = players.body("p256");
    Reply reply =
        players.anybody.post(
            "/api/v1/bindings/" + id + "/repudiation", proof(other, challenge("repudiation", body, id)));
    assertCode(reply, "uscc-mismatch");
    assertThat(overviewWith(other, challenge("overview", body, null)).status()).isEqualTo(422);
    assertLive(id);
  }

  @Test
  void hidesAnotherBodysBinding() {
    String id = players.verify(players.appStore, body, "one");
    assertThat(repudiate(players.body("p256"), id).status()).isEqualTo(404);
    assertLive(id);
  }

  @Test
  void refusesASignatureOverAnotherKindOfText() {
    String id = players.verify(players.appStore, body, "one");
    JsonNode overview = challenge("overview", body, null);
    JsonNode repudiation = challenge("repudiation", body, id);
    Map<String, Object> crossed = proof(body, overview);
    crossed.put("challenge", repudiation.path("id").asString());
    assertCode(players.anybody.post("/api/v1/bindings/" + id + "/repudiation", crossed), "signature-invalid");
    assertThat(
            players
                .anybody
                .post("/api/v1/bindings/" + id + "/repudiation", proof(body, overview))
                .status())
        .isEqualTo(409);
    assertLive(id);
  }

  @Test
  void refusesAProofForAnotherBinding() {
    String one = players.verify(players.appStore, body, "one");
    String two = players.verify(players.appStore, body, "two");
    Reply reply =
        players.anybody.post(
            "/api/v1/bindings/" + two + "/repudiation", proof(body, challenge("repudiation", body, one)));
    assertCode(reply, "challenge-for-another");
    assertLive(one);
    assertLive(two);
  }

  @Test
  void refusesASignatureWithoutTheCertificateLine() {
    JsonNode challenge = challenge("overview", body, null);
    Map<String, Object> proof = proof(body, challenge);
    proof.put(
        "signature",
        TestHolder.base64url(
            body.holder().sign(Base64.getUrlDecoder().decode(challenge.path("challenge").asString()))));
    assertCode(players.anybody.post("/api/v1/bindings/overview", proof), "signature-invalid");
  }

  @Test
  void lastsThroughAWrongProof() {
    JsonNode challenge = challenge("overview", body, null);
    Map<String, Object> wrong = proof(body, challenge);
    wrong.put("signature", TestHolder.base64url(body.holder().sign(new byte[] {1})));
    assertCode(players.anybody.post("/api/v1/bindings/overview", wrong), "signature-invalid");
    overviewWith(body, challenge).expect(200);
  }

  @Test
  void refusesASuspendedCertificate() {
    String id = players.verify(players.appStore, body, "one");
    players.revoke(body.serial(), "certificateHold");
    assertCode(repudiate(body, id), "certificate-suspended");
    assertLive(id);
  }

  @Test
  void refusesARevokedCertificate() {
    String id = players.verify(players.appStore, body, "one");
    players.revoke(body.serial(), "cessationOfOperation");
    assertCode(repudiate(body, id), "certificate-revoked");
    assertLive(id);
  }

  @Test
  void refusesWhatIsNoCertificate() {
    Map<String, Object> proof = proof(body, challenge("overview", body, null));
    proof.put("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertCode(players.anybody.post("/api/v1/bindings/overview", proof), "certificate-malformed");
  }

  @Test
  void refusesAChallengeThatIsOver() {
    JsonNode challenge = challenge("overview", body, null);
    jdbc.update(
        "update holder_challenge set expires_at = clock_timestamp() where id = ?",
        UUID.fromString(challenge.path("id").asString()));
    assertThat(overviewWith(body, challenge).status()).isEqualTo(409);
  }

  /** From an address of its own, so that the other tests are not refused with it. */
  @Test
  void refusesTooManyWrongProofsFromOneAddress() throws Exception {
    HttpRequest wrong =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/bindings/overview"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"challenge\":\"%s\",\"certificate\":\"x\",\"signature\":\"AA\"}"
                        .formatted(UUID.randomUUID())))
            .build();
    try (HttpClient elsewhere =
        HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.77")).build()) {
      for (int i = 0; i < 30; i++) {
        assertThat(elsewhere.send(wrong, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(409);
      }
      HttpResponse<String> refused = elsewhere.send(wrong, HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }
    overview(body).expect(200);
  }

  @Test
  void refusesMalformedRequests() {
    Map<String, Object> proof = proof(body, challenge("overview", body, null));
    for (Map.Entry<String, String> broken :
        Map.of("challenge", "x", "signature", "not base64url!").entrySet()) {
      Map<String, Object> one = new HashMap<>(proof);
      one.put(broken.getKey(), broken.getValue());
      assertThat(players.anybody.post("/api/v1/bindings/overview", one).status()).isEqualTo(400);
      one.remove(broken.getKey());
      assertThat(players.anybody.post("/api/v1/bindings/overview", one).status()).isEqualTo(400);
    }
    for (Map<String, String> broken :
        List.of(
            Map.of("uscc", body.uscc()),
            Map.of("kind", "overview"),
            Map.of("kind", "overview", "uscc", body.uscc(), "cursor", "x"),
            Map.of("kind", "overview", "uscc", body.uscc(), "binding", UUID.randomUUID().toString()),
            Map.of("kind", "repudiation", "uscc", body.uscc()),
            Map.of("kind", "repudiation", "uscc", body.uscc(), "binding", "x"))) {
      assertThat(players.anybody.post("/api/v1/binding-challenges", broken).status()).isEqualTo(400);
    }
    assertThat(
            players
                .anybody
                .post("/api/v1/binding-challenges", Map.of("kind", "overview", "uscc", "11320100MB9000015X"))
                .status())
        .isEqualTo(422);
  }

  @Test
  void tellsThatItWasRepudiatedBefore() {
    String id = players.verify(players.appStore, body, "one");
    repudiate(body, id).expect(200);
    Reply again = repudiate(body, id).expect(409);
    assertThat(again.json().path("resource").path("state").asString()).isEqualTo("repudiated");
  }

  @Test
  void endsOnceHoweverManyTry() throws Exception {
    String id = players.verify(players.appStore, body, "one");
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Map<String, Object> proof = proof(body, challenge("repudiation", body, id));
      attempts.add(() -> players.anybody.post("/api/v1/bindings/" + id + "/repudiation", proof));
      attempts.add(
          () ->
              players.appStore.post(
                  "/api/v1/bindings/" + id + "/ending", Map.of("reason", "accountClosed")));
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
  void isNotBroughtBackByAnEarlierSignature() {
    String id = players.verify(players.appStore, body, "one");
    JsonNode held = players.create(players.appStore, body, "one");
    repudiate(body, id).expect(200);
    JsonNode verified =
        players
            .appStore
            .post(
                "/api/v1/verifications/" + held.path("id").asString() + "/evidence",
                body.holder().evidence(held.path("challenge").asString()))
            .expect(200)
            .json();
    assertThat(verified.path("state").asString()).isEqualTo("verified");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
    players.verify(players.appStore, body, "one");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).hasSize(1);
  }

  @Test
  void isHistoryInTheDatabase() {
    UUID id = UUID.fromString(players.verify(players.appStore, body, "one"));
    repudiate(body, id.toString()).expect(200);
    assertThatThrownBy(
            () ->
                jdbc.update(
                    "update binding set state = 'active', ended_at = null, repudiated_by = null where id = ?",
                    id))
        .isInstanceOf(DataAccessException.class);
    assertThatThrownBy(() -> jdbc.update("delete from binding where id = ?", id))
        .isInstanceOf(DataAccessException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = 'ended'",
        "state = 'lost', ended_at = now()",
        "state = 'repudiated', ended_at = now()",
        "state = 'ended', ended_at = now(), repudiated_by = 'ab'"
      })
  void endsInTheDatabaseAsItMayEnd(String wrongly) {
    UUID id = UUID.fromString(players.verify(players.appStore, body, "one"));
    assertThatThrownBy(() -> jdbc.update("update binding set " + wrongly + " where id = ?", id))
        .isInstanceOf(DataAccessException.class);
    repudiate(body, id.toString()).expect(200);
  }

  private Reply overview(BindingPlayers.Body by) {
    return overviewWith(by, challenge("overview", by, null));
  }

  private Reply overviewWith(BindingPlayers.Body by, JsonNode challenge) {
    return players.anybody.post("/api/v1/bindings/overview", proof(by, challenge));
  }

  private Reply repudiate(BindingPlayers.Body by, String id) {
    return players.anybody.post(
        "/api/v1/bindings/" + id + "/repudiation", proof(by, challenge("repudiation", by, id)));
  }

  private JsonNode challenge(String kind, BindingPlayers.Body of, String binding) {
    Map<String, String> request = new HashMap<>(Map.of("kind", kind, "uscc", of.uscc()));
    if (binding != null) {
      request.put("binding", binding);
    }
    return players.anybody.post("/api/v1/binding-challenges", request).expect(201).json();
  }

  private static Map<String, Object> proof(BindingPlayers.Body by, JsonNode challenge) {
    Map<String, Object> proof = new HashMap<>(by.holder().evidence(challenge.path("challenge").asString()));
    proof.remove("kind");
    proof.put("challenge", challenge.path("id").asString());
    return proof;
  }

  private static String text(JsonNode challenge) {
    return new String(
        Base64.getUrlDecoder().decode(challenge.path("challenge").asString()), StandardCharsets.UTF_8);
  }

  private static void assertCode(Reply reply, String code) {
    reply.expect(422);
    assertThat(reply.json().path("errors").get(0).path("code").asString()).isEqualTo(code);
  }

  private void assertLive(String id) {
    assertThat(players.appStore.get("/api/v1/bindings/" + id).expect(200).json().path("state").asString())
        .isEqualTo("active");
  }
}
