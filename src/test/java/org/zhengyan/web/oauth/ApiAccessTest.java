package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.web.oauth.OAuthCaller.ISSUER;
import static org.zhengyan.web.oauth.OAuthCaller.assertion;
import static org.zhengyan.web.oauth.OAuthCaller.sign;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** Access tokens at the API; each refusal breaks exactly one thing of a good token. */
@ServerTest
@Import(ProbeController.class)
@NullUnmarked
class ApiAccessTest {
  private static final String CLIENT = "demo-appstore";

  @LocalServerPort int port;
  @Autowired KeyVault vault;
  @Autowired TokenKeys keys;
  @Autowired JdbcTemplate jdbc;
  private OAuthCaller caller;

  @BeforeEach
  void call() {
    caller = new OAuthCaller(port);
  }

  private Answer who(String authorization) {
    return caller.get("/api/v1/who", "Authorization", authorization);
  }

  @Test
  void knowsTheCallerAndItsOperator() {
    Answer answer = who("Bearer " + caller.accessToken(CLIENT));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("client").asString()).isEqualTo(CLIENT);
    assertThat(answer.json().path("owner").asString()).isEqualTo("dev-person-appstore");
    assertThat(answer.json().path("division").asString()).isEqualTo("null");
    assertThat(answer.json().path("scopes").asString()).isEqualTo("[match, status, verification]");
  }

  @Test
  void knowsTheCallerAndItsDivision() {
    Answer answer = who("bearer " + caller.accessToken("demo-nanjing-clerk"));
    assertThat(answer.json().path("division").asString()).as(answer.body()).isEqualTo("320100");
    assertThat(answer.json().path("scopes").asString())
        .isEqualTo("[issuance.submit, registry.submit, revocation.submit]");
  }

  @Test
  void takesATokenManyTimes() {
    String token = caller.accessToken(CLIENT);
    for (int i = 0; i < 5; i++) {
      assertThat(who("Bearer " + token).status()).isEqualTo(200);
    }
  }

  @Test
  void findsAnActorWhereNoneIsRequired() {
    assertThat(caller.get("/api/v1/anybody").json().path("client").asString()).isEqualTo("nobody");
    String token = caller.accessToken(CLIENT);
    assertThat(
            caller
                .get("/api/v1/anybody", "Authorization", "Bearer " + token)
                .json()
                .path("client")
                .asString())
        .isEqualTo(CLIENT);
    assertThat(caller.get("/api/v1/anybody", "Authorization", "Bearer x.y.z").status()).isEqualTo(401);
  }

  @Test
  void refusesATokenWithoutTheScope() {
    Answer answer = who("Bearer " + caller.accessToken("demo-reviewer"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("forbidden");
    assertThat(answer.headers().get("www-authenticate"))
        .containsExactly(
            "Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"match registry.submit\"");
  }

  @Test
  void refusesAScopeThatTheTokenWasNarrowedFrom() {
    Answer narrowed = caller.token(assertion(CLIENT, c -> {}), "scope", "status");
    assertThat(who("Bearer " + narrowed.json().path("access_token").asString()).status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b", "Bearer a.b.c.d", "Bearer ..", "Basic eDp5",
          "Bearer a b", "token x", "Bearer \u00e9"})
  void refusesWhatIsNoToken(String authorization) {
    Answer answer = who(authorization);
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.problem()).isEqualTo("unauthenticated");
    assertThat(answer.headers()).containsKey("www-authenticate");
  }

  @Test
  void refusesTwoAuthorizationHeaders() throws Exception {
    String token = caller.accessToken(CLIENT);
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create("http://localhost:" + port + "/api/v1/who"))
            .header("Authorization", "Bearer " + token)
            .header("Authorization", "Bearer " + token)
            .build();
    assertThat(
            java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void refusesATokenInTheQuery() {
    assertThat(caller.get("/api/v1/who?access_token=" + caller.accessToken(CLIENT)).status())
        .isEqualTo(401);
  }

  @Test
  void refusesAnAssertionAsAToken() {
    assertThat(who("Bearer " + assertion(CLIENT, c -> {})).status()).isEqualTo(401);
  }

  private Map<String, Object> tokenClaims() {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("sub", CLIENT);
    claims.put("aud", ISSUER + "/api");
    claims.put("client_id", CLIENT);
    claims.put("scope", "match");
    claims.put("iat", now);
    claims.put("exp", now + 300);
    claims.put("jti", "a token of the test");
    return claims;
  }

  private Map<String, Object> tokenHeader() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("kid", keys.currentKid());
    header.put("typ", "at+jwt");
    return header;
  }

  /** Signs whatever it is given with the service's own key. */
  private String forge(Map<String, Object> header, Map<String, Object> claims) {
    String input =
        Base64URL.encode(JSONObjectUtils.toJSONString(header))
            + "."
            + Base64URL.encode(JSONObjectUtils.toJSONString(claims));
    byte[] der =
        vault.load("token-p256").signer().sign(input.getBytes(StandardCharsets.US_ASCII));
    try {
      return input + "." + Base64URL.encode(ECDSA.transcodeSignatureToConcat(der, 64));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void takesTheForgedTokenThatIsGood() {
    assertThat(who("Bearer " + forge(tokenHeader(), tokenClaims())).status()).isEqualTo(200);
  }

  static Stream<Arguments> brokenTokens() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        broken("expired", (h, c) -> c.put("exp", now - 1)),
        broken("no exp", (h, c) -> c.remove("exp")),
        broken("exp as text", (h, c) -> c.put("exp", "" + (now + 60))),
        broken("another issuer", (h, c) -> c.put("iss", "https://example.org")),
        broken("no issuer", (h, c) -> c.remove("iss")),
        broken("another audience", (h, c) -> c.put("aud", ISSUER)),
        broken("audience in an array", (h, c) -> c.put("aud", List.of(ISSUER + "/api"))),
        broken("no audience", (h, c) -> c.remove("aud")),
        broken("no client", (h, c) -> c.remove("client_id")),
        broken("unknown client", (h, c) -> c.put("client_id", "nobody-here")),
        broken("no scope", (h, c) -> c.remove("scope")),
        broken("bound in an unknown way", (h, c) -> c.put("cnf", Map.of("x5t#S256", "x"))),
        broken("bound to a key", (h, c) -> c.put("cnf", Map.of("jkt", "x"))),
        broken("type JWT", (h, c) -> h.put("typ", "JWT")),
        broken("no type", (h, c) -> h.remove("typ")),
        broken("unknown kid", (h, c) -> h.put("kid", "unknown")),
        broken("no kid", (h, c) -> h.remove("kid")),
        broken("alg none", (h, c) -> h.put("alg", "none")),
        broken("alg RS256", (h, c) -> h.put("alg", "RS256")),
        broken("jku", (h, c) -> h.put("jku", "http://localhost/keys")),
        broken("crit", (h, c) -> h.put("crit", List.of("exp"))));
  }

  private interface Break {
    void apply(Map<String, Object> header, Map<String, Object> claims);
  }

  private static Arguments broken(String name, Break edit) {
    return Arguments.of(name, edit);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenTokens")
  void refusesABrokenToken(String name, Break edit) {
    Map<String, Object> header = tokenHeader();
    Map<String, Object> claims = tokenClaims();
    edit.apply(header, claims);
    Answer answer = who("Bearer " + forge(header, claims));
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.headers().get("www-authenticate").getFirst()).contains("error=\"invalid_token\"");
  }

  @Test
  void refusesATokenOfAForeignKey() throws Exception {
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID(keys.currentKid())
            .type(new JOSEObjectType("at+jwt"))
            .build();
    assertThat(who("Bearer " + sign(header, tokenClaims(), foreign)).status()).isEqualTo(401);
  }

  @Test
  void refusesHmacWithThePublishedKey() throws Exception {
    String published = caller.get("/oauth2/jwks").body();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .keyID(keys.currentKid())
            .type(new JOSEObjectType("at+jwt"))
            .build();
    MACSigner signer = new MACSigner(published.getBytes(StandardCharsets.UTF_8));
    assertThat(who("Bearer " + sign(header, tokenClaims(), signer)).status()).isEqualTo(401);
  }

  @Test
  void refusesATokenWhoseClaimsWereTouchedAfterItWasAccepted() {
    String token = caller.accessToken(CLIENT);
    assertThat(who("Bearer " + token).status()).isEqualTo(200);
    String[] parts = token.split("\\.");
    String more =
        new Base64URL(parts[1]).decodeToString().replace("match status", "match registry.submit status");
    assertThat(who("Bearer " + parts[0] + "." + Base64URL.encode(more) + "." + parts[2]).status())
        .isEqualTo(401);
  }

  @Test
  void refusesARememberedTokenOnceItHasExpired() {
    Map<String, Object> claims = tokenClaims();
    claims.put("exp", Instant.now().getEpochSecond() + 10);
    String token = forge(tokenHeader(), claims);
    assertThat(who("Bearer " + token).status()).isEqualTo(200);
    await().until(() -> who("Bearer " + token).status() == 401);
  }

  private void stopsWithinASecond(String client, String stop, String goOn) {
    String token = caller.accessToken(client);
    assertThat(who("Bearer " + token).status()).isEqualTo(200);
    jdbc.update(stop);
    try {
      OAuthCaller.assertStopsWithinASecond(() -> who("Bearer " + token).status());
      Answer refused = caller.token(assertion(client, c -> {}));
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.error()).isEqualTo("invalid_client");
    } finally {
      jdbc.update(goOn);
    }
    await().until(() -> who("Bearer " + token).status() == 200);
  }

  @Test
  void stopsASuspendedClientWithinASecond() {
    stopsWithinASecond(
        "demo-social",
        "update client set state = 'suspended' where id = 'demo-social'",
        "update client set state = 'active' where id = 'demo-social'");
  }

  @Test
  void stopsTheClientsOfASuspendedOperator() {
    stopsWithinASecond(
        "demo-social",
        "update client set holder_active = false where operator_id = 'dev-operator-social'",
        "update client set holder_active = true where operator_id = 'dev-operator-social'");
  }

  @Test
  void stopsTheClientsOfASuspendedAuthority() {
    stopsWithinASecond(
        "demo-nanjing-clerk",
        "update authority set state = 'suspended' where division = '320100'",
        "update authority set state = 'active' where division = '320100'");
  }

  @Test
  void takesAScopeAwayFromTokensThatWereGiven() {
    String token = caller.accessToken("demo-social");
    jdbc.update("update client set scopes = array['status'] where id = 'demo-social'");
    try {
      await().until(() -> who("Bearer " + token).status() == 403);
    } finally {
      jdbc.update(
          "update client set scopes = array['match', 'status', 'verification'] where id = 'demo-social'");
    }
    await().until(() -> who("Bearer " + token).status() == 200);
  }

  @Test
  void refusesAnAssertionOfARetiredKey() {
    String retire =
        "update client_key set not_after = %s where client_id = 'demo-social'";
    jdbc.update(retire.formatted("clock_timestamp()"));
    try {
      await().until(() -> caller.token(assertion("demo-social", c -> {})).status() == 401);
    } finally {
      jdbc.update(retire.formatted("null"));
    }
    await().until(() -> caller.token(assertion("demo-social", c -> {})).status() == 200);
  }

}
