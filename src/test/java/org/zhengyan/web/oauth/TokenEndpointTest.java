package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.web.oauth.OAuthCaller.ASSERTION_TYPE;
import static org.zhengyan.web.oauth.OAuthCaller.ISSUER;
import static org.zhengyan.web.oauth.OAuthCaller.assertion;
import static org.zhengyan.web.oauth.OAuthCaller.claims;
import static org.zhengyan.web.oauth.OAuthCaller.requireInvalidClient;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** What the token endpoint offers to a client that proved who it is; each refusal breaks one thing of a request. */
@ServerTest
@NullUnmarked
class TokenEndpointTest {
  private static final String CLIENT = "demo-appstore";

  @LocalServerPort int port;
  private OAuthCaller caller;

  @BeforeEach
  void call() {
    caller = new OAuthCaller(port);
  }

  @Test
  void givesATokenThatVerifiesUnderThePublishedKeys() throws Exception {
    Answer answer = caller.token(assertion(CLIENT, claims -> {}));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().get("cache-control")).contains("no-store");
    assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(300);
    assertThat(answer.json().path("scope").asString().split(" "))
        .containsExactlyInAnyOrder("verification", "match", "status");

    JWSObject token = JWSObject.parse(answer.json().path("access_token").asString());
    JWKSet published = JWKSet.parse(caller.get("/oauth2/jwks").body());
    ECKey signing = published.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
    assertThat(signing.isPrivate()).isFalse();
    assertThat(token.verify(new ECDSAVerifier(signing))).isTrue();
    assertThat(token.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
    Map<String, Object> claims = token.getPayload().toJSONObject();
    assertThat(claims)
        .containsEntry("iss", ISSUER)
        .containsEntry("aud", ISSUER + "/api")
        .containsEntry("sub", CLIENT)
        .containsEntry("client_id", CLIENT)
        .containsEntry("scope", "match status verification")
        .containsKey("jti");
    assertThat(((Number) claims.get("exp")).longValue() - ((Number) claims.get("iat")).longValue())
        .isEqualTo(300);
  }

  @Test
  void narrowsTheScope() {
    Answer answer = caller.token(assertion(CLIENT, claims -> {}), "scope", "match");
    assertThat(answer.json().path("scope").asString()).isEqualTo("match");
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuance.approve", "match issuance.approve", "unknown", "MATCH", "match,status"})
  void refusesAScopeThatTheClientHasNot(String scope) {
    Answer answer = caller.token(assertion(CLIENT, claims -> {}), "scope", scope);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("invalid_scope");
  }

  @Test
  void refusesAnotherWayToAuthenticate() {
    requireInvalidClient(
        caller.form(List.of("grant_type", "client_credentials", "client_id", CLIENT), Map.of()));
    requireInvalidClient(
        caller.form(
            List.of("grant_type", "client_credentials", "client_id", CLIENT, "client_secret", "x"),
            Map.of()));
    requireInvalidClient(
        caller.form(
            List.of(
                "grant_type", "client_credentials",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                "client_assertion", assertion(CLIENT, c -> {})),
            Map.of()));
    Answer basic =
        caller.token(assertion(CLIENT, c -> {}), Map.of("Authorization", "Basic eDp5"));
    assertThat(basic.status()).isEqualTo(400);
    assertThat(basic.error()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refresh_token", "password", "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
      })
  void refusesOtherGrants(String grant) {
    Answer answer =
        caller.form(
            List.of(
                "grant_type", grant,
                "client_assertion_type", ASSERTION_TYPE,
                "client_assertion", assertion(CLIENT, c -> {})),
            Map.of());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void refusesAParameterTwice() {
    Answer answer =
        caller.token(assertion(CLIENT, c -> {}), "scope", "match", "scope", "status");
    assertThat(answer.error()).isEqualTo("invalid_request");
    assertThat(caller.token(assertion(CLIENT, c -> {}), "grant_type", "client_credentials").error())
        .isEqualTo("invalid_request");
  }

  @Test
  void refusesParametersInTheQuery() {
    String body =
        "client_assertion_type=" + ASSERTION_TYPE + "&client_assertion=" + assertion(CLIENT, c -> {});
    Answer answer =
        caller.send(
            "POST",
            "/oauth2/token?grant_type=client_credentials",
            body,
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(answer.error()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data; boundary=x"})
  void refusesAnotherMediaType(String type) {
    Answer answer = caller.token(assertion(CLIENT, c -> {}), Map.of("Content-Type", type));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("invalid_request");
  }

  @Test
  void refusesAMalformedForm() {
    for (String body : List.of("%zz=1", "a=%ff", "%", "&".repeat(100) + "a=1&a=2", "=1")) {
      Answer answer =
          caller.send(
              "POST",
              "/oauth2/token",
              body,
              Map.of("Content-Type", "application/x-www-form-urlencoded"));
      assertThat(answer.status()).as(body + answer.body()).isIn(400, 401);
      assertThat(answer.error()).isIn("invalid_request", "invalid_client");
    }
  }

  @Test
  void refusesALargeForm() {
    Answer answer =
        caller.send(
            "POST",
            "/oauth2/token",
            "a=" + "x".repeat(200_000),
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.problem()).isEqualTo("too-large");
  }

  @Test
  void offersPostAlone() {
    Answer answer = caller.get("/oauth2/token");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().get("allow")).containsExactly("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth2/introspect", "/oauth2/revoke", "/oauth2/register", "/oauth2/consent", "/oauth2/logout",
        "/oauth2/device_authorization", "/oauth2/device_verification", "/userinfo", "/connect/register",
        "/connect/logout", "/login"
      })
  void offersNothingElse(String path) {
    assertThat(caller.get(path).status()).isEqualTo(404);
    assertThat(
            caller
                .send("POST", path, "token=x", Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void namesInItsMetadataWhatIsOffered() {
    Answer answer = caller.get("/.well-known/oauth-authorization-server");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("issuer").asString()).isEqualTo(ISSUER);
    assertThat(answer.json().path("token_endpoint").asString()).isEqualTo(ISSUER + "/oauth2/token");
    assertThat(answer.json().path("grant_types_supported").toString())
        .isEqualTo("[\"client_credentials\",\"authorization_code\"]");
    assertThat(answer.json().path("response_types_supported").toString()).isEqualTo("[\"code\"]");
    assertThat(answer.json().path("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
    assertThat(answer.json().path("require_pushed_authorization_requests").asBoolean()).isTrue();
    assertThat(answer.json().path("authorization_response_iss_parameter_supported").asBoolean()).isTrue();
    assertThat(caller.get("/.well-known/openid-configuration").json()).isEqualTo(answer.json());
    assertThat(answer.json().path("token_endpoint_auth_methods_supported").toString())
        .isEqualTo("[\"private_key_jwt\"]");
    assertThat(answer.json().has("tls_client_certificate_bound_access_tokens")).isFalse();
    assertThat(answer.json().has("mtls_endpoint_aliases")).isFalse();
    for (String absent :
        Arrays.asList(
            "introspection_endpoint", "revocation_endpoint", "registration_endpoint",
            "device_authorization_endpoint", "userinfo_endpoint", "end_session_endpoint")) {
      assertThat(answer.json().has(absent)).as(absent).isFalse();
    }
  }
}
