package org.zhengyan.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.principal.Clients;
import org.zhengyan.web.oauth.OAuthCaller;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Operators and clients, changed by two persons. */
@ServerTest
@NullUnmarked
class OperatorsTest {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final String CHANGES = "/api/v1/principal-changes/";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired Clients clients;
  private OAuthCaller caller;

  @BeforeEach
  void call() {
    caller = new OAuthCaller(port);
  }

  private Answer send(String client, String method, String path, Object body, String... headers) {
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("Authorization", "Bearer " + caller.accessToken(client));
    sent.put("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    return caller.send(method, path, JsonMapper.shared().writeValueAsString(body), sent);
  }

  private Answer post(String client, String path, Object body) {
    return send(client, "POST", path, body);
  }

  private Answer get(String client, String path) {
    return caller.get(path, "Authorization", "Bearer " + caller.accessToken(client));
  }

  private Answer approve(String client, Answer submitted) {
    JsonNode change = submitted.json();
    return post(
        client,
        CHANGES + change.path("change").asString() + "/approval",
        Map.of("digest", change.path("digest").asString()));
  }

  /** Proposed by the clerk, approved by the reviewer, or the test fails. */
  private String applied(Answer submitted) {
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    assertThat(submitted.headers().get("location"))
        .containsExactly(CHANGES + submitted.json().path("change").asString());
    Answer approved = approve("demo-reviewer", submitted);
    assertThat(approved.status()).as(approved.body()).isEqualTo(200);
    assertThat(approved.json().path("state").asString()).isEqualTo("applied");
    return approved.json().path("subject").asString();
  }

  private static ECKey newKey() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
  }

  private static Map<String, Object> jwk(ECKey key) {
    return new LinkedHashMap<>(key.toPublicJWK().toJSONObject());
  }

  private static Map<String, Object> clientBody(ECKey key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", "client-" + COUNTER.incrementAndGet());
    body.put("owner", new LinkedHashMap<>(Map.of("name", "测试经办人")));
    body.put("operator", DevClients.APPSTORE);
    body.put("scopes", List.of("verification", "match"));
    body.put("key", jwk(key));
    return body;
  }

  private Answer token(String client, ECKey key) {
    return caller.token(OAuthCaller.sign(OAuthCaller.header(key), OAuthCaller.claims(client), key));
  }

  private void awaitToken(String client, ECKey key, int status) {
    await().atMost(Duration.ofSeconds(5)).until(() -> token(client, key).status() == status);
  }

  @Test
  void admitsAnOperatorAndItsClient() throws Exception {
    String name = "测试平台 " + UUID.randomUUID();
    String operator =
        applied(
            post("demo-clerk", "/api/v1/operators", Map.of("name", name, "filingNumber", "测试-" + name)));
    Answer read = get("demo-reviewer", "/api/v1/operators/" + operator);
    assertThat(read.json().path("name").asString()).isEqualTo(name);
    assertThat(read.json().path("state").asString()).isEqualTo("active");
    assertThat(read.headers().get("etag")).containsExactly("\"1\"");

    ECKey key = newKey();
    Map<String, Object> body = clientBody(key);
    body.put("operator", operator);
    String client = applied(post("demo-clerk", "/api/v1/clients", body));
    awaitToken(client, key, 200);
    Answer shown = get("demo-clerk", "/api/v1/clients/" + client);
    assertThat(shown.json().path("operator").asString()).isEqualTo(operator);
    assertThat(shown.json().at("/keys/0/kid").asString()).isEqualTo(key.getKeyID());
    assertThat(shown.json().at("/keys/0/key/d").isMissingNode()).isTrue();
    assertThat(clients.find(client).orElseThrow().displayName()).isEqualTo(name);

    String renamed = "更名 " + name;
    applied(
        send(
            "demo-clerk",
            "PUT",
            "/api/v1/operators/" + operator,
            Map.of("name", renamed, "state", "active"),
            "If-Match",
            "\"1\""));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> clients.find(client).orElseThrow().displayName().equals(renamed));

    applied(
        send(
            "demo-clerk",
            "PUT",
            "/api/v1/operators/" + operator,
            Map.of("name", renamed, "state", "suspended"),
            "If-Match",
            "\"2\""));
    awaitToken(client, key, 401);
  }

  @Test
  void keepsNamesOfPersonsOutOfProposalsAndTheLog() throws Exception {
    Map<String, Object> body = clientBody(newKey());
    String name = "测试人" + UUID.randomUUID();
    body.put("owner", Map.of("name", name));
    applied(post("demo-clerk", "/api/v1/clients", body));
    assertThat(
            jdbc.queryForObject(
                "select count(*) from proposed_change where proposed like ?", Long.class, "%" + name + "%"))
        .isZero();
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where position(convert_to(?, 'UTF8') in record) > 0",
                Long.class,
                name))
        .isZero();
    assertThat(
            jdbc.queryForObject("select count(*) from person where name = ?", Long.class, name))
        .isEqualTo(1);
  }

  @Test
  void admitsAClientOfAnAuthorityInItsDivision() throws Exception {
    ECKey key = newKey();
    Map<String, Object> body = clientBody(key);
    body.remove("operator");
    body.put("authority", "dev-authority-nanjing");
    body.put("scopes", List.of("registry.submit"));
    Answer submitted = post("demo-nanjing-clerk", "/api/v1/clients", body);
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    assertThat(approve("demo-nanjing-reviewer", submitted).status()).isEqualTo(200);
    awaitToken((String) body.get("id"), key, 200);
  }

  @Test
  void refusesADecisionByTheSamePerson() throws Exception {
    // Another client of the clerk's own, with the scope to approve.
    ECKey key = newKey();
    Map<String, Object> second = clientBody(key);
    second.remove("operator");
    second.put("owner", Map.of("id", "dev-person-national-clerk"));
    second.put("authority", "dev-authority-national");
    second.put("scopes", List.of("registry.approve"));
    String client = applied(post("demo-clerk", "/api/v1/clients", second));
    awaitToken(client, key, 200);

    Answer submitted = post("demo-clerk", "/api/v1/clients", clientBody(newKey()));
    String token = token(client, key).json().path("access_token").asString();
    Answer answer =
        caller.send(
            "POST",
            CHANGES + submitted.json().path("change").asString() + "/approval",
            "{}",
            Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("same-person");
  }

  @Test
  void refusesOperatorsAndForeignAuthoritiesToANarrowerDivision() throws Exception {
    assertThat(post("demo-nanjing-clerk", "/api/v1/operators", Map.of("name", "x")).problem())
        .isEqualTo("outside-division");
    assertThat(post("demo-nanjing-clerk", "/api/v1/clients", clientBody(newKey())).problem())
        .isEqualTo("outside-division");
    assertThat(get("demo-nanjing-clerk", "/api/v1/clients/demo-appstore").problem())
        .isEqualTo("outside-division");
    assertThat(
            post("demo-nanjing-clerk", "/api/v1/clients/demo-clerk/suspension", Map.of("reason", "x"))
                .problem())
        .isEqualTo("outside-division");
  }

  @Test
  void showsTheClientsOfTheDivisionAlone() {
    Answer nanjing = get("demo-nanjing-clerk", "/api/v1/clients?limit=100");
    assertThat(nanjing.body()).contains("demo-nanjing-reviewer").doesNotContain("demo-appstore");
    Answer national = get("demo-clerk", "/api/v1/clients?limit=2");
    assertThat(national.json().path("items").size()).isEqualTo(2);
    String next = national.json().path("next").asString();
    Answer rest = get("demo-clerk", "/api/v1/clients?limit=100&cursor=" + next);
    assertThat(rest.body()).contains("demo-clerk");
  }

  static Stream<Arguments> brokenClients() {
    return Stream.of(
        broken("no id", 400, b -> b.remove("id")),
        broken("id in capitals", 422, b -> b.put("id", "ABC")),
        broken("taken id", 422, b -> b.put("id", "demo-appstore")),
        broken("no owner", 400, b -> b.remove("owner")),
        broken("owner with both", 400, b -> b.put("owner", Map.of("id", "x", "name", "y"))),
        broken("owner with neither", 400, b -> b.put("owner", Map.of())),
        broken("unknown owner", 422, b -> b.put("owner", Map.of("id", "nobody"))),
        broken("owner with a control", 422, b -> b.put("owner", Map.of("name", "a\u0000b"))),
        broken("both holders", 400, b -> b.put("authority", "dev-authority-national")),
        broken("no holder", 400, b -> b.remove("operator")),
        broken("unknown operator", 422, b -> b.put("operator", "nobody")),
        broken("no scopes", 400, b -> b.remove("scopes")),
        broken("empty scopes", 422, b -> b.put("scopes", List.of())),
        broken("scope twice", 422, b -> b.put("scopes", List.of("match", "match"))),
        broken("unknown scope", 422, b -> b.put("scopes", List.of("admin"))),
        broken("scope of authorities", 422, b -> b.put("scopes", List.of("issuance.approve"))),
        broken("no key", 400, b -> b.remove("key")),
        broken("private key", 400, b -> key(b).put("d", "AAAA")),
        broken("key by URL", 400, b -> key(b).put("x5u", "https://example.org")),
        broken("RSA", 422, b -> key(b).put("kty", "RSA")),
        broken("another curve", 422, b -> key(b).put("crv", "secp256k1")),
        broken("another use", 422, b -> key(b).put("use", "enc")),
        broken("another alg", 422, b -> key(b).put("alg", "ES384")),
        broken("off the curve", 422, b -> key(b).put("y", key(b).get("x"))),
        broken("short coordinate", 422, b -> key(b).put("x", "AAAA")),
        broken("padded coordinate", 422, b -> key(b).put("x", key(b).get("x") + "=")),
        broken("no coordinate", 422, b -> key(b).remove("y")),
        broken("kid with spaces", 422, b -> key(b).put("kid", "a b")));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> key(Map<String, Object> body) {
    return (Map<String, Object>) body.get("key");
  }

  private static Arguments broken(String name, int status, Consumer<Map<String, Object>> edit) {
    return Arguments.of(name, status, edit);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenClients")
  void refusesABrokenClient(String name, int status, Consumer<Map<String, Object>> edit)
      throws Exception {
    Map<String, Object> body = clientBody(newKey());
    edit.accept(body);
    Answer answer = post("demo-clerk", "/api/v1/clients", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void refusesAKeyThatAnotherClientHas() throws Exception {
    Map<String, Object> body = clientBody(newKey());
    body.put("key", OAuthCaller.key("demo-social").toPublicJWK().toJSONObject());
    Answer submitted = post("demo-clerk", "/api/v1/clients", body);
    Answer answer = approve("demo-reviewer", submitted);
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(get("demo-clerk", "/api/v1/clients/" + body.get("id")).status()).isEqualTo(404);
  }

  @Test
  void rotatesAKeyWithOverlap() throws Exception {
    ECKey first = newKey();
    String client = applied(post("demo-clerk", "/api/v1/clients", clientBody(first)));
    String keys = "/api/v1/clients/" + client + "/keys";
    ECKey second = newKey();
    applied(post("demo-clerk", keys, Map.of("key", jwk(second), "overlap", "PT1H")));
    awaitToken(client, second, 200);
    assertThat(token(client, first).status()).isEqualTo(200);

    ECKey third = newKey();
    applied(post("demo-clerk", keys, Map.of("key", jwk(third), "overlap", "PT0S")));
    awaitToken(client, third, 200);
    awaitToken(client, first, 401);
    awaitToken(client, second, 401);

    // A key is new once.
    Answer again = approve("demo-reviewer", post("demo-clerk", keys, Map.of("key", jwk(first))));
    assertThat(again.status()).isEqualTo(409);
    assertThat(post("demo-clerk", keys, Map.of("key", jwk(newKey()), "overlap", "P31D")).status())
        .isEqualTo(422);
    assertThat(post("demo-clerk", keys, Map.of("key", jwk(newKey()), "overlap", "-PT1S")).status())
        .isEqualTo(422);
  }

  @Test
  void suspendsAndReinstatesAClient() throws Exception {
    ECKey key = newKey();
    String client = applied(post("demo-clerk", "/api/v1/clients", clientBody(key)));
    String path = "/api/v1/clients/" + client;
    awaitToken(client, key, 200);
    String token = token(client, key).json().path("access_token").asString();
    applied(post("demo-clerk", path + "/suspension", Map.of("reason", "测试")));
    await()
        .atMost(Duration.ofSeconds(1))
        .until(
            () ->
                caller
                        .send(
                            "POST",
                            "/api/v1/matches",
                            "{}",
                            Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"))
                        .status()
                    == 401);
    assertThat(token(client, key).status()).isEqualTo(401);
    assertThat(get("demo-clerk", path).json().path("state").asString()).isEqualTo("suspended");
    Answer twice = post("demo-clerk", path + "/suspension", Map.of("reason", "测试"));
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.json().at("/resource/state").asString()).isEqualTo("suspended");
    applied(post("demo-clerk", path + "/reinstatement", Map.of("reason", "测试")));
    awaitToken(client, key, 200);
  }

  @Test
  void keepsTheLastTwoWhoCanChangeAnything() {
    // Other tests may have made more of them.
    jdbc.update(
        "update client set state = 'suspended' where authority_id = 'dev-authority-national'"
            + " and id not like 'demo-%'");
    Answer submitted =
        post("demo-clerk", "/api/v1/clients/demo-clerk/suspension", Map.of("reason", "测试"));
    Answer answer = approve("demo-reviewer", submitted);
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(get("demo-clerk", "/api/v1/clients/demo-clerk").json().path("state").asString())
        .isEqualTo("active");
  }

  @Test
  void changesAnOperatorOnlyFromTheVersionThatWasSeen() {
    String name = "测试平台 " + UUID.randomUUID();
    String operator = applied(post("demo-clerk", "/api/v1/operators", Map.of("name", name)));
    String path = "/api/v1/operators/" + operator;
    Map<String, String> change = Map.of("name", name, "state", "suspended");
    assertThat(send("demo-clerk", "PUT", path, change).status()).isEqualTo(428);
    assertThat(send("demo-clerk", "PUT", path, change, "If-Match", "\"2\"").status()).isEqualTo(412);
    Answer one = send("demo-clerk", "PUT", path, change, "If-Match", "\"1\"");
    Answer two =
        send("demo-clerk", "PUT", path, Map.of("name", name + "2", "state", "active"), "If-Match", "\"1\"");
    applied(one);
    assertThat(approve("demo-reviewer", two).status()).isEqualTo(409);
    assertThat(send("demo-clerk", "PUT", path, Map.of("name", name), "If-Match", "\"2\"").status())
        .isEqualTo(400);
    assertThat(
            send("demo-clerk", "PUT", path, Map.of("name", name, "state", "gone"), "If-Match", "\"2\"")
                .status())
        .isEqualTo(422);
  }

  @Test
  void refusesOperatorsToOperators() {
    assertThat(get("demo-appstore", "/api/v1/operators").status()).isEqualTo(403);
    assertThat(get("demo-appstore", "/api/v1/clients/demo-appstore").status()).isEqualTo(403);
  }

  @Test
  void listsOperators() {
    Answer answer = get("demo-nanjing-reviewer", "/api/v1/operators?limit=100");
    assertThat(answer.body()).contains("示例应用商店").contains("示例-2024-001");
  }

  @Test
  void redirectUrisAreReplacedByTwoPersons() throws Exception {
    ECKey key = newKey();
    String id = applied(post("demo-clerk", "/api/v1/clients", clientBody(key)));
    String path = "/api/v1/clients/" + id;
    Map<String, Object> body = Map.of("redirectUris", List.of("https://platform.example/back"));
    Answer submitted = send("demo-clerk", "PUT", path + "/redirect-uris", body);
    assertThat(get("demo-clerk", path).json().path("redirectUris").size()).isZero();
    assertThat(approve("demo-clerk", submitted).status()).isEqualTo(403);
    applied(submitted);
    assertThat(get("demo-clerk", path).json().at("/redirectUris/0").asString())
        .isEqualTo("https://platform.example/back");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> clients.find(id).orElseThrow().redirectUris().size() == 1);
  }

  @Test
  void refusesRedirectUrisThatAreNone() {
    for (String uri : List.of("http://platform.example/back", "https://a.example/b#c", "javascript:1")) {
      Answer refused =
          send("demo-clerk", "PUT", "/api/v1/clients/demo-social/redirect-uris", Map.of("redirectUris", List.of(uri)));
      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/redirectUris/0");
    }
  }

  @Test
  void refusesRedirectUrisOfAnAuthoritysClient() {
    Answer refused =
        send(
            "demo-clerk",
            "PUT",
            "/api/v1/clients/demo-reviewer/redirect-uris",
            Map.of("redirectUris", List.of("https://a.example/b")));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("not-for-this-client");
  }
}
