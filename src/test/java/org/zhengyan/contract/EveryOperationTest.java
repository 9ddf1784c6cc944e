package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.enrolment.EnrolledBody;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.notification.StubReceiver;
import org.zhengyan.registry.imports.PlayedImport;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.web.oauth.ConsentFlow;
import tools.jackson.databind.JsonNode;

/** Plays each operation of the API until it succeeds, so that no description stays unproven. */
@ServerTest
class EveryOperationTest {
  @LocalServerPort private int port;
  @Autowired private Enrolments enrolments;

  private Players players;

  @BeforeEach
  void players() {
    players = new Players(port);
  }

  @Test
  void everyOperationAnswersAsDescribed() throws Exception {
    String uscc = players.body();
    changeInstitution(uscc);
    switchRegion();
    PlayedImport.playOperations(players.clerk, players.reviewer);
    TestHolder holder = TestHolder.withKey("p256");
    String serial = holder.certify(players.clerk, players.reviewer, uscc).path("serial").asString();
    refuseApplicationAndDeliver(uscc, serial);
    EnrolledBody.of(port, enrolments).playOperations();
    String verified = players.verify(holder, uscc).path("id").asString();
    players.appStore.get("/api/v1/verifications/" + verified + "/receipt").expect(200);
    cancelVerification(uscc);
    present(holder, uscc);
    bindings(holder, uscc, verified, serial);
    players.appStore.post("/api/v1/matches", Map.of("name", Players.NAME, "uscc", uscc)).expect(200);
    holdAndRelease(serial);
    reportCompromise(holder, serial);
    new PlayedPrincipals(players.clerk, players.reviewer).playOperations(uscc);
    events();
    consent();
    anybody();

    Set<String> described =
        Contract.load().operations().stream()
            .filter(each -> !each.template().startsWith("/ocsp"))
            // Not found in this environment: SandboxTest sees them succeed.
            .filter(each -> !each.template().startsWith("/api/v1/sandbox"))
            .map(Operation::id)
            .collect(Collectors.toCollection(TreeSet::new));
    described.removeAll(Contract.load().succeeded());
    assertThat(described).as("operations that no test saw succeed").isEmpty();
  }

  private void changeInstitution(String uscc) {
    String version = players.clerk.get("/api/v1/institutions/" + uscc).expect(200).header("ETag");
    Map<String, Object> body = TestHolder.institution(Players.NAME);
    body.put("address", "南京市建邺区");
    assertThat(players.clerk.put("/api/v1/institutions/" + uscc, body).expect(428).problem())
        .isEqualTo("precondition-required");
    assertThat(players.clerk.put("/api/v1/institutions/" + uscc, body, "If-Match", "\"99\"").expect(412).problem())
        .isEqualTo("precondition-failed");
    JsonNode change =
        players.clerk.put("/api/v1/institutions/" + uscc, body, "If-Match", version).expect(202).json();
    String path = "/api/v1/registry-changes/" + change.path("change").asString();
    players.reviewer.get(path).expect(200);
    players.reviewer.get("/api/v1/registry-changes?state=submitted&limit=5").expect(200);
    players.reviewer.post(path + "/refusal", Map.of("reason", "地址不详")).expect(200);
  }

  private void switchRegion() {
    Map<String, String> request = Map.of("purpose", "marks", "from", "2026-01-01", "to", "2026-12-31");
    JsonNode change = players.clerk.put("/api/v1/regions/320200", request).expect(202).json();
    players.reviewer
        .post("/api/v1/registry-changes/" + change.path("change").asString() + "/approval", Map.of())
        .expect(200);
    players.reviewer.get("/api/v1/regions/320200").expect(200);
  }

  private void refuseApplicationAndDeliver(String uscc, String serial) {
    Map<String, String> application =
        Map.of("uscc", uscc, "suite", "sm2", "csr", TestHolder.withKey("sm2").csr(), "holder", "二号终端");
    String id =
        players.clerk.post("/api/v1/certificate-applications", application).expect(201).json().path("id").asString();
    players.reviewer.get("/api/v1/certificate-applications/" + id).expect(200);
    players.reviewer
        .post("/api/v1/certificate-applications/" + id + "/refusal", Map.of("reason", "终端未登记"))
        .expect(200);
    JsonNode issued =
        players.reviewer.get("/api/v1/certificate-applications?state=issued&limit=100").expect(200).json();
    for (JsonNode each : issued.path("items")) {
      if (each.path("serial").asString().equals(serial)) {
        players.clerk
            .post("/api/v1/certificate-applications/" + each.path("id").asString() + "/delivery")
            .expect(200);
      }
    }
    players.clerk.get("/api/v1/certificates?uscc=" + uscc).expect(200);
    players.clerk.get("/api/v1/certificates/" + serial).expect(200);
    String face = "/api/v1/certificates/" + serial + "/face";
    assertThat(players.clerk.get(face).expect(200).header("Content-Type")).isEqualTo("application/ofd");
    assertThat(players.clerk.get(face + "?form=pdf").expect(200).text()).startsWith("%PDF-1.7");
    assertThat(players.clerk.get(face + "?form=doc").expect(400).problem()).isEqualTo("malformed");
  }

  private void cancelVerification(String uscc) {
    String path = "/api/v1/verifications/" + players.create(uscc).path("id").asString();
    players.appStore.post(path + "/cancellation").expect(200);
    assertThat(players.appStore.get(path).expect(200).json().path("state").asString()).isEqualTo("cancelled");
    assertThat(ContractClient.of(port, "demo-social").get(path).expect(404).problem())
        .isEqualTo("not-found");
  }

  private void present(TestHolder holder, String uscc) {
    ContractClient browser = ContractClient.anonymous(port);
    JsonNode refused = players.create(uscc);
    String path = "/api/v1/verifications/" + refused.path("id").asString();
    players.appStore.get(path + "/presentation/qr").expect(200);
    String[] cookie = take(browser, refused);
    browser
        .post(
            "/api/v1/presentations/" + refused.path("id").asString() + "/code",
            Map.of("code", refused.at("/presentation/code").asString()),
            cookie)
        .expect(200);
    browser
        .exchange(
            "POST",
            "/api/v1/presentations/" + refused.path("id").asString() + "/refusal",
            null,
            new byte[0],
            cookie)
        .expect(200);
    assertThat(players.appStore.get(path + "/events").expect(200).text()).contains("holderRefused");

    JsonNode held =
        players.create(uscc, Map.of("mode", "sameDevice", "returnUrl", "https://store.example/back"));
    path = "/api/v1/verifications/" + held.path("id").asString();
    JsonNode view =
        browser
            .post(
                "/api/v1/presentations/" + held.path("id").asString() + "/taking",
                Map.of("secret", URI.create(held.at("/presentation/url").asString()).getFragment()))
            .expect(200)
            .json();
    String back =
        browser
            .post(
                path + "/evidence",
                holder.evidence(view.path("challenge").asString()),
                "Authorization",
                "Answer " + view.path("answerToken").asString())
            .expect(200)
            .json()
            .path("returnTo")
            .asString();
    String code = back.substring(back.lastIndexOf('=') + 1);
    players.appStore.post(path + "/completion", Map.of("code", code)).expect(200);
  }

  private static String[] take(ContractClient browser, JsonNode asked) {
    String set =
        browser
            .post(
                "/api/v1/presentations/" + asked.path("id").asString() + "/taking",
                Map.of("secret", URI.create(asked.at("/presentation/url").asString()).getFragment()))
            .expect(200)
            .header("Set-Cookie");
    return new String[] {"Cookie", set.substring(0, set.indexOf(';'))};
  }

  private void bindings(TestHolder holder, String uscc, String binding, String serial) {
    players.appStore.get("/api/v1/bindings?state=active").expect(200);
    players.appStore.get("/api/v1/bindings/" + binding).expect(200);
    ContractClient body = ContractClient.anonymous(port);
    body.post("/api/v1/bindings/overview", proof(holder, Map.of("kind", "overview", "uscc", uscc))).expect(200);
    body.post(
            "/api/v1/bindings/" + binding + "/repudiation",
            proof(holder, Map.of("kind", "repudiation", "uscc", uscc, "binding", binding)))
        .expect(200);
    String again = players.verify(holder, uscc).path("id").asString();
    JsonNode batch =
        players
            .appStore
            .post(
                "/api/v1/binding-batches",
                Map.of(
                    "claimed", Map.of("name", Players.NAME, "uscc", uscc),
                    "actions",
                        List.of(Map.of("type", "accountOpening", "subject", "老账号", "identifier", "old"))))
            .expect(201)
            .json();
    String batchPath = "/api/v1/binding-batches/" + batch.path("id").asString();
    players.appStore.get(batchPath).expect(200);
    Map<String, Object> signed = new HashMap<>(holder.evidence(batch.path("challenge").asString()));
    signed.remove("kind");
    assertThat(players.appStore.post(batchPath + "/evidence", signed).expect(200).json().path("state").asString())
        .isEqualTo("verified");
    confirmBatches(holder, uscc);
    String job =
        players
            .appStore
            .post("/api/v1/status-jobs", Map.of("bindings", List.of(again)))
            .expect(202)
            .header("Location");
    players.appStore.get(job).expect(200);
    players.appStore.get(job + "/results").expect(200);
    players.appStore.get("/api/v1/certificates/" + serial + "/status").expect(200);
    players.appStore.post("/api/v1/bindings/" + again + "/ending", Map.of("reason", "appRemoved")).expect(200);
  }

  /** The body signs one on the page, and refuses another. */
  private void confirmBatches(TestHolder holder, String uscc) {
    ContractClient page = ContractClient.anonymous(port);
    for (boolean agrees : List.of(true, false)) {
      Map<String, String> account = Map.of("type", "other", "subject", "老网站", "identifier", "site-" + agrees);
      Map<String, Object> request =
          Map.of("claimed", Map.of("name", Players.NAME, "uscc", uscc), "actions", List.of(account));
      JsonNode batch = players.appStore.post("/api/v1/binding-batches", request).expect(201).json();
      String path = "/api/v1/binding-batches/" + batch.path("id").asString();
      URI link = URI.create(batch.at("/presentation/url").asString());
      page.get(link.getPath()).expect(200);
      Map<String, Object> secret = Map.of("secret", link.getFragment());
      JsonNode shown = page.post(path + "/showing", secret).expect(200).json();
      Map<String, Object> signed = new HashMap<>(holder.evidence(shown.path("challenge").asString()));
      signed.remove("kind");
      signed.putAll(secret);
      Reply ended = agrees ? page.post(path + "/answer", signed) : page.post(path + "/refusal", secret);
      assertThat(ended.expect(200).json().path("state").asString()).isEqualTo(agrees ? "verified" : "rejected");
    }
  }

  private Map<String, Object> proof(TestHolder holder, Map<String, String> request) {
    JsonNode challenge =
        ContractClient.anonymous(port).post("/api/v1/binding-challenges", request).expect(201).json();
    return holder.proof(challenge);
  }

  private void holdAndRelease(String serial) {
    Reply hold =
        players.clerk.post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"));
    players.decide(hold, "refusal");
    players.revoke(serial, "certificateHold");
    players.decide(players.clerk.post("/api/v1/certificates/" + serial + "/release"), "approval");
    players.reviewer.get("/api/v1/revocations?state=applied").expect(200);
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

  private void consent() {
    ConsentFlow flow = new ConsentFlow(new HeldBody(port, "p256"));
    assertThat(flow.token(flow.code()).status()).isEqualTo(200);
    ContractClient.anonymous(port).get("/.well-known/openid-configuration").expect(200);
  }

  private void events() throws Exception {
    String poll =
        players
            .appStore
            .post("/api/v1/event-endpoints", Map.of("delivery", "poll", "kinds", List.of("certificate.revoked")))
            .expect(201)
            .json()
            .path("id")
            .asString();
    try (StubReceiver receiver = StubReceiver.start(0)) {
      String push = receiver.register(players.appStore, "certificate.revoked");
      players.appStore.get("/api/v1/event-endpoints").expect(200);
      players.appStore.get("/api/v1/event-endpoints/" + push + "/dead-letters").expect(200);
      players.appStore.post("/api/v1/event-endpoints/" + push + "/dead-letters/retry").expect(202);
      players.appStore.exchange("DELETE", "/api/v1/event-endpoints/" + push, null, new byte[0]).expect(204);
      players.appStore.get("/api/v1/event-endpoints/" + push).expect(404);
    }
    players.appStore.post("/api/v1/event-endpoints/" + poll + "/test").expect(202);
    players.appStore.get("/api/v1/event-endpoints/" + poll).expect(200);
    players
        .appStore
        .post("/api/v1/event-poll/" + poll, Map.of("returnImmediately", true, "ack", List.of("unknown")))
        .expect(200);
    players.appStore.exchange("DELETE", "/api/v1/event-endpoints/" + poll, null, new byte[0]).expect(204);
  }

  private void anybody() {
    ContractClient anybody = ContractClient.anonymous(port);
    anybody.post("/api/v1/document-checks", Map.of("document", "JVBERi0xLjc")).expect(200);
    for (String path :
        List.of(
            "/.well-known/receipt-keys",
            "/oauth2/jwks",
            "/ca/organ-sm2.cer",
            "/ca/root-p256.cer",
            "/crl/institution-sm2/0.crl",
            "/log/checkpoint",
            "/log/sm2/checkpoint",
            "/log/certificates",
            "/log/tile/0/000.p/1",
            "/log/tile/entries/000.p/1",
            "/docs",
            "/api-spec/openapi.yaml",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/prometheus")) {
      anybody.get(path).expect(200);
    }
    // What it says is TimeStampAuthorityTest's business: a refusal is an answer too.
    assertThat(anybody.exchange("POST", "/tsa/sm2", "application/timestamp-query", new byte[] {0}).status())
        .isEqualTo(200);
    holderPage(anybody);
  }

  private static void holderPage(ContractClient anybody) {
    anybody.get("/v/credentials").expect(200);
    String page = anybody.get("/v/" + UUID.randomUUID()).expect(200).text();
    Matcher script = Pattern.compile("src=\"(/v/assets/[^\"]+)\"").matcher(page);
    assertThat(script.find()).isTrue();
    anybody.get(script.group(1)).expect(200);
  }
}
