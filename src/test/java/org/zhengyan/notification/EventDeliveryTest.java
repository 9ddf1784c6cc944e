package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.notification.EventPlayers.Body;
import org.zhengyan.notification.StubReceiver.Answer;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;

/** Who hears of what, in which order, and what becomes of it when the receiver will not have it. */
@ServerTest
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EventDeliveryTest {
  private static final String[] ALL = {
    "institution.changed",
    "institution.frozen",
    "institution.cancelled",
    "certificate.revoked",
    "certificate.suspended",
    "certificate.released",
    "certificate.superseded",
    "binding.repudiated",
    "binding.ended"
  };

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private VerificationAudience audience;
  @Autowired private Clients clients;
  private EventPlayers players;
  private StubReceiver receiver;

  @BeforeEach
  void start() {
    players = new EventPlayers(port);
    receiver = StubReceiver.start(0);
  }

  @AfterEach
  void stop() {
    players.removeEndpoints();
    receiver.close();
  }

  /** Kinds of what was received of the body, once each, in the order of arrival. */
  private List<String> kinds(Body body) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> kinds = new ArrayList<>();
    for (SignedJWT token : receiver.received()) {
      for (String kind : ALL) {
        Map<String, Object> event = StubReceiver.event(token, kind);
        if (event != null && body.uscc().equals(event.get("uscc")) && seen.add(StubReceiver.jti(token))) {
          kinds.add(kind);
        }
      }
    }
    return kinds;
  }

  private void awaitKinds(Body body, String... kinds) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(kinds(body)).containsExactly(kinds));
  }

  @Test
  void tellsTheStoryOfABodyInItsOrder() {
    receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    players.release(body);
    players.change(body, "abbreviations", List.of("通知中心"));
    players.change(body, "status", "frozen");
    players.change(body, "status", "normal");
    players.revoke(body.serial(), "superseded");
    Body next = players.certify(body.uscc());
    players.verify(players.appStore, next);
    players.change(next, "status", "cancelled");
    awaitKinds(
        body,
        "certificate.suspended",
        "certificate.released",
        "institution.changed",
        "institution.frozen",
        "certificate.suspended",
        "institution.changed",
        "certificate.released",
        "certificate.superseded",
        "institution.cancelled",
        "certificate.revoked");
    // One act, one txn.
    assertThat(txn("institution.cancelled")).isEqualTo(txn("certificate.revoked"));
    assertThat(txn("institution.cancelled")).isNotEqualTo(txn("certificate.superseded"));
    Map<String, Object> changed = event("institution.changed");
    assertThat(changed).containsEntry("changed", List.of("abbreviations")).containsEntry("status", "normal");
    assertThat(event("certificate.superseded"))
        .containsEntry("serial", body.serial())
        .containsEntry("reason", "superseded")
        .containsKey("changedAt");
  }

  private Map<String, Object> event(String kind) {
    return StubReceiver.event(receiver.received(kind).getFirst(), kind);
  }

  private String txn(String kind) {
    try {
      return receiver.received(kind).getFirst().getJWTClaimsSet().getStringClaim("txn");
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tellsNobodyWithoutABinding() {
    try (StubReceiver other = StubReceiver.start(0)) {
      receiver.register(players.appStore, ALL);
      other.register(players.social, ALL);
      Body body = players.boundTo(players.appStore);
      // Another device of the body, which the app store never met.
      Body second = players.certify(body.uscc());
      players.revoke(second.serial(), "keyCompromise");
      players.change(body, "abbreviations", List.of("通知中心"));
      awaitKinds(body, "institution.changed");
      players.revoke(body.serial(), "cessationOfOperation");
      awaitKinds(body, "institution.changed", "certificate.revoked");
      assertThat(other.received()).hasSize(1).isEqualTo(other.received("endpoint.verification"));
    }
  }

  @Test
  void tellsThePlatformThatItsBindingEndedAndNothingMoreOfTheBody() {
    receiver.register(players.appStore, ALL);
    Body body = players.body();
    String binding = players.verify(players.appStore, body);
    players
        .appStore
        .post("/api/v1/bindings/" + binding + "/ending", Map.of("reason", "accountClosed"))
        .expect(200);
    awaitKinds(body, "binding.ended");
    assertThat(event("binding.ended")).containsEntry("binding", binding).containsEntry("action", "accountOpening");
    players.change(body, "abbreviations", List.of("通知中心"));
    players.revoke(body.serial(), "cessationOfOperation");
    String next = players.verify(players.appStore, players.certify(body.uscc()));
    players
        .appStore
        .post("/api/v1/bindings/" + next + "/ending", Map.of("reason", "accountClosed"))
        .expect(200);
    awaitKinds(body, "binding.ended", "binding.ended");
  }

  @Test
  void tellsThePlatformThatTheBodyRepudiated() {
    receiver.register(players.appStore, ALL);
    Body body = players.body();
    String binding = players.verify(players.appStore, body);
    players.repudiate(body, binding);
    awaitKinds(body, "binding.repudiated");
    assertThat(event("binding.repudiated")).containsEntry("binding", binding);
  }

  @Test
  void sendsOnlyWhatWasAskedFor() {
    receiver.register(players.appStore, "certificate.released");
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    players.release(body);
    awaitKinds(body, "certificate.released");
  }

  /** The token as a stranger checks it: header, claims, and the signature by openssl. */
  @Test
  void signsWhatAnybodyCanCheck(@TempDir Path directory) throws Exception {
    String endpoint = receiver.register(players.appStore, "certificate.revoked");
    Body body = players.boundTo(players.appStore);
    players.revoke(body.serial(), "keyCompromise");
    awaitKinds(body, "certificate.revoked");
    SignedJWT token = receiver.received("certificate.revoked").getFirst();
    assertThat(token.getHeader().toJSONObject())
        .containsOnlyKeys("alg", "kid", "typ")
        .containsEntry("alg", "ES256")
        .containsEntry("typ", "secevent+jwt");
    JWTClaimsSet claims = token.getJWTClaimsSet();
    JsonNode shown = players.appStore.get("/api/v1/event-endpoints/" + endpoint).expect(200).json();
    assertThat(claims.getClaims())
        .containsOnlyKeys("iss", "aud", "iat", "jti", "txn", "toe", "environment", "sub_id", "events");
    assertThat(claims.getAudience()).containsExactly(shown.path("audience").asString());
    assertThat(claims.getJSONObjectClaim("sub_id"))
        .containsEntry("format", "uri")
        .containsEntry("uri", "urn:zhengyan:uscc:" + body.uscc());
    assertThat(claims.getJSONObjectClaim("events")).hasSize(1);
    assertThat(token.getPayload().toString()).doesNotContain(EventPlayers.NAME).doesNotContain("测试负责人");

    String published = ContractClient.anonymous(port).get("/.well-known/receipt-keys").expect(200).text();
    ECKey key = JWKSet.parse(published).getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
    Path pem =
        Files.writeString(
            directory.resolve("key.pem"), TestHolder.pem("PUBLIC KEY", key.toPublicKey().getEncoded()));
    Path signed = Files.write(directory.resolve("signed"), token.getSigningInput());
    byte[] der =
        com.nimbusds.jose.crypto.impl.ECDSA.transcodeSignatureToDER(token.getSignature().decode());
    Path signature = Files.write(directory.resolve("signature"), der);
    Process openssl =
        new ProcessBuilder(
                "openssl", "dgst", "-sha256", "-verify", pem.toString(), "-signature", signature.toString(),
                signed.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
  }

  @Test
  void keepsALaterEventOfASubjectBack() {
    receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    Body other = players.boundTo(players.appStore);
    receiver.answer(
        token -> {
          Map<String, Object> event = StubReceiver.event(token, "certificate.suspended");
          boolean mine = event != null && body.uscc().equals(event.get("uscc"));
          return mine ? new Answer(500, "") : Answer.ACCEPTED;
        });
    players.suspend(body);
    players.release(body);
    players.suspend(other);
    players.release(other);
    awaitKinds(other, "certificate.suspended", "certificate.released");
    await().until(() -> receiver.received("certificate.suspended").size() >= 4);
    assertThat(kinds(body)).containsExactly("certificate.suspended");
    receiver.answer(token -> Answer.ACCEPTED);
    awaitKinds(body, "certificate.suspended", "certificate.released");
  }

  @Test
  void keepsWhatAReceiverRefusedAndSendsItAgainWhenAsked() {
    String endpoint = receiver.register(players.appStore, ALL);
    String path = "/api/v1/event-endpoints/" + endpoint;
    Body body = players.boundTo(players.appStore);
    receiver.answer(
        token ->
            StubReceiver.event(token, "certificate.suspended") == null
                ? Answer.ACCEPTED
                : new Answer(400, "{\"err\":\"invalid_audience\",\"description\":\"who?\"}"));
    players.suspend(body);
    players.release(body);
    // What was refused holds nothing up.
    awaitKinds(body, "certificate.suspended", "certificate.released");
    assertThat(receiver.received("certificate.suspended")).hasSize(1);
    JsonNode letters = players.appStore.get(path + "/dead-letters").expect(200).json().path("items");
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).path("kind").asString()).isEqualTo("certificate.suspended");
    assertThat(letters.get(0).path("reason").asString()).isEqualTo("400 invalid_audience: who?");
    receiver.answer(token -> Answer.ACCEPTED);
    String jti = letters.get(0).path("jti").asString();
    JsonNode queued =
        players
            .appStore
            .post(path + "/dead-letters/retry", Map.of("jtis", List.of(jti)))
            .expect(202)
            .json();
    assertThat(queued.path("queued").asInt()).isEqualTo(1);
    await().until(() -> receiver.received("certificate.suspended").size() == 2);
    assertThat(receiver.received("certificate.suspended").stream().map(StubReceiver::jti)).containsOnly(jti);
    await()
        .untilAsserted(
            () ->
                assertThat(players.appStore.get(path).expect(200).json().at("/backlog/dead").asInt()).isZero());
  }

  @Test
  void givesUpAfterSoManyAttempts() {
    String endpoint = receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    receiver.answer(token -> new Answer(500, ""));
    players.suspend(body);
    await().until(() -> !receiver.received("certificate.suspended").isEmpty());
    jdbc.update(
        "update event_delivery set attempts = 499, due_at = clock_timestamp() where endpoint_id = ?"
            + " and state = 'pending'",
        endpoint);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode items =
                  players
                      .appStore
                      .get("/api/v1/event-endpoints/" + endpoint + "/dead-letters")
                      .expect(200)
                      .json()
                      .path("items");
              assertThat(items).hasSize(1);
              assertThat(items.get(0).path("reason").asString()).isEqualTo("500");
            });
  }

  /** 503 for one and 202 for others: the receiver is there, and the one must not be sent without pause. */
  @Test
  void putsOffOneEventThatAReceiverIsTooBusyFor() {
    receiver.register(players.appStore, ALL);
    Body busy = players.boundTo(players.appStore);
    List<Body> others = List.of(players.boundTo(players.appStore), players.boundTo(players.appStore));
    receiver.answer(
        token -> {
          Map<String, Object> event = StubReceiver.event(token, "certificate.suspended");
          boolean mine = event != null && busy.uscc().equals(event.get("uscc"));
          return mine ? new Answer(503, "") : Answer.ACCEPTED;
        });
    players.suspend(busy);
    for (Body other : others) {
      players.suspend(other);
      players.release(other);
      awaitKinds(other, "certificate.suspended", "certificate.released");
    }
    assertThat(receiver.received()).hasSizeLessThan(40);
    receiver.answer(token -> Answer.ACCEPTED);
    awaitKinds(busy, "certificate.suspended");
  }

  @Test
  void leavesAReceiverAloneThatIsAwayAndTellsItsOwner() {
    String endpoint = receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    int at = receiver.port();
    receiver.close();
    players.suspend(body);
    players.release(body);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode shown = players.appStore.get("/api/v1/event-endpoints/" + endpoint).expect(200).json();
              assertThat(shown.at("/failure/reason").asString()).isEqualTo("no connection");
              assertThat(shown.at("/backlog/pending").asInt()).isEqualTo(2);
            });
    receiver = StubReceiver.start(at);
    awaitKinds(body, "certificate.suspended", "certificate.released");
  }

  @Test
  void sendsNothingToASuspendedOperator() {
    receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    jdbc.update("update client set holder_active = false where operator_id = 'dev-operator-appstore'");
    try {
      players.suspend(body);
      players.revoke(body.serial(), "cessationOfOperation");
      await()
          .pollDelay(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(kinds(body)).isEmpty());
    } finally {
      jdbc.update("update client set holder_active = true where operator_id = 'dev-operator-appstore'");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> clients.find("demo-appstore").orElseThrow().active());
    }
    awaitKinds(body, "certificate.suspended", "certificate.revoked");
  }

  @Test
  void tellsAnOperatorHowItsVerificationsEnded() {
    receiver.register(players.appStore, "verification.completed");
    Body body = players.body();
    // From a second after the proof on: what the node knows of whom this concerns is that old.
    await().until(() -> audience.mayInclude("demo-appstore"));
    awaitTold(players.verify(players.appStore, body), "verified");
    String cancelled = players.create(players.appStore, body).path("id").asString();
    players.appStore.post("/api/v1/verifications/" + cancelled + "/cancellation").expect(200);
    awaitTold(cancelled, "cancelled");
    String expired = players.create(players.appStore, body).path("id").asString();
    jdbc.update(
        "update verification set expires_at = clock_timestamp() - interval '1 second' where id = ?::uuid", expired);
    awaitTold(expired, "expired");
    String foreign = players.create(players.social, body).path("id").asString();
    players.social.post("/api/v1/verifications/" + foreign + "/cancellation").expect(200);
    String last = players.create(players.appStore, body).path("id").asString();
    players.appStore.post("/api/v1/verifications/" + last + "/cancellation").expect(200);
    awaitTold(last, "cancelled");
    assertThat(receiver.received("verification.completed")).noneMatch(token -> told(token, foreign));
    assertThat(StubReceiver.event(receiver.received("verification.completed").getFirst(), "verification.completed"))
        .containsOnlyKeys("verification", "state");
  }

  private static boolean told(SignedJWT token, String verification) {
    return verification.equals(StubReceiver.event(token, "verification.completed").get("verification"));
  }

  private void awaitTold(String verification, String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        receiver.received("verification.completed").stream()
                            .filter(token -> told(token, verification))
                            .map(token -> StubReceiver.event(token, "verification.completed").get("state")))
                    .containsOnly(state));
  }

  @Test
  void refusesAnAnswerThatIsNot202() {
    String endpoint = receiver.register(players.appStore, ALL);
    receiver.answer(token -> new Answer(200, ""));
    players.appStore.post("/api/v1/event-endpoints/" + endpoint + "/test").expect(202);
    await().until(() -> receiver.received("test").size() >= 2);
    assertThat(
            players.appStore.post("/api/v1/event-endpoints/" + endpoint + "/test").expect(409).problem())
        .isEqualTo("wrong-state");
    receiver.answer(token -> Answer.ACCEPTED);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                players
                        .appStore
                        .get("/api/v1/event-endpoints/" + endpoint)
                        .expect(200)
                        .json()
                        .at("/backlog/pending")
                        .asInt()
                    == 0);
  }
}
