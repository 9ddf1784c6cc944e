package org.zhengyan.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.operator.PrincipalDesk.clientBody;
import static org.zhengyan.operator.PrincipalDesk.newKey;

import com.nimbusds.jose.jwk.ECKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.principal.Clients;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** Operators, and who may change them and what is theirs: two persons of the right division. */
@ServerTest
@NullUnmarked
class OperatorsTest {
  @LocalServerPort int port;
  @Autowired Clients clients;
  private PrincipalDesk desk;

  @BeforeEach
  void open() {
    desk = new PrincipalDesk(port);
  }

  @Test
  void admitsAnOperatorAndItsClient() throws Exception {
    String name = "测试平台 " + UUID.randomUUID();
    String operator =
        desk.applied(
            desk.post("demo-clerk", "/api/v1/operators", Map.of("name", name, "filingNumber", "测试-" + name)));
    Answer read = desk.get("demo-reviewer", "/api/v1/operators/" + operator);
    assertThat(read.json().path("name").asString()).isEqualTo(name);
    assertThat(read.json().path("state").asString()).isEqualTo("active");
    assertThat(read.headers().get("etag")).containsExactly("\"1\"");

    ECKey key = newKey();
    Map<String, Object> body = clientBody(key);
    body.put("operator", operator);
    String client = desk.applied(desk.post("demo-clerk", "/api/v1/clients", body));
    desk.awaitToken(client, key, 200);
    Answer shown = desk.get("demo-clerk", "/api/v1/clients/" + client);
    assertThat(shown.json().path("operator").asString()).isEqualTo(operator);
    assertThat(shown.json().at("/keys/0/kid").asString()).isEqualTo(key.getKeyID());
    assertThat(shown.json().at("/keys/0/key/d").isMissingNode()).isTrue();
    await().until(() -> clients.find(client).orElseThrow().displayName().equals(name));

    String renamed = "更名 " + name;
    desk.applied(
        desk.send(
            "demo-clerk",
            "PUT",
            "/api/v1/operators/" + operator,
            Map.of("name", renamed, "state", "active"),
            "If-Match",
            "\"1\""));
    await().until(() -> clients.find(client).orElseThrow().displayName().equals(renamed));

    desk.applied(
        desk.send(
            "demo-clerk",
            "PUT",
            "/api/v1/operators/" + operator,
            Map.of("name", renamed, "state", "suspended"),
            "If-Match",
            "\"2\""));
    desk.awaitToken(client, key, 401);
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
    String client = desk.applied(desk.post("demo-clerk", "/api/v1/clients", second));
    desk.awaitToken(client, key, 200);

    Answer submitted = desk.post("demo-clerk", "/api/v1/clients", clientBody(newKey()));
    String token = desk.token(client, key).json().path("access_token").asString();
    Answer answer =
        desk.caller.send(
            "POST",
            PrincipalDesk.CHANGES + submitted.json().path("change").asString() + "/approval",
            "{}",
            Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("same-person");
  }

  @Test
  void refusesOperatorsAndForeignAuthoritiesToANarrowerDivision() throws Exception {
    assertThat(desk.post("demo-nanjing-clerk", "/api/v1/operators", Map.of("name", "x")).problem())
        .isEqualTo("outside-division");
    assertThat(desk.post("demo-nanjing-clerk", "/api/v1/clients", clientBody(newKey())).problem())
        .isEqualTo("outside-division");
    assertThat(desk.get("demo-nanjing-clerk", "/api/v1/clients/demo-appstore").problem())
        .isEqualTo("outside-division");
    assertThat(
            desk.post("demo-nanjing-clerk", "/api/v1/clients/demo-clerk/suspension", Map.of("reason", "x"))
                .problem())
        .isEqualTo("outside-division");
  }

  @Test
  void changesAnOperatorOnlyFromTheVersionThatWasSeen() {
    String name = "测试平台 " + UUID.randomUUID();
    String operator = desk.applied(desk.post("demo-clerk", "/api/v1/operators", Map.of("name", name)));
    String path = "/api/v1/operators/" + operator;
    Map<String, String> change = Map.of("name", name, "state", "suspended");
    assertThat(desk.send("demo-clerk", "PUT", path, change).status()).isEqualTo(428);
    assertThat(desk.send("demo-clerk", "PUT", path, change, "If-Match", "\"2\"").status()).isEqualTo(412);
    Answer one = desk.send("demo-clerk", "PUT", path, change, "If-Match", "\"1\"");
    Answer two =
        desk.send("demo-clerk", "PUT", path, Map.of("name", name + "2", "state", "active"), "If-Match", "\"1\"");
    desk.applied(one);
    assertThat(desk.approve("demo-reviewer", two).status()).isEqualTo(409);
    assertThat(desk.send("demo-clerk", "PUT", path, Map.of("name", name), "If-Match", "\"2\"").status())
        .isEqualTo(400);
    assertThat(
            desk.send("demo-clerk", "PUT", path, Map.of("name", name, "state", "gone"), "If-Match", "\"2\"")
                .status())
        .isEqualTo(422);
  }

  @Test
  void refusesOperatorsToOperators() {
    assertThat(desk.get("demo-appstore", "/api/v1/operators").status()).isEqualTo(403);
    assertThat(desk.get("demo-appstore", "/api/v1/clients/demo-appstore").status()).isEqualTo(403);
  }

  @Test
  void listsOperators() {
    Answer answer = desk.get("demo-nanjing-reviewer", "/api/v1/operators?limit=100");
    assertThat(answer.body()).contains("示例应用商店").contains("示例-2024-001");
  }
}
