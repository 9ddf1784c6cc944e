package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ForgedCertificate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.CmsFixture;
import org.zhengyan.x509.TestPki;
import tools.jackson.databind.JsonNode;

/**
 * A second certificate under the number of a good one, by the issuing key itself and with a key that signs for
 * it: it chains, is in time, is for signing, its number is good and its body is active. It was not issued.
 */
@ServerTest
class ForgedCertificateTest {
  @LocalServerPort private int port;
  @Autowired private KeyVault vault;

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void decidesAgainstItWhenThePlatformBringsIt(String suite) {
    HeldBody body = new HeldBody(port, suite);
    TestHolder thief = thief(body, suite);
    for (int round = 0; round < 2; round++) {
      JsonNode decided = answer(body, body.ask(Map.of()), thief);
      assertForged(body, decided);
      assertThat(answer(body, body.ask(Map.of()), body.holder).path("state").asString())
          .as("the issued one, before and after")
          .isEqualTo("verified");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void decidesAgainstItInsideCms(String suite) {
    HeldBody body = new HeldBody(port, suite);
    assertThat(cms(body, body.holder, suite).path("state").asString()).isEqualTo("verified");
    assertForged(body, cms(body, thief(body, suite), suite));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void decidesNothingWhenTheHoldersPageBringsIt(String suite) {
    HeldBody body = new HeldBody(port, suite);
    TestHolder thief = thief(body, suite);
    JsonNode asked = body.ask(HeldBody.sameDevice());
    HolderBrowser browser = body.ready(asked);
    Reply refused = browser.answer(thief.evidence(asked.path("challenge").asString())).expect(422);
    assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("status-unknown");
    assertThat(refused.json().path("errors").size()).isOne();
    assertThat(body.read(asked).path("state").asString()).isEqualTo("requested");
    assertThat(browser.answer(body.evidence(asked)).expect(200).json().path("state").asString())
        .isEqualTo("answered");
  }

  private TestHolder thief(HeldBody body, String suite) {
    return ForgedCertificate.twin(vault, body.holder.certificate(), TestHolder.withKey(suite));
  }

  private static void assertForged(HeldBody body, JsonNode decided) {
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString).toList())
        .containsExactly("statusUnknown");
    assertThat(decided.at("/verdict/certificate/serial").asString()).isEqualTo(body.serial);
    assertThat(decided.at("/verdict/certificate/status").asString()).isEqualTo("unknown");
    List<JsonNode> failed =
        decided.at("/verdict/checks").valueStream()
            .filter(check -> !check.path("outcome").asString().equals("passed"))
            .toList();
    assertThat(failed).singleElement().extracting(check -> check.path("check").asString())
        .isEqualTo("certificateStatus");
    assertThat(decided.path("receipt").asString()).isNotEmpty();
  }

  private static JsonNode answer(HeldBody body, JsonNode asked, TestHolder by) {
    return decide(body, asked, by.evidence(asked.path("challenge").asString()));
  }

  private static JsonNode cms(HeldBody body, TestHolder by, String suite) {
    JsonNode asked = body.ask(Map.of());
    byte[] challenge = Base64.getUrlDecoder().decode(asked.path("challenge").asString());
    CmsFixture cms =
        new CmsFixture(
            new TestPki.Entity(
                suite.equals("sm2") ? Suite.SM2 : Suite.P256,
                TestPki.bodyName(),
                by.key(),
                TestHolder.der(by.certificate())));
    cms.signedContent = challenge;
    cms.replace(CmsFixture.MESSAGE_DIGEST, cms.digestOf(challenge));
    return decide(body, asked, Map.of("kind", "cms", "cms", TestHolder.base64url(cms.build())));
  }

  private static JsonNode decide(HeldBody body, JsonNode asked, Map<String, ?> evidence) {
    return body.platform.post(HeldBody.path(asked) + "/evidence", evidence).expect(200).json();
  }
}
