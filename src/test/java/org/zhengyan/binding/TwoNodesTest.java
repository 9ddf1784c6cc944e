package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.zhengyan.TestStores;
import org.zhengyan.Zhengyan;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Two nodes on one database, asked at once: what happens once happens once over both. */
class TwoNodesTest {
  private static final List<ConfigurableApplicationContext> NODES = new ArrayList<>();
  private static BindingPlayers one;
  private static BindingPlayers two;

  private BindingPlayers.Body body;

  @BeforeAll
  static void start() {
    String database = TestStores.freshDatabaseUrl();
    one = node(database);
    two = node(database);
  }

  @AfterAll
  static void stop() {
    NODES.forEach(ConfigurableApplicationContext::close);
    NODES.clear();
  }

  @BeforeEach
  void body() {
    body = one.body("p256");
    String path = "/api/v1/certificates/" + body.serial() + "/status";
    await().until(() -> two.appStore.get(path).expect(200).json().path("status").asString().equals("good"));
  }

  @Test
  void takeOneProofOnce() throws Exception {
    String id = one.verify(one.appStore, body, "one");
    Map<String, Object> proof = proof(id);
    String path = "/api/v1/bindings/" + id + "/repudiation";
    assertOneWins(
        List.of(
            () -> one.anybody.post(path, proof),
            () -> two.anybody.post(path, proof),
            () -> one.anybody.post(path, proof),
            () -> two.anybody.post(path, proof)));
  }

  @Test
  void endABindingOnce() throws Exception {
    String id = one.verify(one.appStore, body, "one");
    String path = "/api/v1/bindings/" + id;
    Map<String, Object> first = proof(id);
    Map<String, Object> second = proof(id);
    Map<String, String> closed = Map.of("reason", "accountClosed");
    assertOneWins(
        List.of(
            () -> one.anybody.post(path + "/repudiation", first),
            () -> two.anybody.post(path + "/repudiation", second),
            () -> one.appStore.post(path + "/ending", closed),
            () -> two.appStore.post(path + "/ending", closed)));
    assertThat(one.appStore.get(path).expect(200).json().path("state"))
        .isEqualTo(two.appStore.get(path).expect(200).json().path("state"));
  }

  @Test
  void endABindingOnceUnderOneIdempotencyKey() throws Exception {
    String path = "/api/v1/bindings/" + one.verify(one.appStore, body, "one") + "/ending";
    String key = UUID.randomUUID().toString();
    Map<String, String> closed = Map.of("reason", "accountClosed");
    List<Reply> replies =
        atOnce(
            List.of(
                () -> one.appStore.post(path, closed, "Idempotency-Key", key),
                () -> two.appStore.post(path, closed, "Idempotency-Key", key)));
    assertThat(replies).allSatisfy(reply -> reply.expect(200));
    assertThat(replies.get(0).text()).isEqualTo(replies.get(1).text());
  }

  private Map<String, Object> proof(String binding) {
    JsonNode challenge =
        one.anybody
            .post(
                "/api/v1/binding-challenges",
                Map.of("kind", "repudiation", "uscc", body.uscc(), "binding", binding))
            .expect(201)
            .json();
    return body.holder().proof(challenge);
  }

  private static void assertOneWins(List<Callable<Reply>> attempts) throws Exception {
    assertThat(atOnce(attempts).stream().map(Reply::status)).containsOnlyOnce(200).containsOnly(200, 409);
  }

  private static List<Reply> atOnce(List<Callable<Reply>> attempts) throws Exception {
    List<Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        replies.add(attempt.get());
      }
    }
    return replies;
  }

  private static BindingPlayers node(String database) {
    ConfigurableApplicationContext node =
        new SpringApplicationBuilder(Zhengyan.class)
            .profiles("dev")
            .run(
                "--server.port=0",
                "--spring.datasource.url=" + database,
                "--spring.datasource.hikari.minimum-idle=1",
                "--zhengyan.redis-url=" + TestStores.redisUrl(),
                "--zhengyan.data-dir=target/test-data/" + UUID.randomUUID());
    NODES.add(node);
    return new BindingPlayers(((ServletWebServerApplicationContext) node).getWebServer().getPort());
  }
}
