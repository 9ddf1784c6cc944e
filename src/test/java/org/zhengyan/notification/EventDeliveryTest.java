package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.notification.StubReceiver.ALL;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.presentation.HolderBrowser;
import tools.jackson.databind.JsonNode;

/** Who hears of what, and in which order. */
@ServerTest
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EventDeliveryTest {
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
    receiver.awaitKinds(
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
      receiver.awaitKinds(body, "institution.changed");
      players.revoke(body.serial(), "cessationOfOperation");
      receiver.awaitKinds(body, "institution.changed", "certificate.revoked");
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
    receiver.awaitKinds(body, "binding.ended");
    assertThat(event("binding.ended")).containsEntry("binding", binding).containsEntry("action", "accountOpening");
    players.change(body, "abbreviations", List.of("通知中心"));
    players.revoke(body.serial(), "cessationOfOperation");
    String next = players.verify(players.appStore, players.certify(body.uscc()));
    players
        .appStore
        .post("/api/v1/bindings/" + next + "/ending", Map.of("reason", "accountClosed"))
        .expect(200);
    receiver.awaitKinds(body, "binding.ended", "binding.ended");
  }

  @Test
  void tellsThePlatformThatTheBodyRepudiated() {
    receiver.register(players.appStore, ALL);
    Body body = players.body();
    String binding = players.verify(players.appStore, body);
    players.repudiate(body, binding);
    receiver.awaitKinds(body, "binding.repudiated");
    assertThat(event("binding.repudiated")).containsEntry("binding", binding);
  }

  @Test
  void sendsOnlyWhatWasAskedFor() {
    receiver.register(players.appStore, "certificate.released");
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    players.release(body);
    receiver.awaitKinds(body, "certificate.released");
  }

  /** The token as a stranger checks it: header, claims, and the signature by openssl. */
  @Test
  void signsWhatAnybodyCanCheck(@TempDir Path directory) throws Exception {
    String endpoint = receiver.register(players.appStore, "certificate.revoked");
    Body body = players.boundTo(players.appStore);
    players.revoke(body.serial(), "keyCompromise");
    receiver.awaitKinds(body, "certificate.revoked");
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
  void sendsNothingToASuspendedOperator() {
    receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    jdbc.update("update client set holder_active = false where operator_id = 'dev-operator-appstore'");
    try {
      players.suspend(body);
      players.revoke(body.serial(), "cessationOfOperation");
      await()
          .pollDelay(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(receiver.kinds(body)).isEmpty());
    } finally {
      jdbc.update("update client set holder_active = true where operator_id = 'dev-operator-appstore'");
      await().until(() -> clients.find("demo-appstore").orElseThrow().active());
    }
    receiver.awaitKinds(body, "certificate.suspended", "certificate.revoked");
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
    JsonNode refused = players.create(players.appStore, body);
    HolderBrowser browser = new HolderBrowser(port, refused.path("id").asString());
    browser.take(URI.create(refused.at("/presentation/url").asString()).getFragment()).expect(200);
    browser.refuse().expect(200);
    awaitTold(refused.path("id").asString(), "rejected");
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
        .untilAsserted(
            () ->
                assertThat(
                        receiver.received("verification.completed").stream()
                            .filter(token -> told(token, verification))
                            .map(token -> StubReceiver.event(token, "verification.completed").get("state")))
                    .containsOnly(state));
  }
}
