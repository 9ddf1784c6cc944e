package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.qr.ReadQrCode;
import tools.jackson.databind.JsonNode;

/** The holder's way through a session, and each wrong turn of an honest one. */
@ServerTest
class PresentationTest {
  @LocalServerPort private int port;

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void verifiesAcrossDevices(String suite) {
    HeldBody body = new HeldBody(port, suite);
    JsonNode asked = body.ask(Map.of());
    assertThat(asked.at("/presentation/mode").asString()).isEqualTo("crossDevice");
    assertThat(asked.at("/presentation/progress").asString()).isEqualTo("waiting");
    HolderBrowser browser = body.browser(asked);
    JsonNode first = browser.take(HeldBody.secret(asked)).expect(200).json();
    assertThat(first.path("codeRequired").asBoolean()).isTrue();
    assertThat(first.has("challenge")).isFalse();
    assertThat(first.has("answerToken")).isFalse();
    assertThat(first.at("/platform/name").asString()).isEqualTo("示例应用商店");
    assertThat(first.at("/platform/filingNumber").asString()).isNotEmpty();
    assertThat(first.at("/applicant/place").asString()).isEqualTo("江苏南京");
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("taken");
    assertThat(body.read(asked).at("/presentation").has("url")).isFalse();

    JsonNode view = browser.code(asked.at("/presentation/code").asString()).expect(200).json();
    assertThat(view.path("challenge").asString()).isEqualTo(asked.path("challenge").asString());
    JsonNode outcome = browser.answer(body.evidence(asked)).expect(200).json();
    assertThat(outcome.path("state").asString()).isEqualTo("verified");
    assertThat(outcome.has("verdict")).as("the verdict is the platform's").isFalse();
    assertThat(body.read(asked).path("state").asString()).isEqualTo("verified");
    assertThat(body.read(asked).path("receipt").asString()).isNotEmpty();
  }

  @Test
  void holdsSameDeviceAnswerUntilItIsCompleted() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    assertThat(asked.at("/presentation").has("qr")).isFalse();
    HolderBrowser browser = body.browser(asked);
    assertThat(browser.take(HeldBody.secret(asked)).expect(200).json().path("codeRequired").asBoolean()).isFalse();
    JsonNode outcome = browser.answer(body.evidence(asked)).expect(200).json();
    assertThat(outcome.path("state").asString()).isEqualTo("answered");
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("answered");
    assertThat(body.read(asked).has("verdict")).isFalse();
    String back = outcome.path("returnTo").asString();
    assertThat(back).startsWith("https://store.example/back?form=7&verification=" + asked.path("id").asString());
    String code = back.substring(back.indexOf("&completion=") + "&completion=".length());
    JsonNode done =
        body.platform.post(HeldBody.path(asked) + "/completion", Map.of("code", code)).expect(200).json();
    assertThat(done.path("state").asString()).isEqualTo("verified");
    assertThat(browser.take(null).expect(200).json().path("returnTo").asString()).isEqualTo(back);
  }

  @Test
  void tellsTheLinkOnceAndToRepetitions() {
    HeldBody body = new HeldBody(port, "p256");
    Map<String, Object> request =
        Map.of(
            "claimed", Map.of("name", HeldBody.NAME, "uscc", body.uscc),
            "action", Map.of("type", "accountOpening", "subject", "公众号", "identifier", "repeated"));
    String key = java.util.UUID.randomUUID().toString();
    JsonNode first = body.platform.post("/api/v1/verifications", request, "Idempotency-Key", key).expect(201).json();
    JsonNode again = body.platform.post("/api/v1/verifications", request, "Idempotency-Key", key).expect(201).json();
    assertThat(again.at("/presentation/url").asString()).isEqualTo(first.at("/presentation/url").asString());
    assertThat(first.at("/presentation/url").asString())
        .matches("http://localhost:[0-9]+/v/" + first.path("id").asString() + "#[A-Za-z0-9_-]{43}");
    assertThat(body.read(first).at("/presentation").has("url")).isFalse();
  }

  @Test
  void resumesInTheBrowserThatTookIt() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    String token = browser.answerToken();
    JsonNode again = browser.take(null).expect(200).json();
    assertThat(again.path("codeRequired").asBoolean()).isFalse();
    assertThat(again.path("answerToken").asString()).as("two tabs answer alike").isEqualTo(token);
    JsonNode linked = browser.take(HeldBody.secret(asked)).expect(200).json();
    assertThat(linked.path("answerToken").asString()).as("also where the link is opened again").isEqualTo(token);
    assertThat(browser.setCookie())
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/api/v1/presentations/" + asked.path("id").asString());
    browser.answer(body.evidence(asked)).expect(200);
    assertThat(browser.take(null).expect(200).json().path("state").asString()).isEqualTo("verified");
  }

  @Test
  void refusalEndsTheSession() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    HolderBrowser browser = body.ready(asked);
    JsonNode outcome = browser.refuse(browser.answerToken()).expect(200).json();
    assertThat(outcome.path("state").asString()).isEqualTo("rejected");
    assertThat(outcome.at("/reasons/0").asString()).isEqualTo("holderRefused");
    assertThat(outcome.path("returnTo").asString()).doesNotContain("completion");
    JsonNode read = body.read(asked);
    assertThat(read.at("/verdict/reasons/0").asString()).isEqualTo("holderRefused");
    assertThat(read.path("receipt").asString()).isNotEmpty();
  }

  @Test
  void refusesBeforeTheCodeIsTyped() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.browser(asked);
    browser.take(HeldBody.secret(asked)).expect(200);
    browser.refuse().expect(200);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("rejected");
  }

  @Test
  void saysThatTheCertificateIsOfAnotherBody() {
    HeldBody body = new HeldBody(port, "p256");
    HeldBody other = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    Reply wrong = browser.answer(other.evidence(asked)).expect(422);
    assertThat(wrong.problem()).isEqualTo("refused-by-rule");
    assertThat(wrong.json().at("/errors/0/code").asString()).isEqualTo("uscc-mismatch");
    assertThat(wrong.json().at("/resource/attemptsLeft").asInt()).isEqualTo(4);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    browser.answer(body.evidence(asked)).expect(200);
    assertThat(body.read(asked).path("state").asString()).isEqualTo("verified");
  }

  @Test
  void saysThatTheCertificateIsSuspended() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    JsonNode hold =
        body.clerk
            .post("/api/v1/certificates/" + body.serial + "/revocation", Map.of("reason", "certificateHold"))
            .expect(202)
            .json();
    body.reviewer
        .post("/api/v1/revocations/" + hold.path("revocation").asString() + "/approval", Map.of())
        .expect(200);
    Reply wrong = browser.answer(body.evidence(asked)).expect(422);
    assertThat(wrong.json().at("/errors/0/code").asString()).isEqualTo("certificate-suspended");
  }

  @Test
  void endsWhenNoCertificateWouldHelp() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask("南京市别的中心", Map.of());
    HolderBrowser browser = body.ready(asked);
    JsonNode outcome = browser.answer(body.evidence(asked)).expect(200).json();
    assertThat(outcome.path("state").asString()).isEqualTo("rejected");
    assertThat(outcome.at("/reasons/0").asString()).isEqualTo("nameMismatch");
  }

  @Test
  void malformedEvidenceCountsNothing() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    for (int i = 0; i < 6; i++) {
      browser
          .answer(Map.of("kind", "signature", "certificate", body.holder.certificate(), "signature", "="))
          .expect(400);
    }
    browser.answer(body.evidence(asked)).expect(200);
  }

  @Test
  void showsWhatItIsOnBothKindsOfQrCode() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    String path = HeldBody.path(asked) + "/presentation/qr";
    Reply svg = body.platform.get(path, "Accept", "image/svg+xml").expect(200);
    assertThat(svg.header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(svg.text()).startsWith("<svg ");
    Reply png = body.platform.get(path, "Accept", "image/png").expect(200);
    assertThat(png.header("Content-Type")).isEqualTo("image/png");
    assertThat(body.platform.get(path, "Accept", "image/*;q=0.5, image/png").header("Content-Type"))
        .isEqualTo("image/png");
    assertThat(body.platform.get(path, "Accept", "*/*").header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(body.platform.get(path, "Accept", "image/jpeg").expect(406).problem())
        .isEqualTo("not-acceptable");
    assertThat(body.platform.get(HeldBody.path(body.ask(HeldBody.sameDevice())) + "/presentation/qr").status())
        .isEqualTo(404);
  }

  /** What a phone reads from either kind opens the page, and takes the session; the link itself is in neither. */
  @Test
  void bothKindsOfQrCodeOpenTheSession() throws Exception {
    for (String type : List.of("image/svg+xml", "image/png")) {
      HeldBody body = new HeldBody(port, "p256");
      JsonNode asked = body.ask(Map.of());
      byte[] image = body.platform.get(HeldBody.path(asked) + "/presentation/qr", "Accept", type).expect(200).body();
      URI read = URI.create(type.endsWith("png") ? ReadQrCode.png(image) : ReadQrCode.svg(image));
      URI link = URI.create(asked.at("/presentation/url").asString());
      assertThat(read.getPath()).isEqualTo(link.getPath());
      assertThat(read.getAuthority()).isEqualTo(link.getAuthority());
      assertThat(read.getFragment()).hasSize(27).isNotEqualTo(link.getFragment());
      JsonNode view = body.browser(asked).take(read.getFragment()).expect(200).json();
      assertThat(view.path("codeRequired").asBoolean()).as("a code that is typed comes first").isTrue();
    }
  }

  @Test
  void takesASignatureFromTheHolderAndNothingElse() {
    HeldBody body = new HeldBody(port, "p256");
    JsonNode asked = body.ask(Map.of());
    HolderBrowser browser = body.ready(asked);
    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of("kind", "document", "document", "JVBERi0xLjc"), Map.of("kind", "paper", "number", "1234567890"))) {
      Reply refused = browser.answer(other).expect(422);
      assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("signature-required");
    }
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    assertThat(browser.take(null).expect(200).json().path("attemptsLeft").asInt()).as("no try is used up").isEqualTo(5);
  }

  @Test
  void platformsOwnEvidenceStillDecides() {
    HeldBody body = new HeldBody(port, "sm2");
    JsonNode asked = body.ask(HeldBody.sameDevice());
    JsonNode decided =
        body.platform.post(HeldBody.path(asked) + "/evidence", body.evidence(asked)).expect(200).json();
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    JsonNode wrong = body.ask(Map.of());
    TestHolder stranger = TestHolder.withKey("p256").presenting(body.holder.certificate());
    assertThat(
            body.platform
                .post(HeldBody.path(wrong) + "/evidence", stranger.evidence(wrong.path("challenge").asString()))
                .expect(200)
                .json()
                .path("state")
                .asString())
        .isEqualTo("rejected");
  }
}
