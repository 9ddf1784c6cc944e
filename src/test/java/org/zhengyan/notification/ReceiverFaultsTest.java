package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zhengyan.notification.StubReceiver.ALL;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.notification.EventPlayers.Body;
import org.zhengyan.notification.StubReceiver.Answer;
import tools.jackson.databind.JsonNode;

/** What becomes of an event when its receiver refuses it, is too busy for it, or is away. */
@ServerTest
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReceiverFaultsTest {
  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  private EventPlayers players;
  private StubReceiver receiver;

  @BeforeEach
  void start() {
    players = new EventPlayers(port);
    receiver = StubReceiver.start(0);
  }

  @AfterEach
  void stop() {
    players.removeEndpoints();
    receiver.close();
  }

  @Test
  void keepsALaterEventOfASubjectBack() {
    receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    Body other = players.boundTo(players.appStore);
    receiver.answer(
        token -> {
          Map<String, Object> event = StubReceiver.event(token, "certificate.suspended");
          boolean mine = event != null && body.uscc().equals(event.get("uscc"));
          return mine ? new Answer(500, "") : Answer.ACCEPTED;
        });
    players.suspend(body);
    players.release(body);
    players.suspend(other);
    players.release(other);
    receiver.awaitKinds(other, "certificate.suspended", "certificate.released");
    await().until(() -> receiver.received("certificate.suspended").size() >= 4);
    assertThat(receiver.kinds(body)).containsExactly("certificate.suspended");
    receiver.answer(token -> Answer.ACCEPTED);
    receiver.awaitKinds(body, "certificate.suspended", "certificate.released");
  }

  @Test
  void keepsWhatAReceiverRefusedAndSendsItAgainWhenAsked() {
    String endpoint = receiver.register(players.appStore, ALL);
    String path = "/api/v1/event-endpoints/" + endpoint;
    Body body = players.boundTo(players.appStore);
    receiver.answer(
        token ->
            StubReceiver.event(token, "certificate.suspended") == null
                ? Answer.ACCEPTED
                : new Answer(400, "{\"err\":\"invalid_audience\",\"description\":\"who?\"}"));
    players.suspend(body);
    players.release(body);
    // What was refused holds nothing up.
    receiver.awaitKinds(body, "certificate.suspended", "certificate.released");
    assertThat(receiver.received("certificate.suspended")).hasSize(1);
    JsonNode letters = players.appStore.get(path + "/dead-letters").expect(200).json().path("items");
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).path("kind").asString()).isEqualTo("certificate.suspended");
    assertThat(letters.get(0).path("reason").asString()).isEqualTo("400 invalid_audience: who?");
    receiver.answer(token -> Answer.ACCEPTED);
    String jti = letters.get(0).path("jti").asString();
    JsonNode queued =
        players
            .appStore
            .post(path + "/dead-letters/retry", Map.of("jtis", List.of(jti)))
            .expect(202)
            .json();
    assertThat(queued.path("queued").asInt()).isEqualTo(1);
    await().until(() -> receiver.received("certificate.suspended").size() == 2);
    assertThat(receiver.received("certificate.suspended").stream().map(StubReceiver::jti)).containsOnly(jti);
    await()
        .untilAsserted(
            () ->
                assertThat(players.appStore.get(path).expect(200).json().at("/backlog/dead").asInt()).isZero());
  }

  @Test
  void givesUpAfterSoManyAttempts() {
    String endpoint = receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    receiver.answer(token -> new Answer(500, ""));
    players.suspend(body);
    await().until(() -> !receiver.received("certificate.suspended").isEmpty());
    jdbc.update(
        "update event_delivery set attempts = 499, due_at = clock_timestamp() where endpoint_id = ?"
            + " and state = 'pending'",
        endpoint);
    await()
        .untilAsserted(
            () -> {
              JsonNode items =
                  players
                      .appStore
                      .get("/api/v1/event-endpoints/" + endpoint + "/dead-letters")
                      .expect(200)
                      .json()
                      .path("items");
              assertThat(items).hasSize(1);
              assertThat(items.get(0).path("reason").asString()).isEqualTo("500");
            });
  }

  /** 503 for one and 202 for others: the receiver is there, and the one must not be sent without pause. */
  @Test
  void putsOffOneEventThatAReceiverIsTooBusyFor() {
    receiver.register(players.appStore, ALL);
    Body busy = players.boundTo(players.appStore);
    List<Body> others = List.of(players.boundTo(players.appStore), players.boundTo(players.appStore));
    receiver.answer(
        token -> {
          Map<String, Object> event = StubReceiver.event(token, "certificate.suspended");
          boolean mine = event != null && busy.uscc().equals(event.get("uscc"));
          return mine ? new Answer(503, "") : Answer.ACCEPTED;
        });
    players.suspend(busy);
    for (Body other : others) {
      players.suspend(other);
      players.release(other);
      receiver.awaitKinds(other, "certificate.suspended", "certificate.released");
    }
    assertThat(receiver.received()).hasSizeLessThan(40);
    receiver.answer(token -> Answer.ACCEPTED);
    receiver.awaitKinds(busy, "certificate.suspended");
  }

  @Test
  void leavesAReceiverAloneThatIsAwayAndTellsItsOwner() {
    String endpoint = receiver.register(players.appStore, ALL);
    Body body = players.boundTo(players.appStore);
    int at = receiver.port();
    receiver.close();
    players.suspend(body);
    players.release(body);
    await()
        .untilAsserted(
            () -> {
              JsonNode shown = players.appStore.get("/api/v1/event-endpoints/" + endpoint).expect(200).json();
              assertThat(shown.at("/failure/reason").asString()).isEqualTo("no connection");
              assertThat(shown.at("/backlog/pending").asInt()).isEqualTo(2);
            });
    receiver = StubReceiver.start(at);
    receiver.awaitKinds(body, "certificate.suspended", "certificate.released");
  }

  @Test
  void refusesAnAnswerThatIsNot202() {
    String endpoint = receiver.register(players.appStore, ALL);
    receiver.answer(token -> new Answer(200, ""));
    players.appStore.post("/api/v1/event-endpoints/" + endpoint + "/test").expect(202);
    await().until(() -> receiver.received("test").size() >= 2);
    assertThat(
            players.appStore.post("/api/v1/event-endpoints/" + endpoint + "/test").expect(409).problem())
        .isEqualTo("wrong-state");
    receiver.answer(token -> Answer.ACCEPTED);
    await()
        .until(
            () ->
                players
                        .appStore
                        .get("/api/v1/event-endpoints/" + endpoint)
                        .expect(200)
                        .json()
                        .at("/backlog/pending")
                        .asInt()
                    == 0);
  }
}
