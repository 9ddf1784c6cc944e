package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.web.oauth.OAuthCaller.ISSUER;
import static org.zhengyan.web.oauth.OAuthCaller.assertion;
import static org.zhengyan.web.oauth.OAuthCaller.claims;
import static org.zhengyan.web.oauth.OAuthCaller.header;
import static org.zhengyan.web.oauth.OAuthCaller.key;
import static org.zhengyan.web.oauth.OAuthCaller.requireInvalidClient;
import static org.zhengyan.web.oauth.OAuthCaller.sign;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** The assertion that a client authenticates with (RFC 7523): each refusal breaks exactly one thing of a good one. */
@ServerTest
@NullUnmarked
class ClientAssertionTest {
  private static final String CLIENT = "demo-appstore";

  @LocalServerPort int port;
  private OAuthCaller caller;

  @BeforeEach
  void call() {
    caller = new OAuthCaller(port);
  }

  @Test
  void takesAnAssertionWithoutKidAndWithoutIat() {
    ECKey key = key(CLIENT);
    Map<String, Object> claims = claims(CLIENT);
    claims.remove("iat");
    String assertion = sign(new JWSHeader(JWSAlgorithm.ES256), claims, key);
    assertThat(caller.token(assertion, "client_id", CLIENT).status()).isEqualTo(200);
  }

  static Stream<Arguments> claimEdits() {
    long now = Instant.now().getEpochSecond();
    return Stream.<Object[]>of(
            edit("token endpoint as aud", c -> c.put("aud", ISSUER + "/oauth2/token")),
            edit("aud with a slash", c -> c.put("aud", ISSUER + "/")),
            edit("aud in an array", c -> c.put("aud", List.of(ISSUER))),
            edit("aud in an array of two", c -> c.put("aud", List.of(ISSUER, "https://example.org"))),
            edit("aud of another", c -> c.put("aud", "https://example.org")),
            edit("no aud", c -> c.remove("aud")),
            edit("null aud", c -> c.put("aud", null)),
            edit("lives 61 seconds", c -> c.put("exp", (long) c.get("iat") + 61)),
            edit("lives an hour", c -> c.put("exp", now + 3600)),
            edit("lives an hour without iat", c -> {
              c.remove("iat");
              c.put("exp", now + 3600);
            }),
            edit("has expired", c -> {
              c.put("iat", now - 70);
              c.put("exp", now - 10);
            }),
            edit("is of the future", c -> {
              c.put("iat", now + 120);
              c.put("exp", now + 170);
            }),
            edit("not before the future", c -> c.put("nbf", now + 120)),
            edit("no exp", c -> c.remove("exp")),
            edit("exp as text", c -> c.put("exp", String.valueOf(now + 30))),
            edit("absurd exp", c -> c.put("exp", 1e300)),
            edit("no jti", c -> c.remove("jti")),
            edit("empty jti", c -> c.put("jti", "")),
            edit("long jti", c -> c.put("jti", "j".repeat(300))),
            edit("number as jti", c -> c.put("jti", 7)),
            edit("no iss", c -> c.remove("iss")),
            edit("another iss", c -> c.put("iss", "demo-social")),
            edit("another sub", c -> c.put("sub", "demo-social")),
            edit("another client", c -> {
              c.put("iss", "demo-social");
              c.put("sub", "demo-social");
            }),
            edit("unknown client", c -> {
              c.put("iss", "nobody-here");
              c.put("sub", "nobody-here");
            }))
        .map(Arguments::of);
  }

  private static Object[] edit(String name, Consumer<Map<String, Object>> edit) {
    return new Object[] {name, edit};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claimEdits")
  void refusesAnAssertionWithWrongClaims(String name, Consumer<Map<String, Object>> edit) {
    requireInvalidClient(caller.token(assertion(CLIENT, edit)));
  }

  @Test
  void refusesAnAssertionTwice() {
    String assertion = assertion(CLIENT, claims -> {});
    assertThat(caller.token(assertion).status()).isEqualTo(200);
    Answer again = caller.token(assertion);
    requireInvalidClient(again);
    assertThat(again.json().path("error_description").asString()).contains("jti");
  }

  @Test
  void refusesAnotherAssertionWithTheSameJti() {
    assertThat(caller.token(assertion(CLIENT, c -> c.put("jti", "same"))).status()).isEqualTo(200);
    requireInvalidClient(
        caller.token(assertion(CLIENT, c -> {
          c.put("jti", "same");
          c.put("exp", (long) c.get("exp") - 1);
        })));
    // Ids are the client's own: another client may choose the same.
    assertThat(caller.token(assertion("demo-social", c -> c.put("jti", "same"))).status())
        .isEqualTo(200);
  }

  @Test
  void spendsNoJtiOnABadSignature() throws Exception {
    Map<String, Object> claims = claims(CLIENT);
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
    requireInvalidClient(caller.token(sign(header(key(CLIENT)), claims, foreign)));
    assertThat(caller.token(sign(header(key(CLIENT)), claims, key(CLIENT))).status()).isEqualTo(200);
  }

  @Test
  void takesAnAssertionOnceOfManyAtOnce() throws Exception {
    String assertion = assertion(CLIENT, claims -> {});
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        answers.add(
            callers.submit(
                () -> {
                  together.await();
                  return caller.token(assertion).status();
                }));
      }
      together.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
    }
  }

  @Test
  void refusesAForeignKey() throws Exception {
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(key(CLIENT).getKeyID()).generate();
    requireInvalidClient(caller.token(sign(header(foreign), claims(CLIENT), foreign)));
  }

  @Test
  void refusesTheKeyOfAnotherClient() {
    ECKey other = key("demo-social");
    requireInvalidClient(caller.token(sign(header(other), claims(CLIENT), other)));
  }

  @Test
  void refusesAnUnknownKid() {
    JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("unknown").build();
    requireInvalidClient(caller.token(sign(unknown, claims(CLIENT), key(CLIENT))));
  }

  @Test
  void refusesAlgNone() {
    String header = Base64URL.encode("{\"alg\":\"none\"}").toString();
    String[] parts = assertion(CLIENT, c -> {}).split("\\.");
    requireInvalidClient(caller.token(header + "." + parts[1] + "."));
    requireInvalidClient(caller.token(header + "." + parts[1] + "." + parts[2]));
  }

  @Test
  void refusesHmacWithThePublicKey() throws Exception {
    byte[] secret = key(CLIENT).toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key(CLIENT).getKeyID()).build();
    requireInvalidClient(caller.token(sign(header, claims(CLIENT), new MACSigner(secret))));
  }

  @Test
  void refusesRsa() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key(CLIENT).getKeyID()).build();
    requireInvalidClient(caller.token(sign(header, claims(CLIENT), new RSASSASigner(rsa))));
  }

  @Test
  void refusesOtherCurves() throws Exception {
    ECKey p384 = new ECKeyGenerator(Curve.P_384).generate();
    requireInvalidClient(caller.token(sign(new JWSHeader(JWSAlgorithm.ES384), claims(CLIENT), p384)));
  }

  @Test
  void takesNoKeyFromTheHeader() throws Exception {
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    URI url = URI.create("http://localhost:" + port + "/keys");
    for (JWSHeader header :
        List.of(
            new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(foreign.toPublicJWK()).build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("mine").jwkURL(url).build(),
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("mine").x509CertURL(url).build())) {
      requireInvalidClient(caller.token(sign(header, claims(CLIENT), foreign)));
    }
  }

  @Test
  void refusesAnUnknownCriticalParameter() {
    JWSHeader header =
        new JWSHeader.Builder(header(key(CLIENT))).criticalParams(Set.of("http://example.org/x")).build();
    requireInvalidClient(caller.token(sign(header, claims(CLIENT), key(CLIENT))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "dpop+jwt", "zhengyan-receipt+jwt"})
  void refusesAnotherType(String type) {
    JWSHeader header = new JWSHeader.Builder(header(key(CLIENT))).type(new JOSEObjectType(type)).build();
    requireInvalidClient(caller.token(sign(header, claims(CLIENT), key(CLIENT))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "client-authentication+jwt"})
  void takesTheTypesOfAssertions(String type) {
    JWSHeader header = new JWSHeader.Builder(header(key(CLIENT))).type(new JOSEObjectType(type)).build();
    assertThat(caller.token(sign(header, claims(CLIENT), key(CLIENT))).status()).isEqualTo(200);
  }

  @Test
  void refusesAnAssertionThatWasTouched() {
    String good = assertion(CLIENT, c -> {});
    char last = good.charAt(good.length() - 1);
    Set<String> bad = new HashSet<>();
    bad.add(good + "=");
    bad.add(good + "A");
    bad.add(good + ".");
    bad.add(good.substring(0, good.length() - 1));
    bad.add(good.replace(".", ".."));
    bad.add(good.substring(0, good.length() - 1) + (last == 'B' ? 'C' : 'B'));
    bad.add(good.substring(0, good.lastIndexOf('.') + 1));
    bad.add(good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86));
    bad.add("x");
    bad.add("..");
    bad.add(good + "A".repeat(20_000));
    for (String assertion : bad) {
      requireInvalidClient(caller.token(assertion));
    }
  }

  @Test
  void refusesARepeatedClaim() {
    ECKey key = key(CLIENT);
    String claims = "{\"iss\":\"x\",\"iss\":\"demo-appstore\",\"sub\":\"demo-appstore\"}";
    try {
      JWSObject jws = new JWSObject(header(key), new com.nimbusds.jose.Payload(claims));
      jws.sign(new com.nimbusds.jose.crypto.ECDSASigner(key));
      requireInvalidClient(caller.token(jws.serialize()));
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesAnotherClientIdThanTheAssertions() {
    requireInvalidClient(caller.token(assertion(CLIENT, c -> {}), "client_id", "demo-social"));
  }
}
