package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.JsonNode;

/** Codes of consent by redirect in the wrong hands, too late, or too often (RFC 9700; src/docs/threats.md). */
@ServerTest
@NullUnmarked
class ConsentCodeTest {
  private static HeldBody body;

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private ConsentFlow flow;

  @BeforeEach
  void begin() {
    if (body == null || body.port != port) {
      body = new HeldBody(port, "p256");
    }
    flow = new ConsentFlow(body);
  }

  @Test
  void codeTwiceGivesNothingAndTakesBackTheTokens() {
    String code = flow.code();
    JsonNode granted = flow.token(code).json();
    String[] bearer = {"Authorization", "Bearer " + granted.path("access_token").asString()};
    String path = "/api/v1/verifications/" + flow.verification();
    assertThat(flow.caller.get(path, bearer).status()).isEqualTo(200);
    requireInvalidGrant(flow.token(code));
    Answer refused = flow.caller.get(path, bearer);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers().get("www-authenticate").toString()).contains("invalid_token");
    assertThat(flow.events(jdbc, "consent.revoked")).isEqualTo(1);
    requireInvalidGrant(flow.token(code));
    assertThat(flow.events(jdbc, "consent.revoked")).as("once").isEqualTo(1);
  }

  @Test
  void ofManyAtOnceOneRedeemsTheCode() throws Exception {
    String code = flow.code();
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      attempts.add(() -> flow.token(code).status());
    }
    int granted = 0;
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (Future<Integer> attempt : threads.invokeAll(attempts)) {
        granted += attempt.get() == 200 ? 1 : 0;
      }
    }
    assertThat(granted).isEqualTo(1);
    assertThat(flow.events(jdbc, "verification.decided")).isEqualTo(1);
  }

  @Test
  void codeOfAnotherClientGivesNothingAndStaysGood() {
    String code = flow.code();
    requireInvalidGrant(flow.token("demo-appstore", code, parameters -> {}, Map.of()));
    assertThat(flow.token(code).status()).isEqualTo(200);
    requireInvalidGrant(flow.token("demo-appstore", code, parameters -> {}, Map.of()));
    assertThat(flow.events(jdbc, "consent.revoked")).as("a stranger takes nothing back").isZero();
  }

  @Test
  void codeWithoutItsVerifierGivesNothing() {
    String code = flow.code();
    requireInvalidGrant(flow.token(code, parameters -> parameters.put("code_verifier", "x".repeat(64))));
    requireInvalidGrant(
        flow.token(
            code, parameters -> parameters.put("code_verifier", ConsentFlow.s256(flow.verifier))));
    requireInvalidGrant(flow.token(code, parameters -> parameters.put("code_verifier", "short")));
    assertThat(flow.token(code, parameters -> parameters.remove("code_verifier")).error())
        .isEqualTo("invalid_request");
    assertThat(flow.token(code).status()).isEqualTo(200);
  }

  @Test
  void codeOfOneBrowserIsWorthNothingInAnothersSession() {
    String stolen = flow.code();
    ConsentFlow victim = new ConsentFlow(body);
    victim.code();
    requireInvalidGrant(victim.token(stolen));
  }

  @Test
  void codeIsBoundToItsRedirectUri() {
    String code = flow.code();
    requireInvalidGrant(
        flow.token(code, parameters -> parameters.put("redirect_uri", "http://localhost:49152/callback")));
    requireInvalidGrant(
        flow.token(code, parameters -> parameters.put("redirect_uri", "http://127.0.0.1:49153/callback")));
    assertThat(flow.token(code, parameters -> parameters.remove("redirect_uri")).error())
        .isEqualTo("invalid_request");
  }

  @Test
  void codeIsGoodForAMinute() {
    String code = flow.code();
    jdbc.update(
        "update authorization_request set code_expires_at = clock_timestamp() where verification_id = ?::uuid",
        flow.verification());
    requireInvalidGrant(flow.token(code));
    assertThat(flow.events(jdbc, "verification.decided")).isZero();
  }

  @Test
  void codeThatWasBoundToAKeyNeedsItsProof() throws Exception {
    DpopKey key = DpopKey.fresh();
    String jkt = key.key().computeThumbprint().toString();
    String code = flow.code(parameters -> parameters.put("dpop_jkt", jkt));
    requireInvalidGrant(flow.token(code));
    Map<String, String> another = Map.of("DPoP", DpopKey.fresh().tokenProof(claims -> {}));
    requireInvalidGrant(flow.token(ConsentFlow.CLIENT, code, parameters -> {}, another));
    Map<String, String> own = Map.of("DPoP", key.tokenProof(claims -> {}));
    Answer granted = flow.token(ConsentFlow.CLIENT, code, parameters -> {}, own);
    assertThat(granted.json().path("token_type").asString()).as(granted.body()).isEqualTo("DPoP");
  }

  @Test
  void codesThatNobodyGaveAreNothing() {
    for (String code : List.of("x", "x".repeat(43), "x".repeat(5_000), "%00", "' or true --")) {
      requireInvalidGrant(flow.token(code));
    }
  }

  private static void requireInvalidGrant(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("invalid_grant");
    assertThat(answer.body()).doesNotContain("access_token");
  }
}
