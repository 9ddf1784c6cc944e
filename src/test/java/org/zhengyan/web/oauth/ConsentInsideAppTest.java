package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.web.oauth.ConsentFlow.CALLBACK;
import static org.zhengyan.web.oauth.ConsentFlow.CLIENT;

import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** A consent that begins in the browser inside an app and goes on in a real one; and who else might try that. */
@ServerTest
@NullUnmarked
class ConsentInsideAppTest {
  private static final String[] INSIDE = {
    "User-Agent", "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0.47.2560"
  };
  private static HeldBody body;

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private ConsentFlow flow;
  private String link;

  @BeforeEach
  void begin() {
    if (body == null || body.port != port) {
      body = new HeldBody(port, "p256");
    }
    flow = new ConsentFlow(body);
    link = ConsentFlow.authorize(CLIENT, flow.requestUri());
  }

  @Test
  void aRealBrowserGoesOnWithTheSameRequest() {
    requireWayOut(new ConsentFlow(body).visit(link, INSIDE));
    String code = flow.open(link).code(flow.sign());
    assertThat(flow.token(code).status()).isEqualTo(200);
  }

  @Test
  void insideAnAppNothingIsOpened() {
    requireWayOut(flow.visit(link, INSIDE));
    requireWayOut(flow.visit(link, INSIDE));
    assertThat(
            jdbc.queryForObject(
                "select verification_id is null from authorization_request where state = ?",
                Boolean.class,
                flow.state))
        .isTrue();
  }

  @Test
  void waitsTenMinutesFromItsPushAndNoLonger() {
    flow.visit(link, INSIDE);
    String end = end();
    flow.visit(link, INSIDE);
    assertThat(end()).isEqualTo(end);
    assertThat(
            jdbc.queryForObject(
                "select expires_at between clock_timestamp() + interval '9 minutes'"
                    + " and clock_timestamp() + interval '10 minutes' from authorization_request where state = ?",
                Boolean.class,
                flow.state))
        .isTrue();
    jdbc.update("update authorization_request set expires_at = clock_timestamp() where state = ?", flow.state);
    requireNoWayOn(flow.visit(link));
    requireNoWayOn(flow.visit(link, INSIDE));
  }

  @Test
  void ofTwoBrowsersOneOpensIt() {
    new ConsentFlow(body).visit(link, INSIDE);
    flow.open(link);
    requireNoWayOn(new ConsentFlow(body).visit(link));
    requireNoWayOn(new ConsentFlow(body).visit(link, INSIDE));
  }

  /** Somebody begins, says to be inside an app, and has a handler open the link. */
  @Test
  void aStolenLinkDoesNotFinishInTheBrowserThatBegan() {
    ConsentFlow thief = new ConsentFlow(body);
    requireWayOut(thief.visit(link, INSIDE));
    flow.open(link);
    String back = flow.sign();
    requireNoWayOn(thief.visit(back));
    requireNoWayOn(thief.visit(link));
    Answer answered = flow.visit(back);
    assertThat(ConsentFlow.location(answered)).as("to the platform, and nowhere else").startsWith(CALLBACK + "?");
    assertThat(ConsentFlow.query(ConsentFlow.location(answered))).containsEntry("state", flow.state);
  }

  /** Somebody sees the link on its way out of the app, and is first. */
  @Test
  void whoeverIsFirstGetsNoAnswerOfAnother() {
    flow.visit(link, INSIDE);
    ConsentFlow thief = new ConsentFlow(body).open(link);
    requireNoWayOn(flow.visit(link));
    requireNoWayOn(flow.visit(thief.sign()));
    assertThat(
            jdbc.queryForObject(
                "select code_hash is null from authorization_request where state = ?", Boolean.class, flow.state))
        .as("no code was made")
        .isTrue();
  }

  @Test
  void theCodeIsStillBoundToVerifierAndRedirectUri() {
    flow.visit(link, INSIDE);
    String code = flow.open(link).code(flow.sign());
    ConsentFlow thief = new ConsentFlow(body);
    requireInvalidGrant(thief.token(code));
    requireInvalidGrant(flow.token("demo-appstore", code, parameters -> {}, Map.of()));
    requireInvalidGrant(
        flow.token(code, parameters -> parameters.put("redirect_uri", "http://127.0.0.1:49153/callback")));
    assertThat(flow.token(code).status()).isEqualTo(200);
    requireInvalidGrant(flow.token(code));
  }

  @Test
  void insideAnAppNoMoreIsAcceptedThanOutside() {
    requireNoWayOn(flow.visit(link + "&redirect_uri=https://evil.example/", INSIDE));
    requireNoWayOn(flow.visit(link.replace(CLIENT, "demo-appstore"), INSIDE));
    requireNoWayOn(flow.visit(ConsentFlow.authorize(CLIENT, "x"), INSIDE));
  }

  private String end() {
    return jdbc.queryForObject(
        "select expires_at::text from authorization_request where state = ?", String.class, flow.state);
  }

  private static void requireWayOut(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("请在手机浏览器中打开").doesNotContain("/v/0");
    assertThat(answer.headers()).doesNotContainKeys("location", "set-cookie");
    assertThat(answer.headers().get("content-security-policy").toString())
        .contains("default-src 'none'", "connect-src 'none'", "frame-ancestors 'none'");
  }

  private static void requireNoWayOn(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers()).doesNotContainKeys("location", "set-cookie");
  }

  private static void requireInvalidGrant(Answer answer) {
    assertThat(answer.error()).isEqualTo("invalid_grant");
  }
}
