package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.web.oauth.DpopKey.WHO;
import static org.zhengyan.web.oauth.DpopKey.apiClaims;
import static org.zhengyan.web.oauth.DpopKey.claims;
import static org.zhengyan.web.oauth.DpopKey.header;
import static org.zhengyan.web.oauth.OAuthCaller.ISSUER;
import static org.zhengyan.web.oauth.OAuthCaller.assertion;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.zhengyan.TestStores;
import org.zhengyan.Zhengyan;
import org.zhengyan.ephemeral.OwnRedis;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** Proofs of possession on two nodes that share a database and a Redis; each refusal breaks one thing. */
@NullUnmarked
class DpopTest {
  private static final String CLIENT = "demo-appstore";
  private static final OwnRedis REDIS = new OwnRedis();
  private static final List<ConfigurableApplicationContext> NODES = new ArrayList<>();
  private static OAuthCaller one;
  private static OAuthCaller two;
  private static DpopKey dpop;

  @BeforeAll
  static void start() throws Exception {
    dpop = DpopKey.fresh();
    REDIS.start();
    String database = TestStores.freshDatabaseUrl();
    one = new OAuthCaller(node(database));
    two = new OAuthCaller(node(database));
    awaitProofs();
  }

  @AfterAll
  static void stop() {
    NODES.forEach(ConfigurableApplicationContext::close);
    REDIS.close();
  }

  private static int node(String database) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", "0");
    settings.put("spring.datasource.url", database);
    settings.put("spring.datasource.hikari.minimum-idle", "1");
    settings.put("zhengyan.redis-url", REDIS.url());
    // What a crowded machine delays is no outage: here 503 means that Redis is gone.
    settings.put("zhengyan.redis-timeout", "30s");
    // Enough for every test here, and what is used up stays so while a test looks.
    settings.put("zhengyan.quota.burst", "100000");
    settings.put("zhengyan.quota.per-second", "0.01");
    settings.put("zhengyan.data-dir", "target/test-data/" + UUID.randomUUID());
    List<String> arguments =
        settings.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toList();
    ConfigurableApplicationContext node =
        new SpringApplicationBuilder(Zhengyan.class, ProbeController.class)
            .profiles("dev")
            .run(arguments.toArray(String[]::new));
    NODES.add(node);
    return ((ServletWebServerApplicationContext) node).getWebServer().getPort();
  }

  /** Proofs are good again some seconds after a Redis was met for the first time. */
  private static void awaitProofs() {
    await()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                tokenAnswer(one, dpop.tokenProof(c -> {})).status() == 200
                    && tokenAnswer(two, dpop.tokenProof(c -> {})).status() == 200);
  }

  private static Answer tokenAnswer(OAuthCaller node, String proof) {
    return node.token(assertion(CLIENT, c -> {}), Map.of("DPoP", proof));
  }

  private static String boundToken() {
    return tokenAnswer(one, dpop.tokenProof(c -> {})).json().path("access_token").asString();
  }

  private static Answer who(OAuthCaller node, String token, String proof) {
    return node.get(WHO, "Authorization", "DPoP " + token, "DPoP", proof);
  }

  private static void requireProofRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.headers().get("www-authenticate"))
        .containsExactly("DPoP algs=\"ES256\", error=\"invalid_dpop_proof\"");
  }

  @Test
  void bindsATokenToTheKeyOfTheProof() throws Exception {
    Answer answer = tokenAnswer(one, dpop.tokenProof(c -> {}));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("token_type").asString()).isEqualTo("DPoP");
    String token = answer.json().path("access_token").asString();
    String claims = new Base64URL(token.split("\\.")[1]).decodeToString();
    assertThat(claims).contains("\"cnf\":{\"jkt\":\"" + dpop.key().computeThumbprint() + "\"}");
    assertThat(who(one, token, dpop.apiProof(token, c -> {})).status()).isEqualTo(200);
    assertThat(who(two, token, dpop.apiProof(token, c -> {})).status()).isEqualTo(200);
  }

  @Test
  void refusesABoundTokenAsABearerToken() {
    String token = boundToken();
    Answer bare = one.get(WHO, "Authorization", "Bearer " + token);
    assertThat(bare.status()).isEqualTo(401);
    Answer withProof =
        one.get(WHO, "Authorization", "Bearer " + token, "DPoP", dpop.apiProof(token, c -> {}));
    assertThat(withProof.status()).isEqualTo(401);
  }

  @Test
  void refusesABoundTokenWithoutItsProof() {
    requireProofRefused(one.get(WHO, "Authorization", "DPoP " + boundToken()));
  }

  @Test
  void refusesAnUnboundTokenUnderTheSchemeDpop() {
    String token = one.accessToken(CLIENT);
    assertThat(who(one, token, dpop.apiProof(token, c -> {})).status()).isEqualTo(401);
  }

  @Test
  void refusesAProofTwiceOnTheSameAndOnTheOtherNode() {
    String token = boundToken();
    String proof = dpop.apiProof(token, c -> {});
    assertThat(who(one, token, proof).status()).isEqualTo(200);
    requireProofRefused(who(one, token, proof));
    requireProofRefused(who(two, token, proof));
    String another = dpop.apiProof(token, c -> {});
    assertThat(who(two, token, another).status()).isEqualTo(200);
    requireProofRefused(who(one, token, another));
  }

  @Test
  void refusesATokenProofTwiceOnTwoNodes() {
    String proof = dpop.tokenProof(c -> {});
    assertThat(tokenAnswer(one, proof).status()).isEqualTo(200);
    Answer again = tokenAnswer(two, proof);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.error()).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void takesAProofOnceOfManyAtOnceOnTwoNodes() throws Exception {
    String token = boundToken();
    String proof = dpop.apiProof(token, c -> {});
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        OAuthCaller node = i % 2 == 0 ? one : two;
        answers.add(
            callers.submit(
                () -> {
                  together.await();
                  return who(node, token, proof).status();
                }));
      }
      together.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
    }
  }

  static Stream<Arguments> brokenClaims() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        broken("another method", c -> c.put("htm", "PUT")),
        broken(
            "method in another case",
            c -> c.put("htm", String.valueOf(c.get("htm")).toLowerCase(java.util.Locale.ROOT))),
        broken("no method", c -> c.remove("htm")),
        broken("another path", c -> c.put("htu", ISSUER + "/api/v1/anybody")),
        broken("path with a slash", c -> c.put("htu", c.get("htu") + "/")),
        broken("another host", c -> c.put("htu", String.valueOf(c.get("htu")).replace("localhost", "example.org"))),
        broken("another port", c -> c.put("htu", String.valueOf(c.get("htu")).replace(":8080", ":8081"))),
        broken("another scheme", c -> c.put("htu", String.valueOf(c.get("htu")).replace("http:", "https:"))),
        broken("user in the URL", c -> c.put("htu", String.valueOf(c.get("htu")).replace("://", "://x@"))),
        broken("no URL", c -> c.remove("htu")),
        broken("no URL at all", c -> c.put("htu", "::")),
        broken("too old", c -> c.put("iat", now - 90)),
        broken("of the future", c -> c.put("iat", now + 120)),
        broken("no iat", c -> c.remove("iat")),
        broken("iat as text", c -> c.put("iat", "" + now)),
        broken("no jti", c -> c.remove("jti")),
        broken("empty jti", c -> c.put("jti", "")),
        broken("long jti", c -> c.put("jti", "j".repeat(300))));
  }

  private static Arguments broken(String name, Consumer<Map<String, Object>> edit) {
    return Arguments.of(name, edit);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenClaims")
  void refusesABrokenProofAtTheApi(String name, Consumer<Map<String, Object>> edit) {
    String token = boundToken();
    requireProofRefused(who(one, token, dpop.apiProof(token, edit)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenClaims")
  void refusesABrokenProofAtTheTokenEndpoint(String name, Consumer<Map<String, Object>> edit) {
    Answer answer = tokenAnswer(one, dpop.tokenProof(edit));
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void refusesAProofForAnotherToken() {
    String token = boundToken();
    String other = boundToken();
    requireProofRefused(who(one, token, dpop.apiProof(other, c -> {})));
    requireProofRefused(who(one, token, dpop.apiProof(token, c -> c.remove("ath"))));
  }

  @Test
  void takesTheUrlInAnotherCaseAndWithAQuery() {
    String token = boundToken();
    String proof = dpop.apiProof(token, c -> c.put("htu", "HTTP://LOCALHOST:8080" + WHO + "?a=b#c"));
    assertThat(who(one, token, proof).status()).isEqualTo(200);
  }

  @Test
  void refusesAProofByAnotherKey() throws Exception {
    ECKey other = new ECKeyGenerator(Curve.P_256).generate();
    String token = boundToken();
    // Its own key in the header, and the bound key in the header over another's signature.
    requireProofRefused(who(one, token, OAuthCaller.sign(header(other), apiClaims(token), other)));
    requireProofRefused(who(one, token, OAuthCaller.sign(header(dpop.key()), apiClaims(token), other)));
  }

  @Test
  void refusesAProofWithAPrivateKey() throws Exception {
    String token = boundToken();
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + dpop.key().toJSONString() + "}";
    requireProofRefused(who(one, token, dpop.handMade(header, apiClaims(token))));
  }

  @Test
  void refusesAProofWithAnotherHeader() throws Exception {
    String token = boundToken();
    String jwk = dpop.key().toPublicJWK().toJSONString();
    for (String header :
        List.of(
            "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}",
            "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"ES256\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"none\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk + ",\"jku\":\"http://localhost\"}",
            "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":\"" + dpop.key().getX() + "\"}",
            "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk.replace("P-256", "P-384") + "}")) {
      requireProofRefused(who(one, token, dpop.handMade(header, apiClaims(token))));
    }
  }

  @Test
  void refusesAnRsaProof() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(rsa.toPublicJWK())
            .build();
    Answer answer =
        tokenAnswer(one, OAuthCaller.sign(header, claims("POST", "/oauth2/token"), new RSASSASigner(rsa)));
    assertThat(answer.error()).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void refusesTwoProofs() throws Exception {
    String token = boundToken();
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    "http://localhost:"
                        + ((ServletWebServerApplicationContext) NODES.getFirst()).getWebServer().getPort()
                        + WHO))
            .header("Authorization", "DPoP " + token)
            .header("DPoP", dpop.apiProof(token, c -> {}))
            .header("DPoP", dpop.apiProof(token, c -> {}))
            .build();
    assertThat(
            java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(401);
  }

  /** The bucket of one operator is empty, as if its clients had asked much; that of another is not. */
  @Test
  void saysWhenToGoOnToAnOperatorWhoseQuotaIsUsedUp() {
    for (OAuthCaller node : List.of(one, two)) {
      String token = node.accessToken("demo-social");
      // A node that was refused remembers it.
      await()
          .until(
              () -> {
                REDIS.say("HSET zhengyan:quota:dev-operator-social tokens 0 at " + System.currentTimeMillis());
                return node.get(WHO, "Authorization", "Bearer " + token).status() == 429;
              });
      Answer refused = node.get(WHO, "Authorization", "Bearer " + token);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.problem()).isEqualTo("too-many-requests");
      assertThat(refused.headers().get("retry-after").getFirst()).matches("[1-9][0-9]*");
      assertThat(node.token(assertion("demo-social", c -> {})).status()).isEqualTo(429);
      assertThat(node.get(WHO, "Authorization", "Bearer " + node.accessToken(CLIENT)).status()).isEqualTo(200);
      REDIS.say("DEL zhengyan:quota:dev-operator-social");
    }
  }

  @Test
  void closesProofsAndNothingElseWhileRedisIsGoneAndAfterItCameBackEmpty() {
    String token = boundToken();
    String bearer = one.accessToken(CLIENT);
    String used = dpop.apiProof(token, c -> {});
    assertThat(who(one, token, used).status()).isEqualTo(200);

    REDIS.stop();
    try {
      Answer closed = who(two, token, dpop.apiProof(token, c -> {}));
      assertThat(closed.status()).isEqualTo(503);
      assertThat(closed.problem()).isEqualTo("unavailable");
      assertThat(closed.headers()).containsKey("retry-after");
      assertThat(closed.body()).contains("make a new proof");
      assertThat(tokenAnswer(one, dpop.tokenProof(c -> {})).status()).isEqualTo(503);
      assertThat(one.get(WHO, "Authorization", "Bearer " + bearer).status()).isEqualTo(200);
      assertThat(two.accessToken(CLIENT)).isNotEmpty();
    } finally {
      REDIS.start();
    }

    awaitProofs();
    // Redis has forgotten it, the nodes have not.
    Answer forgotten = who(one, token, used);
    requireProofRefused(forgotten);
    assertThat(forgotten.body()).contains("make a new proof in a few seconds");
    requireProofRefused(who(two, token, used));
    assertThat(who(two, token, dpop.apiProof(token, c -> {})).status()).isEqualTo(200);
  }
}
