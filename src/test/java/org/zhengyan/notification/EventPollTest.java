package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.notification.EventPlayers.Body;
import org.zhengyan.principal.Clients;
import tools.jackson.databind.JsonNode;

/** RFC 8936: what a poll gets, what an acknowledgement ends, and how one waits. */
@ServerTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EventPollTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private EventSweeper sweeper;
  @Autowired private PollWaiters waiters;
  @Autowired private Clients clients;
  private EventPlayers players;
  private String id;

  @BeforeEach
  void start() {
    players = new EventPlayers(port);
    JsonNode made =
        players
            .appStore
            .post(
                "/api/v1/event-endpoints",
                Map.of("delivery", "poll", "kinds", List.of("certificate.suspended", "certificate.released")))
            .expect(201)
            .json();
    assertThat(made.path("state").asString()).isEqualTo("active");
    id = made.path("id").asString();
    assertThat(made.path("url").asString()).endsWith("/api/v1/event-poll/" + id);
  }

  @AfterEach
  void stop() {
    players.removeEndpoints();
  }

  private JsonNode poll(Map<String, ?> request) {
    return players.appStore.post("/api/v1/event-poll/" + id, request).expect(200).json();
  }

  private JsonNode now(Object... members) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("returnImmediately", true);
    for (int i = 0; i < members.length; i += 2) {
      request.put((String) members[i], members[i + 1]);
    }
    return poll(request);
  }

  private static List<String> jtis(JsonNode answer) {
    return new ArrayList<>(answer.path("sets").propertyNames());
  }

  private static String kind(JsonNode answer, String jti) {
    try {
      SignedJWT token = SignedJWT.parse(answer.path("sets").path(jti).asString());
      assertThat(token.getJWTClaimsSet().getJWTID()).isEqualTo(jti);
      return token.getJWTClaimsSet().getJSONObjectClaim("events").keySet().iterator().next();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void givesTheFirstOfASubjectUntilItIsAcknowledged() {
    Body body = players.boundTo(players.appStore);
    assertThat(jtis(now())).isEmpty();
    players.suspend(body);
    players.release(body);

    JsonNode first = now();
    assertThat(jtis(first)).hasSize(1);
    String suspended = jtis(first).getFirst();
    assertThat(kind(first, suspended)).isEqualTo("urn:zhengyan:event:certificate.suspended");
    String keys = ContractClient.anonymous(port).get("/.well-known/receipt-keys").expect(200).text();
    try {
      assertThat(StubReceiver.verifies(SignedJWT.parse(first.path("sets").path(suspended).asString()), keys)).isTrue();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
    // Not acknowledged: it comes again, and nothing after it.
    assertThat(jtis(now())).containsExactly(suspended);
    JsonNode second = now("ack", List.of(suspended));
    assertThat(jtis(second)).hasSize(1).doesNotContain(suspended);
    assertThat(kind(second, jtis(second).getFirst())).isEqualTo("urn:zhengyan:event:certificate.released");
    assertThat(jtis(now("ack", jtis(second)))).isEmpty();
  }

  @Test
  void onlyAcknowledgesWhenNoEventsAreWanted() {
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    List<String> jtis = jtis(now());
    JsonNode answer = poll(Map.of("maxEvents", 0, "ack", jtis));
    assertThat(jtis(answer)).isEmpty();
    assertThat(jtis(now())).isEmpty();
  }

  @Test
  void saysThatThereIsMore() {
    for (int i = 0; i < 3; i++) {
      players.suspend(players.boundTo(players.appStore));
    }
    JsonNode two = now("maxEvents", 2);
    assertThat(jtis(two)).hasSize(2);
    assertThat(two.path("moreAvailable").asBoolean()).isTrue();
    JsonNode last = now("maxEvents", 2, "ack", jtis(two));
    assertThat(jtis(last)).hasSize(1);
    assertThat(last.path("moreAvailable").asBoolean()).isFalse();
  }

  @Test
  void makesADeadLetterOfWhatIsReported() {
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    players.release(body);
    String jti = jtis(now()).getFirst();
    Map<String, String> error = Map.of("err", "invalid_key", "description", "unknown kid");
    JsonNode next = now("setErrs", Map.of(jti, error));
    assertThat(jtis(next)).hasSize(1).doesNotContain(jti);
    String path = "/api/v1/event-endpoints/" + id + "/dead-letters";
    JsonNode letters = players.appStore.get(path).expect(200).json().path("items");
    assertThat(letters.get(0).path("jti").asString()).isEqualTo(jti);
    assertThat(letters.get(0).path("reason").asString()).isEqualTo("setErrs invalid_key: unknown kid");
    players.appStore.post(path + "/retry").expect(202);
    assertThat(jtis(now())).containsExactly(jti);
  }

  @Test
  void ignoresTheAcknowledgementOfAnotherOperatorsEvent() {
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    String jti = jtis(now()).getFirst();
    String other =
        players
            .social
            .post(
                "/api/v1/event-endpoints",
                Map.of("delivery", "poll", "kinds", List.of("certificate.suspended")))
            .expect(201)
            .json()
            .path("id")
            .asString();
    players
        .social
        .post("/api/v1/event-poll/" + other, Map.of("returnImmediately", true, "ack", List.of(jti)))
        .expect(200);
    assertThat(jtis(now())).containsExactly(jti);
  }

  @Test
  void waitsForAnEvent() throws Exception {
    Body body = players.boundTo(players.appStore);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> waiting = threads.submit(() -> poll(Map.of("maxEvents", 5)));
      Awaitility.await().until(() -> waiters.waitingFor(id) == 1);
      players.suspend(body);
      assertThat(jtis(waiting.get(30, TimeUnit.SECONDS))).hasSize(1);
    }
  }

  @Test
  void tellsNothingToAClientThatWasSuspendedWhileItWaited() throws Exception {
    Body body = players.boundTo(players.appStore);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> waiting =
          threads.submit(() -> players.appStore.post("/api/v1/event-poll/" + id, Map.of("maxEvents", 5)).status());
      Awaitility.await().until(() -> waiters.waitingFor(id) == 1);
      jdbc.update("update client set state = 'suspended' where id = 'demo-appstore'");
      players.suspend(body);
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(401);
    } finally {
      jdbc.update("update client set state = 'active' where id = 'demo-appstore'");
      Awaitility.await().until(() -> clients.find("demo-appstore").orElseThrow().active());
    }
  }

  @Test
  void refusesMoreThanItsBounds() {
    players
        .appStore
        .post("/api/v1/event-poll/" + id, Map.of("maxEvents", -1, "returnImmediately", true))
        .expect(400);
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      many.add("x");
    }
    players.appStore.post("/api/v1/event-poll/" + id, Map.of("ack", many)).expect(400);
    players.appStore.post("/api/v1/event-poll/" + id, Map.of("colour", "red")).expect(400);
  }

  @Test
  void refusesToBePolledForWhatIsPushed() {
    try (StubReceiver receiver = StubReceiver.start(0)) {
      String push = receiver.register(players.appStore, "certificate.suspended");
      assertThat(players.appStore.post("/api/v1/event-poll/" + push, Map.of()).expect(409).problem())
          .isEqualTo("wrong-state");
    }
  }

  @Test
  void givesUpWhatNobodyAskedFor() {
    Body body = players.boundTo(players.appStore);
    players.suspend(body);
    jdbc.update("update event_delivery set queued_at = queued_at - interval '4 days' where endpoint_id = ?", id);
    sweeper.sweep();
    assertThat(jtis(now())).isEmpty();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        players
                            .appStore
                            .get("/api/v1/event-endpoints/" + id)
                            .expect(200)
                            .json()
                            .at("/backlog/dead")
                            .asInt())
                    .isEqualTo(1));
  }
}
