package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ForgedCertificate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.keys.KeyVault;
import tools.jackson.databind.JsonNode;

/** Proofs to the desk of bodies that are used again, by another, for another thing, or wrong; each breaks one thing. */
@ServerTest
class BodyProofTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private KeyVault vault;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
  }

  @Test
  void refusesAReplayedProof() {
    String id = players.verify(players.appStore, body, "one");
    Map<String, Object> proof = body.proof(players.challenge("repudiation", body, id));
    String path = "/api/v1/bindings/" + id + "/repudiation";
    players.anybody.post(path, proof).expect(200);
    Reply replayed = players.anybody.post(path, proof).expect(409);
    assertThat(replayed.json().has("resource")).isFalse();
    Map<String, Object> seen = body.proof(players.challenge("overview", body, null));
    players.anybody.post("/api/v1/bindings/overview", seen).expect(200);
    assertThat(players.anybody.post("/api/v1/bindings/overview", seen).status()).isEqualTo(409);
  }

  @Test
  void refusesAnotherBodysSignature() {
    String id = players.verify(players.appStore, body, "one");
    BindingPlayers.Body other = players.body("p256");
    Reply reply =
        players.anybody.post(
            "/api/v1/bindings/" + id + "/repudiation", other.proof(players.challenge("repudiation", body, id)));
    assertCode(reply, "uscc-mismatch");
    assertThat(players.overviewWith(other, players.challenge("overview", body, null)).status()).isEqualTo(422);
    assertLive(id);
  }

  @Test
  void hidesAnotherBodysBinding() {
    String id = players.verify(players.appStore, body, "one");
    assertThat(players.repudiate(players.body("p256"), id).status()).isEqualTo(404);
    assertLive(id);
  }

  @Test
  void refusesASignatureOverAnotherKindOfText() {
    String id = players.verify(players.appStore, body, "one");
    JsonNode overview = players.challenge("overview", body, null);
    JsonNode repudiation = players.challenge("repudiation", body, id);
    Map<String, Object> crossed = body.proof(overview);
    crossed.put("challenge", repudiation.path("id").asString());
    assertCode(players.anybody.post("/api/v1/bindings/" + id + "/repudiation", crossed), "signature-invalid");
    assertThat(
            players
                .anybody
                .post("/api/v1/bindings/" + id + "/repudiation", body.proof(overview))
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
            "/api/v1/bindings/" + two + "/repudiation", body.proof(players.challenge("repudiation", body, one)));
    assertCode(reply, "challenge-for-another");
    assertLive(one);
    assertLive(two);
  }

  @Test
  void refusesASignatureWithoutTheCertificateLine() {
    JsonNode challenge = players.challenge("overview", body, null);
    Map<String, Object> proof = body.proof(challenge);
    proof.put(
        "signature",
        TestHolder.base64url(
            body.holder().sign(Base64.getUrlDecoder().decode(challenge.path("challenge").asString()))));
    assertCode(players.anybody.post("/api/v1/bindings/overview", proof), "signature-invalid");
  }

  @Test
  void lastsThroughAWrongProof() {
    JsonNode challenge = players.challenge("overview", body, null);
    Map<String, Object> wrong = body.proof(challenge);
    wrong.put("signature", TestHolder.base64url(body.holder().sign(new byte[] {1})));
    assertCode(players.anybody.post("/api/v1/bindings/overview", wrong), "signature-invalid");
    players.overviewWith(body, challenge).expect(200);
  }

  @Test
  void refusesASuspendedCertificate() {
    String id = players.verify(players.appStore, body, "one");
    players.revoke(body.serial(), "certificateHold");
    assertCode(players.repudiate(body, id), "certificate-suspended");
    assertLive(id);
  }

  @Test
  void refusesARevokedCertificate() {
    String id = players.verify(players.appStore, body, "one");
    players.revoke(body.serial(), "cessationOfOperation");
    assertCode(players.repudiate(body, id), "certificate-revoked");
    assertLive(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "sm2"})
  void refusesAForgedCertificate(String suite) {
    body = players.body(suite);
    String id = players.verify(players.appStore, body, "one");
    TestHolder thief =
        ForgedCertificate.twin(vault, body.holder().certificate(), TestHolder.withKey(suite));
    BindingPlayers.Body forged = new BindingPlayers.Body(body.uscc(), body.serial(), thief);
    assertCode(players.repudiate(forged, id), "status-unknown");
    assertCode(players.overview(forged), "status-unknown");
    assertLive(id);
    players.overview(body).expect(200);
  }

  @Test
  void refusesWhatIsNoCertificate() {
    Map<String, Object> proof = body.proof(players.challenge("overview", body, null));
    proof.put("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertCode(players.anybody.post("/api/v1/bindings/overview", proof), "certificate-malformed");
  }

  @Test
  void refusesAChallengeThatIsOver() {
    JsonNode challenge = players.challenge("overview", body, null);
    jdbc.update(
        "update holder_challenge set expires_at = clock_timestamp() where id = ?",
        UUID.fromString(challenge.path("id").asString()));
    assertThat(players.overviewWith(body, challenge).status()).isEqualTo(409);
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
    players.overview(body).expect(200);
  }

  @Test
  void refusesMalformedRequests() {
    Map<String, Object> proof = body.proof(players.challenge("overview", body, null));
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

  private static void assertCode(Reply reply, String code) {
    reply.expect(422);
    assertThat(reply.json().path("errors").get(0).path("code").asString()).isEqualTo(code);
  }

  private void assertLive(String id) {
    assertThat(players.appStore.get("/api/v1/bindings/" + id).expect(200).json().path("state").asString())
        .isEqualTo("active");
  }
}
