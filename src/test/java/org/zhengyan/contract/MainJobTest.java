package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** The main job, played by those who do it, with every answer held against the contract. */
@ServerTest
class MainJobTest {
  @LocalServerPort private int port;

  private Players players;

  @BeforeEach
  void players() {
    players = new Players(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void certificateIsIssuedVerifiedAndRevoked(String suite) throws Exception {
    String uscc = players.body();
    TestHolder holder = TestHolder.withKey(suite);
    JsonNode issued = holder.certify(players.clerk, players.reviewer, uscc);
    String serial = issued.path("serial").asString();
    assertThat(issued.path("chain").size()).isEqualTo(2);

    JsonNode verified = players.verify(holder, uscc);
    assertThat(verified.path("state").asString()).isEqualTo("verified");
    checkReceipt(verified);

    players.revoke(serial, "cessationOfOperation");
    await()
        .untilAsserted(
            () -> {
              JsonNode rejected = players.verify(holder, uscc);
              assertThat(rejected.path("state").asString()).isEqualTo("rejected");
              assertThat(rejected.at("/verdict/reasons").toString()).contains("certificateRevoked");
            });
    JsonNode shown = players.clerk.get("/api/v1/certificates/" + serial).expect(200).json();
    assertThat(shown.path("status").asString()).isEqualTo("revoked");
  }

  @Test
  void refusalsAreProblemsOfTheContract() {
    Map<String, Object> body = TestHolder.institution(Players.NAME);
    String uscc = TestHolder.newUscc();
    JsonNode change = players.clerk.put("/api/v1/institutions/" + uscc, body).expect(202).json();
    String approval = "/api/v1/registry-changes/" + change.path("change").asString() + "/approval";
    assertThat(players.clerk.post(approval, Map.of()).expect(403).problem()).isEqualTo("forbidden");
    assertThat(players.reviewer.post(approval, Map.of("digest", "0".repeat(64))).expect(409).problem())
        .isEqualTo("digest-mismatch");
    assertThat(players.reviewer.post(approval, Map.of("colour", "red")).expect(400).problem())
        .isEqualTo("malformed");
    assertThat(players.reviewer.post(approval, Map.of("bankAccount", "1")).expect(422).problem())
        .isEqualTo("data-not-needed");
    assertThat(ContractClient.anonymous(port).post(approval, Map.of()).expect(401).problem())
        .isEqualTo("unauthenticated");
    assertThat(players.appStore.get("/api/v1/institutions/" + uscc).expect(403).problem()).isEqualTo("forbidden");
    players.reviewer.post(approval.replace("approval", "refusal"), Map.of("reason", "与批文不一致")).expect(200);
    Reply late = players.reviewer.post(approval, Map.of()).expect(409);
    assertThat(late.problem()).isEqualTo("wrong-state");
    assertThat(late.json().path("resource").path("state").asString()).isEqualTo("refused");
  }

  /** As a platform does it years later: with the receipt and the published keys, and nothing else. */
  private void checkReceipt(JsonNode verified) throws Exception {
    String path = "/api/v1/verifications/" + verified.path("id").asString();
    String compact = players.appStore.get(path + "/receipt").expect(200).text();
    assertThat(compact).isEqualTo(verified.path("receipt").asString());
    SignedJWT receipt = SignedJWT.parse(compact);
    JWKSet keys =
        JWKSet.parse(ContractClient.anonymous(port).get("/.well-known/receipt-keys").expect(200).text());
    assertThat(keys.getKeys()).noneMatch(key -> key.isPrivate());
    assertThat(
            receipt.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(receipt.getHeader().getKeyID()).toECKey())))
        .isTrue();
    JsonNode payload = Contract.parse(receipt.getPayload().toBytes());
    assertThat(Contract.load().validate("/components/schemas/ReceiptPayload", payload)).isEmpty();
    byte[] challenge = Base64.getUrlDecoder().decode(verified.path("challenge").asString());
    assertThat(payload.path("challenge").asString())
        .isEqualTo("sha256:" + HexFormat.of().formatHex(sha256(challenge)));
    assertThat(payload.path("verdict")).isEqualTo(verified.path("verdict"));
    assertThat(payload.path("environment").asString()).isEqualTo("dev");
    assertThat(new String(challenge, StandardCharsets.UTF_8)).contains("\nenvironment: dev\n");
    assertThat(payload.path("aud").asString()).isEqualTo("demo-appstore");

    JsonNode bundle = bundle(path + "/receipt?form=bundle");
    byte[] entry = sha256(bytes(payload.at("/log/salt")), bytes(bundle.path("record")));
    assertThat(sha256(new byte[] {0}, entry)).isEqualTo(bytes(payload.at("/log/leaf")));
    JsonNode record = Contract.parse(bytes(bundle.path("record")));
    assertThat(record.path("subject").asString()).isEqualTo(verified.path("id").asString());
    assertThat(record.at("/members/challenge")).isEqualTo(payload.path("challenge"));
    assertThat(root(bundle, payload.at("/log/leaf").asString())).isEqualTo(rootOf(bundle));
    assertThat(players.appStore.get(path + "/receipt?form=cms-sm2").expect(200).body()).isNotEmpty();
  }

  /** Until it is there 503, and that says when to ask again. */
  private JsonNode bundle(String path) {
    ContractClient platform = ContractClient.of(port, "demo-appstore").impatient();
    return await()
        .until(
            () -> {
              Reply reply = platform.get(path);
              assertThat(reply.status()).isIn(200, 503);
              assertThat(reply.header("Retry-After")).isEqualTo(reply.status() == 200 ? "" : "1");
              return reply;
            },
            reply -> reply.status() == 200)
        .json();
  }

  private static byte[] bytes(JsonNode base64url) {
    return Base64.getUrlDecoder().decode(base64url.asString());
  }

  /** The root that the inclusion proof leads to: RFC 9162 section 2.1.3.2. */
  private static byte[] root(JsonNode bundle, String leaf) throws Exception {
    byte[] hash = Base64.getUrlDecoder().decode(leaf);
    long index = bundle.at("/proof/index").asLong();
    long last = bundle.at("/proof/size").asLong() - 1;
    for (JsonNode step : bundle.at("/proof/hashes")) {
      byte[] sibling = Base64.getUrlDecoder().decode(step.asString());
      if (index % 2 == 1 || index == last) {
        hash = sha256(new byte[] {1}, sibling, hash);
        while (index % 2 == 0 && index != 0) {
          index >>= 1;
          last >>= 1;
        }
      } else {
        hash = sha256(new byte[] {1}, hash, sibling);
      }
      index >>= 1;
      last >>= 1;
    }
    assertThat(last).isZero();
    return hash;
  }

  /** The third line of a checkpoint (C2SP tlog-checkpoint). */
  private static byte[] rootOf(JsonNode bundle) {
    List<String> lines = bundle.path("checkpoint").asString().lines().toList();
    assertThat(lines.get(1)).isEqualTo(bundle.at("/proof/size").asString());
    return Base64.getDecoder().decode(lines.get(2));
  }

  private static byte[] sha256(byte[]... parts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
