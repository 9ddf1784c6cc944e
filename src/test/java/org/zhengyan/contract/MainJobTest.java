package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
  private static final String NAME = "南京市契约示例学校";

  @LocalServerPort private int port;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient appStore;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    appStore = ContractClient.of(port, "demo-appstore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void certificateIsIssuedVerifiedAndRevoked(String suite) throws Exception {
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    TestHolder holder = TestHolder.withKey(suite);
    JsonNode issued = holder.certify(clerk, reviewer, uscc);
    String serial = issued.path("serial").asString();
    assertThat(issued.path("chain").size()).isEqualTo(2);

    JsonNode verified = verify(holder, uscc);
    assertThat(verified.path("state").asString()).isEqualTo("verified");
    checkReceipt(verified);

    revoke(serial, "cessationOfOperation");
    await()
        .untilAsserted(
            () -> {
              JsonNode rejected = verify(holder, uscc);
              assertThat(rejected.path("state").asString()).isEqualTo("rejected");
              assertThat(rejected.at("/verdict/reasons").toString()).contains("certificateRevoked");
            });
    JsonNode shown = clerk.get("/api/v1/certificates/" + serial).expect(200).json();
    assertThat(shown.path("status").asString()).isEqualTo("revoked");
  }

  @Test
  void refusalsAreProblemsOfTheContract() {
    Map<String, Object> body = TestHolder.institution(NAME);
    String uscc = TestHolder.newUscc();
    JsonNode change = clerk.put("/api/v1/institutions/" + uscc, body).expect(202).json();
    String approval = "/api/v1/registry-changes/" + change.path("change").asString() + "/approval";
    assertThat(clerk.post(approval, Map.of()).expect(403).problem()).isEqualTo("forbidden");
    assertThat(reviewer.post(approval, Map.of("digest", "0".repeat(64))).expect(409).problem())
        .isEqualTo("digest-mismatch");
    assertThat(reviewer.post(approval, Map.of("colour", "red")).expect(400).problem())
        .isEqualTo("malformed");
    assertThat(reviewer.post(approval, Map.of("bankAccount", "1")).expect(422).problem())
        .isEqualTo("data-not-needed");
    assertThat(ContractClient.anonymous(port).post(approval, Map.of()).expect(401).problem())
        .isEqualTo("unauthenticated");
    assertThat(appStore.get("/api/v1/institutions/" + uscc).expect(403).problem()).isEqualTo("forbidden");
    reviewer.post(approval.replace("approval", "refusal"), Map.of("reason", "与批文不一致")).expect(200);
    Reply late = reviewer.post(approval, Map.of()).expect(409);
    assertThat(late.problem()).isEqualTo("wrong-state");
    assertThat(late.json().path("resource").path("state").asString()).isEqualTo("refused");
  }

  /** Plays each operation of the API once, so that no description stays unproven. */
  @Test
  void everyOperationAnswersAsDescribed() throws Exception {
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    changeInstitution(uscc);
    switchRegion();
    TestHolder holder = TestHolder.withKey("p256");
    String serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
    refuseApplicationAndDeliver(uscc, serial);
    verify(holder, uscc);
    cancelVerification(uscc);
    appStore.post("/api/v1/matches", Map.of("name", NAME, "uscc", uscc)).expect(200);
    holdAndRelease(serial);
    reportCompromise(holder, serial);
    principals();
    anybody();

    Set<String> described =
        Contract.load().operations().stream()
            .filter(each -> !each.template().matches("/(ocsp|crl|ca)\\b.*"))
            .map(Operation::id)
            .collect(Collectors.toCollection(TreeSet::new));
    described.removeAll(Contract.load().succeeded());
    assertThat(described).as("operations that no test saw succeed").isEmpty();
  }

  private JsonNode verify(TestHolder holder, String uscc) {
    JsonNode created = create(uscc);
    return appStore
        .post(
            "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
            holder.evidence(created.path("challenge").asString()))
        .expect(200)
        .json();
  }

  private JsonNode create(String uscc) {
    return appStore
        .post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", NAME, "uscc", uscc),
                "action",
                    Map.of(
                        "type", "appRelease",
                        "subject", "契约示例 1.0",
                        "identifier", "cn.example.contract",
                        "digest", "sha256:" + "ab".repeat(32)),
                "applicant", Map.of("login", "139****0001", "place", "江苏南京"),
                "maxStaleness", "PT10S"))
        .expect(201)
        .json();
  }

  /** As a platform does it years later: with the receipt and the published keys, and nothing else. */
  private void checkReceipt(JsonNode verified) throws Exception {
    String path = "/api/v1/verifications/" + verified.path("id").asString();
    String compact = appStore.get(path + "/receipt").expect(200).text();
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

    await().until(() -> appStore.get(path + "/receipt?form=bundle").status() == 200);
    JsonNode bundle = appStore.get(path + "/receipt?form=bundle").expect(200).json();
    assertThat(root(bundle, payload.at("/log/leaf").asString())).isEqualTo(rootOf(bundle));
    assertThat(appStore.get(path + "/receipt?form=cms-sm2").expect(200).body()).isNotEmpty();
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

  private void changeInstitution(String uscc) {
    String version = clerk.get("/api/v1/institutions/" + uscc).expect(200).header("ETag");
    Map<String, Object> body = TestHolder.institution(NAME);
    body.put("address", "南京市建邺区");
    assertThat(clerk.put("/api/v1/institutions/" + uscc, body).expect(428).problem())
        .isEqualTo("precondition-required");
    assertThat(clerk.put("/api/v1/institutions/" + uscc, body, "If-Match", "\"99\"").expect(412).problem())
        .isEqualTo("precondition-failed");
    JsonNode change =
        clerk.put("/api/v1/institutions/" + uscc, body, "If-Match", version).expect(202).json();
    String path = "/api/v1/registry-changes/" + change.path("change").asString();
    reviewer.get(path).expect(200);
    reviewer.get("/api/v1/registry-changes?state=submitted&limit=5").expect(200);
    reviewer.post(path + "/refusal", Map.of("reason", "地址不详")).expect(200);
  }

  private void switchRegion() {
    Map<String, String> request = Map.of("purpose", "marks", "from", "2026-01-01", "to", "2026-12-31");
    JsonNode change = clerk.put("/api/v1/regions/320200", request).expect(202).json();
    reviewer
        .post("/api/v1/registry-changes/" + change.path("change").asString() + "/approval", Map.of())
        .expect(200);
    reviewer.get("/api/v1/regions/320200").expect(200);
  }

  private void refuseApplicationAndDeliver(String uscc, String serial) {
    Map<String, String> application =
        Map.of("uscc", uscc, "suite", "sm2", "csr", TestHolder.withKey("sm2").csr(), "holder", "二号终端");
    String id =
        clerk.post("/api/v1/certificate-applications", application).expect(201).json().path("id").asString();
    reviewer.get("/api/v1/certificate-applications/" + id).expect(200);
    reviewer
        .post("/api/v1/certificate-applications/" + id + "/refusal", Map.of("reason", "终端未登记"))
        .expect(200);
    JsonNode issued =
        reviewer.get("/api/v1/certificate-applications?state=issued&limit=100").expect(200).json();
    for (JsonNode each : issued.path("items")) {
      if (each.path("serial").asString().equals(serial)) {
        clerk
            .post("/api/v1/certificate-applications/" + each.path("id").asString() + "/delivery")
            .expect(200);
      }
    }
    clerk.get("/api/v1/certificates?uscc=" + uscc).expect(200);
    clerk.get("/api/v1/certificates/" + serial).expect(200);
  }

  private void cancelVerification(String uscc) {
    String path = "/api/v1/verifications/" + create(uscc).path("id").asString();
    appStore.post(path + "/cancellation").expect(200);
    assertThat(appStore.get(path).expect(200).json().path("state").asString()).isEqualTo("cancelled");
    assertThat(ContractClient.of(port, "demo-social").get(path).expect(404).problem())
        .isEqualTo("not-found");
  }

  private void revoke(String serial, String reason) {
    decide(
        clerk.post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", reason)), "approval");
  }

  private void holdAndRelease(String serial) {
    Reply hold =
        clerk.post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"));
    decide(hold, "refusal");
    revoke(serial, "certificateHold");
    decide(clerk.post("/api/v1/certificates/" + serial + "/release"), "approval");
    reviewer.get("/api/v1/revocations?state=applied").expect(200);
  }

  private void decide(Reply submitted, String decision) {
    String path = "/api/v1/revocations/" + submitted.expect(202).json().path("revocation").asString();
    reviewer.get(path).expect(200);
    reviewer
        .post(path + "/" + decision, decision.equals("refusal") ? Map.of("reason", "材料不全") : Map.of())
        .expect(200);
  }

  private void reportCompromise(TestHolder holder, String serial) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String issuer =
        ContractClient.anonymous(port)
            .get("/.well-known/oauth-authorization-server")
            .expect(200)
            .json()
            .path("issuer")
            .asString();
    String text =
        "ZHENGYAN KEY-COMPROMISE 1\nservice: %s\nenvironment: dev\nserial: %s\ncertificate: sha256:%s\ntime: %s\n"
            .formatted(issuer, serial, holder.certificateHash(), time);
    String signature = TestHolder.base64url(holder.sign(text.getBytes(StandardCharsets.UTF_8)));
    ContractClient.anonymous(port)
        .post(
            "/api/v1/certificates/" + serial + "/compromise",
            Map.of("kind", "signature", "time", time, "signature", signature))
        .expect(200);
  }

  private void principals() {
    String authority =
        approved(
            clerk.post(
                "/api/v1/authorities", Map.of("name", "无锡市编办（契约示例）", "division", "320200")));
    Reply shown = clerk.get("/api/v1/authorities/" + authority).expect(200);
    approved(
        clerk.put(
            "/api/v1/authorities/" + authority,
            Map.of("name", "无锡市编办（契约示例）", "division", "320200", "state", "suspended"),
            "If-Match",
            shown.header("ETag")));
    clerk.get("/api/v1/authorities").expect(200);

    String operator = approved(clerk.post("/api/v1/operators", Map.of("name", "契约示例平台")));
    Reply platform = clerk.get("/api/v1/operators/" + operator).expect(200);
    approved(
        clerk.put(
            "/api/v1/operators/" + operator,
            Map.of("name", "契约示例平台", "filingNumber", "示例-2026-1", "state", "active"),
            "If-Match",
            platform.header("ETag")));
    clerk.get("/api/v1/operators").expect(200);

    String id = "contract-" + operator.substring(0, 8).toLowerCase(java.util.Locale.ROOT);
    approved(
        clerk.post(
            "/api/v1/clients",
            Map.of(
                "id", id,
                "owner", Map.of("name", "契约示例负责人"),
                "operator", operator,
                "scopes", List.of("match", "verification"),
                "key", newKey())));
    clerk.get("/api/v1/clients/" + id).expect(200);
    clerk.get("/api/v1/clients").expect(200);
    String path = "/api/v1/clients/" + id;
    approved(clerk.post(path + "/keys", Map.of("key", newKey(), "overlap", "P1D")));
    approved(clerk.post(path + "/suspension", Map.of("reason", "演练")));
    approved(clerk.post(path + "/reinstatement", Map.of("reason", "演练结束")));
    Reply refused = clerk.post(path + "/suspension", Map.of("reason", "误报")).expect(202);
    reviewer
        .post(
            "/api/v1/principal-changes/" + refused.json().path("change").asString() + "/refusal",
            Map.of("reason", "无此必要"))
        .expect(200);
    reviewer.get("/api/v1/principal-changes?state=refused").expect(200);
  }

  private static Map<String, Object> newKey() {
    try {
      return new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256)
          .generate()
          .toPublicJWK()
          .toJSONObject();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String approved(Reply proposed) {
    String path = "/api/v1/principal-changes/" + proposed.expect(202).json().path("change").asString();
    JsonNode change = reviewer.get(path).expect(200).json();
    reviewer.post(path + "/approval", Map.of("digest", change.path("digest").asString())).expect(200);
    return change.path("subject").asString();
  }

  private void anybody() {
    ContractClient anybody = ContractClient.anonymous(port);
    for (String path :
        List.of(
            "/oauth2/jwks",
            "/docs",
            "/api-spec/openapi.yaml",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/prometheus")) {
      anybody.get(path).expect(200);
    }
  }
}
