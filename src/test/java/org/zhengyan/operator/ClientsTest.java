package org.zhengyan.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.operator.PrincipalDesk.clientBody;
import static org.zhengyan.operator.PrincipalDesk.jwk;
import static org.zhengyan.operator.PrincipalDesk.newKey;

import com.nimbusds.jose.jwk.ECKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** Clients and their keys, changed by two persons; then each thing of them broken alone. */
@ServerTest
@NullUnmarked
class ClientsTest {
  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired Clients clients;
  private PrincipalDesk desk;

  @BeforeEach
  void open() {
    desk = new PrincipalDesk(port);
  }

  @Test
  void keepsNamesOfPersonsOutOfProposalsAndTheLog() throws Exception {
    Map<String, Object> body = clientBody(newKey());
    String name = "测试人" + UUID.randomUUID();
    body.put("owner", Map.of("name", name));
    desk.applied(desk.post("demo-clerk", "/api/v1/clients", body));
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
    Answer submitted = desk.post("demo-nanjing-clerk", "/api/v1/clients", body);
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
    assertThat(desk.approve("demo-nanjing-reviewer", submitted).status()).isEqualTo(200);
    desk.awaitToken((String) body.get("id"), key, 200);
  }

  @Test
  void showsTheClientsOfTheDivisionAlone() {
    Answer nanjing = desk.get("demo-nanjing-clerk", "/api/v1/clients?limit=100");
    assertThat(nanjing.body()).contains("demo-nanjing-reviewer").doesNotContain("demo-appstore");
    Answer national = desk.get("demo-clerk", "/api/v1/clients?limit=2");
    assertThat(national.json().path("items").size()).isEqualTo(2);
    String next = national.json().path("next").asString();
    Answer rest = desk.get("demo-clerk", "/api/v1/clients?limit=100&cursor=" + next);
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
    Answer answer = desk.post("demo-clerk", "/api/v1/clients", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void refusesAKeyThatAnotherClientHas() throws Exception {
    Map<String, Object> body = clientBody(newKey());
    body.put("key", OAuthCaller.key("demo-social").toPublicJWK().toJSONObject());
    Answer submitted = desk.post("demo-clerk", "/api/v1/clients", body);
    Answer answer = desk.approve("demo-reviewer", submitted);
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(desk.get("demo-clerk", "/api/v1/clients/" + body.get("id")).status()).isEqualTo(404);
  }

  @Test
  void rotatesAKeyWithOverlap() throws Exception {
    ECKey first = newKey();
    String client = desk.applied(desk.post("demo-clerk", "/api/v1/clients", clientBody(first)));
    String keys = "/api/v1/clients/" + client + "/keys";
    ECKey second = newKey();
    desk.applied(desk.post("demo-clerk", keys, Map.of("key", jwk(second), "overlap", "PT1H")));
    desk.awaitToken(client, second, 200);
    assertThat(desk.token(client, first).status()).isEqualTo(200);

    ECKey third = newKey();
    desk.applied(desk.post("demo-clerk", keys, Map.of("key", jwk(third), "overlap", "PT0S")));
    desk.awaitToken(client, third, 200);
    desk.awaitToken(client, first, 401);
    desk.awaitToken(client, second, 401);

    // A key is new once.
    Answer again = desk.approve("demo-reviewer", desk.post("demo-clerk", keys, Map.of("key", jwk(first))));
    assertThat(again.status()).isEqualTo(409);
    assertThat(desk.post("demo-clerk", keys, Map.of("key", jwk(newKey()), "overlap", "P31D")).status())
        .isEqualTo(422);
    assertThat(desk.post("demo-clerk", keys, Map.of("key", jwk(newKey()), "overlap", "-PT1S")).status())
        .isEqualTo(422);
  }

  @Test
  void suspendsAndReinstatesAClient() throws Exception {
    ECKey key = newKey();
    String client = desk.applied(desk.post("demo-clerk", "/api/v1/clients", clientBody(key)));
    String path = "/api/v1/clients/" + client;
    desk.awaitToken(client, key, 200);
    String token = desk.token(client, key).json().path("access_token").asString();
    desk.applied(desk.post("demo-clerk", path + "/suspension", Map.of("reason", "测试")));
    Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    OAuthCaller.assertStopsWithinASecond(
        () -> desk.caller.send("POST", "/api/v1/matches", "{}", headers).status());
    assertThat(desk.token(client, key).status()).isEqualTo(401);
    assertThat(desk.get("demo-clerk", path).json().path("state").asString()).isEqualTo("suspended");
    Answer twice = desk.post("demo-clerk", path + "/suspension", Map.of("reason", "测试"));
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.json().at("/resource/state").asString()).isEqualTo("suspended");
    desk.applied(desk.post("demo-clerk", path + "/reinstatement", Map.of("reason", "测试")));
    desk.awaitToken(client, key, 200);
  }

  @Test
  void keepsTheLastTwoWhoCanChangeAnything() {
    // Other tests may have made more of them.
    jdbc.update(
        "update client set state = 'suspended' where authority_id = 'dev-authority-national'"
            + " and id not like 'demo-%'");
    Answer submitted =
        desk.post("demo-clerk", "/api/v1/clients/demo-clerk/suspension", Map.of("reason", "测试"));
    Answer answer = desk.approve("demo-reviewer", submitted);
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(desk.get("demo-clerk", "/api/v1/clients/demo-clerk").json().path("state").asString())
        .isEqualTo("active");
  }

  @Test
  void redirectUrisAreReplacedByTwoPersons() throws Exception {
    ECKey key = newKey();
    String id = desk.applied(desk.post("demo-clerk", "/api/v1/clients", clientBody(key)));
    String path = "/api/v1/clients/" + id;
    Map<String, Object> body = Map.of("redirectUris", List.of("https://platform.example/back"));
    Answer submitted = desk.send("demo-clerk", "PUT", path + "/redirect-uris", body, "If-Match", "\"1\"");
    assertThat(desk.get("demo-clerk", path).json().path("redirectUris").size()).isZero();
    assertThat(desk.approve("demo-clerk", submitted).status()).isEqualTo(403);
    desk.applied(submitted);
    assertThat(desk.get("demo-clerk", path).json().at("/redirectUris/0").asString())
        .isEqualTo("https://platform.example/back");
    await().until(() -> clients.find(id).stream().anyMatch(client -> client.redirectUris().size() == 1));
  }

  @Test
  void whatWasProposedBeforeAnotherChangeDoesNotUndoIt() throws Exception {
    ECKey key = newKey();
    String path = "/api/v1/clients/" + desk.applied(desk.post("demo-clerk", "/api/v1/clients", clientBody(key)));
    Answer older = redirects(path, "https://platform.example/older", 1);
    desk.applied(redirects(path, "https://platform.example/newer", 1));
    assertLapses(older);
    assertThat(desk.get("demo-clerk", path).json().at("/redirectUris/0").asString())
        .isEqualTo("https://platform.example/newer");
    desk.applied(redirects(path, "https://platform.example/older", 2));

    ECKey newer = newKey();
    Answer olderKey = desk.post("demo-clerk", path + "/keys", Map.of("key", jwk(newKey()), "overlap", "PT0S"));
    desk.applied(desk.post("demo-clerk", path + "/keys", Map.of("key", jwk(newer), "overlap", "PT0S")));
    assertLapses(olderKey);
    assertThat(desk.get("demo-clerk", path).json().path("keys").valueStream())
        .filteredOn(each -> each.path("notAfter").isMissingNode())
        .singleElement()
        .satisfies(each -> assertThat(each.path("kid").asString()).isEqualTo(newer.getKeyID()));

    desk.applied(desk.post("demo-clerk", path + "/suspension", Map.of("reason", "测试")));
    Answer olderReinstatement = desk.post("demo-clerk", path + "/reinstatement", Map.of("reason", "先提出"));
    desk.applied(desk.post("demo-clerk", path + "/reinstatement", Map.of("reason", "后提出")));
    desk.applied(desk.post("demo-clerk", path + "/suspension", Map.of("reason", "密钥泄露")));
    assertLapses(olderReinstatement);
    assertThat(desk.get("demo-clerk", path).json().path("state").asString()).isEqualTo("suspended");
  }

  private Answer redirects(String path, String uri, int version) {
    return desk.send(
        "demo-clerk",
        "PUT",
        path + "/redirect-uris",
        Map.of("redirectUris", List.of(uri)),
        "If-Match",
        "\"" + version + "\"");
  }

  @Test
  void redirectUrisReplaceTheListThatTheirProposerSaw() throws Exception {
    String path = "/api/v1/clients/" + desk.applied(desk.post("demo-clerk", "/api/v1/clients", clientBody(newKey())));
    Map<String, Object> body = Map.of("redirectUris", List.of("https://platform.example/back"));
    Answer unseen = desk.send("demo-clerk", "PUT", path + "/redirect-uris", body);
    assertThat(unseen.status()).as(unseen.body()).isEqualTo(428);
    assertThat(redirects(path, "https://platform.example/back", 2).status()).as("a later one").isEqualTo(412);
    Answer any = desk.send("demo-clerk", "PUT", path + "/redirect-uris", body, "If-Match", "*");
    assertThat(any.status()).as("a change names what it saw").isEqualTo(400);
    desk.applied(redirects(path, "https://platform.example/back", 1));
    assertThat(redirects(path, "https://platform.example/other", 1).status()).as("an earlier one").isEqualTo(412);
    Answer list = desk.get("demo-reviewer", path + "/redirect-uris");
    assertThat(list.json().at("/redirectUris/0").asString()).isEqualTo("https://platform.example/back");
    desk.applied(redirects(path, "https://platform.example/other", 2));
    assertThat(desk.get("demo-appstore", path + "/redirect-uris").status()).as("a platform's client").isEqualTo(403);
  }

  private void assertLapses(Answer submitted) {
    Answer late = desk.approve("demo-reviewer", submitted);
    assertThat(late.status()).as(late.body()).isEqualTo(409);
    assertThat(late.json().at("/resource/state").asString()).isEqualTo("lapsed");
  }

  @Test
  void refusesRedirectUrisThatAreNone() {
    for (String uri : List.of("http://platform.example/back", "https://a.example/b#c", "javascript:1")) {
      Answer refused =
          desk.send(
              "demo-clerk",
              "PUT",
              "/api/v1/clients/demo-social/redirect-uris",
              Map.of("redirectUris", List.of(uri)));
      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/redirectUris/0");
    }
  }

  @Test
  void refusesRedirectUrisOfAnAuthoritysClient() {
    Answer refused =
        desk.send(
            "demo-clerk",
            "PUT",
            "/api/v1/clients/demo-reviewer/redirect-uris",
            Map.of("redirectUris", List.of("https://a.example/b")));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/code").asString()).isEqualTo("not-for-this-client");
  }
}
