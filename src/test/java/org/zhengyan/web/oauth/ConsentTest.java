package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.verification.presentation.HeldBody;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.JsonNode;

/** Consent by redirect, as a platform and its user's browser go through it. */
@ServerTest
@NullUnmarked
class ConsentTest {
  private static HeldBody shared;

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private HeldBody body;
  private ConsentFlow flow;

  @BeforeEach
  void begin() {
    if (shared == null || shared.port != port) {
      shared = new HeldBody(port, "p256");
    }
    body = shared;
    flow = new ConsentFlow(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "sm2"})
  void consentGivesTheSameVerdictAndReceipt(String suite) throws Exception {
    body = suite.equals("p256") ? shared : new HeldBody(port, suite);
    flow = new ConsentFlow(body);
    flow.open();
    Answer back = flow.visit(flow.sign());
    assertThat(back.status()).as(back.body()).isEqualTo(303);
    String location = ConsentFlow.location(back);
    assertThat(location).startsWith(ConsentFlow.CALLBACK + "?");
    Map<String, String> answer = ConsentFlow.query(location);
    assertThat(answer).containsOnlyKeys("code", "state", "iss");
    assertThat(answer).containsEntry("state", flow.state).containsEntry("iss", OAuthCaller.ISSUER);

    Answer granted = flow.token(answer.get("code"));
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(granted.json().path("token_type").asString()).isEqualTo("Bearer");
    assertThat(granted.json().path("scope").asString()).isEqualTo("openid verification");
    assertThat(granted.json().path("verification").asString()).isEqualTo(flow.verification());
    requireIdToken(granted.json());

    String[] bearer = {"Authorization", "Bearer " + granted.json().path("access_token").asString()};
    String path = "/api/v1/verifications/" + flow.verification();
    JsonNode verification = flow.caller.get(path, bearer).json();
    assertThat(verification.path("state").asString()).isEqualTo("verified");
    assertThat(verification.at("/claimed/uscc").asString()).isEqualTo(body.uscc);
    assertThat(verification.at("/action/identifier").asString()).isEqualTo("consent-demo");
    assertThat(flow.caller.get(path + "/receipt", bearer).body())
        .isEqualTo(verification.path("receipt").asString());
    assertThat(flow.caller.get("/api/v1/bindings", bearer).body()).contains("consent-demo");
    assertThat(flow.caller.send("POST", "/api/v1/matches", "{}", json(bearer)).status()).isEqualTo(403);
  }

  private static Map<String, String> json(String[] bearer) {
    return Map.of(bearer[0], bearer[1], "Content-Type", "application/json");
  }

  private void requireIdToken(JsonNode granted) throws Exception {
    JWSObject token = JWSObject.parse(granted.path("id_token").asString());
    JWKSet published = JWKSet.parse(flow.caller.get("/oauth2/jwks").body());
    var key = published.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
    assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
    Map<String, Object> claims = token.getPayload().toJSONObject();
    assertThat(claims)
        .containsEntry("iss", OAuthCaller.ISSUER)
        .containsEntry("aud", ConsentFlow.CLIENT)
        .containsEntry("sub", body.uscc)
        .containsEntry("nonce", flow.nonce)
        .containsEntry("verification", flow.verification())
        .containsEntry("at_hash", leftHalf(granted.path("access_token").asString()))
        .containsKeys("iat", "exp", "auth_time");
    long issued = ((Number) claims.get("iat")).longValue();
    assertThat(((Number) claims.get("exp")).longValue()).isBetween(issued + 1, issued + 300);
    long signedIn = ((Number) claims.get("auth_time")).longValue();
    assertThat(Instant.ofEpochSecond(signedIn)).isBetween(Instant.now().minusSeconds(120), Instant.now());
    String bearer = "Bearer " + granted.path("id_token").asString();
    assertThat(flow.caller.get("/api/v1/bindings", "Authorization", bearer).status())
        .as("an ID token is no access token")
        .isEqualTo(401);
  }

  /** OpenID Connect Core 1.0 section 3.1.3.6. */
  private static String leftHalf(String accessToken) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
  }

  @Test
  void refusalGoesBackAsAccessDenied() {
    flow.open();
    Answer back = flow.visit(flow.refuse());
    assertThat(back.status()).as(back.body()).isEqualTo(303);
    assertThat(ConsentFlow.query(ConsentFlow.location(back)))
        .containsOnlyKeys("error", "error_description", "state", "iss")
        .containsEntry("error", "access_denied")
        .containsEntry("state", flow.state)
        .containsEntry("iss", OAuthCaller.ISSUER);
  }

  @Test
  void endOfTimeGoesBackAsAccessDenied() {
    flow.open();
    jdbc.update(
        "update verification set state = 'expired', ended_at = clock_timestamp() where id = ?::uuid",
        flow.verification());
    Answer back = flow.visit("/oauth2/authorize/return?verification=" + flow.verification());
    assertThat(ConsentFlow.query(ConsentFlow.location(back)))
        .containsEntry("error", "access_denied")
        .containsEntry("state", flow.state);
  }

  @Test
  void nobodyHearsAVerdictUntilTheCodeIsRedeemed() {
    String code = flow.code();
    JsonNode waiting = verification();
    assertThat(waiting.path("state").asString()).isEqualTo("requested");
    assertThat(waiting.at("/presentation/progress").asString()).isEqualTo("answered");
    assertThat(waiting.has("verdict")).isFalse();
    assertThat(flow.token(code).status()).isEqualTo(200);
    assertThat(verification().path("state").asString()).isEqualTo("verified");
  }

  private JsonNode verification() {
    return flow.caller
        .get(
            "/api/v1/verifications/" + flow.verification(),
            "Authorization",
            "Bearer " + flow.caller.accessToken(ConsentFlow.CLIENT))
        .json();
  }

  @Test
  void revocationBetweenSignatureAndCodeCounts() {
    HeldBody own = new HeldBody(port, "p256");
    flow = new ConsentFlow(own);
    String code = flow.code();
    own.clerk
        .post("/api/v1/certificates/" + own.serial + "/revocation", Map.of("reason", "keyCompromise"))
        .expect(202);
    await()
        .until(
            () -> own.clerk.get("/api/v1/certificates/" + own.serial).json().path("status").asString(""),
            "suspended"::equals);
    Answer refused = flow.token(code);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("invalid_grant");
    assertThat(refused.json().path("verification").asString()).isEqualTo(flow.verification());
    assertThat(verification().path("state").asString()).isEqualTo("rejected");
  }

  @Test
  void browserThatComesTwiceGoesOn() {
    String requestUri = flow.requestUri();
    Answer first = flow.visit(ConsentFlow.authorize(ConsentFlow.CLIENT, requestUri));
    Answer second = flow.visit(ConsentFlow.authorize(ConsentFlow.CLIENT, requestUri));
    assertThat(second.status()).isEqualTo(303);
    assertThat(ConsentFlow.location(second)).isEqualTo(ConsentFlow.location(first));
  }

  @Test
  void returnTwiceGivesTheSameCode() {
    flow.open();
    String back = flow.sign();
    String first = ConsentFlow.location(flow.visit(back));
    assertThat(ConsentFlow.location(flow.visit(back))).isEqualTo(first);
    assertThat(flow.token(ConsentFlow.query(first).get("code")).status()).isEqualTo(200);
    assertThat(flow.visit(back).status()).as("the code was used").isEqualTo(400);
  }

  @Test
  void returnWithoutAnAnswerLeadsToThePage() {
    flow.open();
    Answer back = flow.visit("/oauth2/authorize/return?verification=" + flow.verification());
    assertThat(back.status()).isEqualTo(303);
    assertThat(ConsentFlow.location(back)).isEqualTo(flow.page());
  }

  static Stream<Arguments> edits() {
    return Stream.<Object[]>of(
            edit("plain PKCE", "invalid_request", p -> p.put("code_challenge_method", "plain")),
            edit("PKCE without a method", "invalid_request", p -> p.remove("code_challenge_method")),
            edit("no PKCE", "invalid_request", p -> p.remove("code_challenge")),
            edit("short challenge", "invalid_request", p -> p.put("code_challenge", "x".repeat(42))),
            edit("no state", "invalid_request", p -> p.remove("state")),
            edit("long state", "invalid_request", p -> p.put("state", "x".repeat(513))),
            edit("state with a line", "invalid_request", p -> p.put("state", "a\r\nSet-Cookie: b")),
            edit("no nonce", "invalid_request", p -> p.remove("nonce")),
            edit("no redirect_uri", "invalid_request", p -> p.remove("redirect_uri")),
            edit("request object", "invalid_request", p -> p.put("request", "eyJhbGciOiJub25lIn0.e30.")),
            edit("request_uri", "invalid_request", p -> p.put("request_uri", "https://evil.example/r")),
            edit("fragment", "invalid_request", p -> p.put("response_mode", "fragment")),
            edit("form_post", "invalid_request", p -> p.put("response_mode", "form_post")),
            edit("implicit", "unsupported_response_type", p -> p.put("response_type", "token")),
            edit("hybrid", "unsupported_response_type", p -> p.put("response_type", "code id_token")),
            edit("no scope", "invalid_request", p -> p.remove("scope")),
            edit("scope alone", "invalid_scope", p -> p.put("scope", "openid")),
            edit("more scope", "invalid_scope", p -> p.put("scope", "openid verification match")),
            edit("silent", "login_required", p -> p.put("prompt", "none")),
            edit("no details", "invalid_request", p -> p.remove("authorization_details")),
            edit("another client_id", "invalid_client", p -> p.put("client_id", "demo-appstore")))
        .map(Arguments::of);
  }

  private static Object[] edit(String name, String error, Consumer<Map<String, String>> edit) {
    return new Object[] {name, error, edit};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edits")
  void refusesABrokenRequest(String name, String error, Consumer<Map<String, String>> edit) {
    Answer refused = flow.push(edit);
    assertThat(refused.status()).as(refused.body()).isBetween(400, 401);
    assertThat(refused.error()).as(refused.body()).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "[null]",
        "[1]",
        "x",
        "[%s,%s]",
        "[{\"type\":\"payment\"}]",
        "[{\"type\":\"urn:zhengyan:verification\"}]",
        "TYPE",
        "PRESENTATION",
        "CONTROL",
        "USCC"
      })
  void refusesBrokenDetails(String text) {
    Map<String, Object> details = flow.details();
    String whole =
        switch (text) {
          case "TYPE" -> with(details, "type", "urn:zhengyan:verification2");
          case "PRESENTATION" -> with(details, "presentation", Map.of("returnUrl", "https://evil.example"));
          case "CONTROL" -> with(details, "applicant", Map.of("place", "a\nuscc: b"));
          case "USCC" -> with(details, "claimed", Map.of("name", HeldBody.NAME, "uscc", "123201000000000000"));
          default -> text.replace("%s", with(details, "type", "urn:zhengyan:verification").replaceAll("^\\[|]$", ""));
        };
    Answer refused = flow.push(parameters -> parameters.put("authorization_details", whole));
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.error()).isIn("invalid_authorization_details", "invalid_request");
  }

  private static String with(Map<String, Object> details, String member, Object value) {
    details.put(member, value);
    return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(List.of(details));
  }

  @Test
  void refusesDataThatIsNotNeeded() {
    Answer refused =
        flow.push(
            parameters ->
                parameters.put("authorization_details", with(flow.details(), "bankAccount", "6222")));
    assertThat(refused.error()).isEqualTo("invalid_authorization_details");
    assertThat(refused.json().path("error_description").asString()).contains("article 7").doesNotContain("6222");
  }

  @Test
  void refusesAClientWithoutRedirectUris() {
    Map<String, String> parameters = flow.parameters();
    parameters.put("client_id", "demo-appstore");
    Answer refused = flow.post("/oauth2/par", "demo-appstore", parameters, Map.of());
    assertThat(refused.error()).isEqualTo("unauthorized_client");
  }

  @Test
  void takesAParameterOnceAndByPostAlone() {
    assertThat(flow.caller.get("/oauth2/par").status()).isEqualTo(405);
    Answer twice =
        flow.caller.form("/oauth2/par", Arrays.asList("state", "a", "state", "b"), Map.of());
    assertThat(twice.error()).isEqualTo("invalid_request");
    assertThat(flow.caller.form("/oauth2/par", List.of("client_id", ConsentFlow.CLIENT), Map.of()).error())
        .isEqualTo("invalid_client");
  }
}
