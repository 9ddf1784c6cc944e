package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.qr.ReadQrCode;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.PresentationNotices;
import org.zhengyan.verification.VerificationId;
import tools.jackson.databind.JsonNode;

/** Relay, phishing, guessing and replay, played against the real API (src/docs/threats.md). */
@ServerTest
class PresentationAttackTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private PresentationNotices notices;

  @Test
  void relayedSecretOpensNothingForASecondBrowser() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    body.ready(asked);
    HolderBrowser second = body.browser(asked);
    Reply refused = second.take(HeldBody.secret(asked)).expect(409);
    assertThat(refused.json().at("/resource/state").asString()).isEqualTo("takenElsewhere");
    assertThat(refused.text()).doesNotContain("answerToken").doesNotContain("present-demo");
    assertThat(refused.header("Set-Cookie")).isEmpty();
  }

  @Test
  void oneOfManyBrowsersTakesIt() throws Exception {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      HolderBrowser browser = body.browser(asked);
      attempts.add(() -> browser.take(HeldBody.secret(asked)));
    }
    assertThat(statuses(attempts)).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409, 409, 409);
    assertThat(events(asked, "verification.presented")).isEqualTo(1);
  }

  @Test
  void cookieOfAnotherSessionResumesNothing() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode mine = body.ask(Map.of());
    JsonNode other = body.ask(Map.of());
    HolderBrowser browser = body.ready(mine);
    String cookie = browser.setCookie().substring(0, browser.setCookie().indexOf(';'));
    Reply reply =
        ContractClient.anonymous(port)
            .post(
                "/api/v1/presentations/" + other.path("id").asString() + "/taking", Map.of(), "Cookie", cookie);
    assertThat(reply.expect(404).problem()).isEqualTo("not-found");
  }

  @Test
  void linkPreviewsChangeNothing() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    ContractClient preview = ContractClient.anonymous(port);
    String id = asked.path("id").asString();
    preview.get("/v/" + id);
    assertThat(preview.get("/api/v1/presentations/" + id + "/taking").status()).isEqualTo(405);
    assertThat(preview.get("/api/v1/presentations/" + id + "/refusal").status()).isEqualTo(405);
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("waiting");
    body.browser(asked).take(HeldBody.secret(asked)).expect(200);
  }

  @Test
  void formOfAnotherSiteTakesNothing() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    byte[] form = ("{\"secret\":\"" + HeldBody.secret(asked) + "\"}").getBytes(StandardCharsets.UTF_8);
    String path = "/api/v1/presentations/" + asked.path("id").asString() + "/taking";
    assertThat(ContractClient.anonymous(port).exchange("POST", path, "text/plain", form).status()).isEqualTo(415);
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("waiting");
  }

  @Test
  void qrCodeThatIsNoLongerShownIsRefused() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    Link link = link(asked);
    Instant now = databaseTime();
    Reply late = body.browser(asked).take(link.qr(now.minusSeconds(65))).expect(422);
    assertThat(late.json().at("/errors/0/code").asString()).isEqualTo("secret-outdated");
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("waiting");
    body.browser(asked).take(link.qr(now)).expect(200);
  }

  /** The one that the platform is given changes with the database's time: none of them is good for longer. */
  @Test
  void qrCodeIsThatOfTheMoment() throws Exception {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    Link link = link(asked);
    Instant before = databaseTime();
    byte[] image =
        body.platform.get(HeldBody.path(asked) + "/presentation/qr", "Accept", "image/png").expect(200).body();
    String shown = URI.create(ReadQrCode.png(image)).getFragment();
    Instant after = databaseTime();
    assertThat(shown).isIn(link.qr(before), link.qr(after));
    assertThat(link.qr(after.plusSeconds(Link.WINDOW_SECONDS))).isNotEqualTo(shown);
    assertThat(link.match(shown, after.plusSeconds(2 * Link.WINDOW_SECONDS), true)).isEqualTo(Link.Match.OUTDATED);
  }

  @Test
  void strangersSecretIsNotFound() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    JsonNode other = body.ask(Map.of());
    assertThat(body.browser(asked).take(HeldBody.secret(other)).expect(404).problem()).isEqualTo("not-found");
    assertThat(body.browser(asked).take(null).status()).isEqualTo(404);
    assertThat(new HolderBrowser(port, "019aabcd-3d2f-7c11-9d53-6a0b1c2d3e4f").take(HeldBody.secret(asked)).status())
        .isEqualTo(404);
  }

  @Test
  void fifthWrongCodeEndsTheSession() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.browser(asked);
    browser.take(HeldBody.secret(asked)).expect(200);
    String right = asked.at("/presentation/code").asString();
    String wrong = right.equals("000000") ? "000001" : "000000";
    for (int left = 4; left >= 0; left--) {
      Reply refused = browser.code(wrong).expect(422);
      assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("code-wrong");
      assertThat(refused.json().at("/resource/attemptsLeft").asInt()).isEqualTo(left);
    }
    browser.code(right).expect(409);
    assertThat(body.read(asked).at("/verdict/reasons/0").asString()).isEqualTo("attemptsExhausted");
  }

  @Test
  void codeCannotBeGuessedAllAtOnce() throws Exception {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.browser(asked);
    browser.take(HeldBody.secret(asked)).expect(200);
    String right = asked.at("/presentation/code").asString();
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String guess = "%06d".formatted((Integer.parseInt(right) + 1 + i) % 1_000_000);
      attempts.add(() -> browser.code(guess));
    }
    assertThat(statuses(attempts).stream().filter(status -> status == 422)).hasSize(5);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("rejected");
  }

  @Test
  void answerTokenIsWorthNothingBeforeTheCode() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.browser(asked);
    browser.take(HeldBody.secret(asked)).expect(200);
    String set = browser.setCookie();
    String cookie = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    VerificationId id = VerificationId.parse(asked.path("id").asString()).orElseThrow();
    browser.answer(HolderTokens.answerToken(cookie, id), body.evidence(asked)).expect(404);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
  }

  @Test
  void replayedAnswerTokenDecidesNothing() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    browser.answer(body.evidence(asked)).expect(200);
    Reply again = browser.answer(body.evidence(asked)).expect(409);
    assertThat(again.json().at("/resource/state").asString()).isEqualTo("verified");
    assertThat(again.json().at("/resource").has("receipt")).isFalse();
    assertThat(browser.refuse(browser.answerToken()).status()).isEqualTo(409);
    JsonNode other = body.ask(Map.of());
    body.ready(other);
    HolderBrowser intruder = body.browser(other);
    intruder.answer(browser.answerToken(), body.evidence(other)).expect(404);
    assertThat(intruder.refuse(browser.answerToken()).status()).isEqualTo(404);
    assertThat(body.read(other).path("state").asString()).isEqualTo("requested");
    assertThat(events(asked, "verification.decided")).isEqualTo(1);
  }

  @Test
  void evidenceWithoutAnyCredentialIsRefused() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    ContractClient.anonymous(port).post(HeldBody.path(asked) + "/evidence", body.evidence(asked)).expect(401);
    body.browser(asked).answer("x", body.evidence(asked)).expect(404);
    ContractClient.of(port, "demo-social")
        .post(HeldBody.path(asked) + "/evidence", body.evidence(asked))
        .expect(404);
  }

  @Test
  void fifthWrongEvidenceEndsTheSession() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    TestHolder stranger = TestHolder.withKey("p256").presenting(body.holder.certificate());
    Map<String, Object> wrong = stranger.evidence(asked.path("challenge").asString());
    for (int left = 4; left >= 0; left--) {
      Reply refused = browser.answer(wrong).expect(422);
      assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("signature-invalid");
      assertThat(refused.json().at("/resource/attemptsLeft").asInt()).isEqualTo(left);
      assertThat(refused.json().at("/resource/state").asString()).isEqualTo(left == 0 ? "rejected" : "requested");
    }
    browser.answer(body.evidence(asked)).expect(409);
    assertThat(body.read(asked).at("/verdict/reasons/0").asString()).isEqualTo("signatureInvalid");
  }

  @Test
  void sameDeviceAnswerGivesNoVerdictByItself() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    assertThat(body.browser(asked).take(link(asked).qr(databaseTime())).status()).as("no QR code").isEqualTo(404);
    HolderBrowser victim = body.ready(asked);
    victim.answer(body.evidence(asked)).expect(200);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    assertThat(victim.answer(body.evidence(asked)).expect(409).json().at("/resource/state").asString())
        .isEqualTo("answered");
    assertThat(victim.refuse(victim.answerToken()).status()).isEqualTo(409);
    jdbc.update(
        "update verification set expires_at = clock_timestamp() where id = ?::uuid", asked.path("id").asString());
    await().until(() -> body.read(asked).path("state").asString().equals("expired"));
    assertThat(body.read(asked).has("verdict")).isFalse();
    assertThat(kept(asked, "answer")).as("what was held is gone").isNull();
  }

  @Test
  void completionIsTheClientsOwnAndOnce() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    String path = HeldBody.path(asked) + "/completion";
    HolderBrowser browser = body.ready(asked);
    assertThat(body.platform.post(path, Map.of("code", "A".repeat(43))).expect(409).problem())
        .as("before the answer")
        .isEqualTo("wrong-state");
    String back = browser.answer(body.evidence(asked)).expect(200).json().path("returnTo").asString();
    String code = back.substring(back.lastIndexOf('=') + 1);
    ContractClient.of(port, "demo-social").post(path, Map.of("code", code)).expect(404);
    Reply wrong = body.platform.post(path, Map.of("code", "A".repeat(43))).expect(422);
    assertThat(wrong.json().at("/errors/0/code").asString()).isEqualTo("completion-wrong");
    body.platform.post(path, Map.of("code", browser.answerToken())).expect(422);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    assertThat(body.platform.post(path, Map.of("code", code)).expect(200).json().path("state").asString())
        .isEqualTo("verified");
    assertThat(body.platform.post(path, Map.of("code", code)).expect(409).json().at("/resource/state").asString())
        .isEqualTo("verified");
  }

  @Test
  void ofManyAtOnceOneCompletes() throws Exception {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    String back = body.ready(asked).answer(body.evidence(asked)).expect(200).json().path("returnTo").asString();
    Map<String, String> code = Map.of("code", back.substring(back.lastIndexOf('=') + 1));
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      attempts.add(() -> body.platform.post(HeldBody.path(asked) + "/completion", code));
    }
    assertThat(statuses(attempts)).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409);
    assertThat(events(asked, "verification.decided")).isEqualTo(1);
  }

  @Test
  void completionJudgesWhatHappenedSinceTheAnswer() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    String back = body.ready(asked).answer(body.evidence(asked)).expect(200).json().path("returnTo").asString();
    String revocation =
        body.clerk
            .post("/api/v1/certificates/" + body.serial + "/revocation", Map.of("reason", "superseded"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    body.reviewer.post("/api/v1/revocations/" + revocation + "/approval", Map.of()).expect(200);
    JsonNode decided =
        body.platform
            .post(HeldBody.path(asked) + "/completion", Map.of("code", back.substring(back.lastIndexOf('=') + 1)))
            .expect(200)
            .json();
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons/0").asString()).isEqualTo("certificateRevoked");
  }

  @Test
  void databaseHoldsNothingThatOpensASession() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    HolderBrowser browser = body.ready(asked);
    browser.answer(body.evidence(asked)).expect(200);
    String row =
        jdbc.queryForObject(
            "select verification::text from verification where id = ?::uuid",
            String.class,
            asked.path("id").asString());
    String set = browser.setCookie();
    assertThat(row)
        .doesNotContain(HeldBody.secret(asked))
        .doesNotContain(set.substring(set.indexOf('=') + 1, set.indexOf(';')))
        .doesNotContain(browser.answerToken());
  }

  @Test
  void managersAreToldAtOnceAndOfNoPerson() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    Uscc uscc = new Uscc(body.uscc);
    var told = notices.latest(uscc, 10);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().verification()).isEqualTo(asked.path("id").asString());
    assertThat(told.getFirst().clientId()).isEqualTo("demo-appstore");
    assertThat(told.getFirst().state()).isEqualTo("requested");
    assertThat(told.getFirst().toString()).doesNotContain("139****0001", "江苏南京");
    browser.answer(body.evidence(asked)).expect(200);
    assertThat(notices.latest(uscc, 10)).extracting("mode", "state").containsExactly(tuple("crossDevice", "verified"));
  }

  private Link link(JsonNode asked) {
    return new Link(
        java.util.Objects.requireNonNull(
            jdbc.queryForObject(
                "select link_hash from verification where id = ?::uuid",
                byte[].class,
                asked.path("id").asString())));
  }

  private Object kept(JsonNode asked, String column) {
    return jdbc.queryForObject(
        "select " + column + " from verification where id = ?::uuid", String.class, asked.path("id").asString());
  }

  private Instant databaseTime() {
    return jdbc.queryForObject("select clock_timestamp()", java.time.OffsetDateTime.class).toInstant();
  }

  private int events(JsonNode asked, String type) {
    Integer count =
        jdbc.queryForObject(
            "select count(*) from (select convert_from(record, 'UTF8')::jsonb as said from event) as log"
                + " where said ->> 'type' = ? and said ->> 'subject' = ?",
            Integer.class,
            type,
            asked.path("id").asString());
    return count == null ? 0 : count;
  }

  private static List<Integer> statuses(List<Callable<Reply>> attempts) throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Reply> each : threads.invokeAll(attempts)) {
        statuses.add(each.get().status());
      }
      return statuses;
    }
  }
}
