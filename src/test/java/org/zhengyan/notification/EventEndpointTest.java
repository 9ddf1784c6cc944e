package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.notification.EventPlayers.Body;
import tools.jackson.databind.JsonNode;

/** Endpoints: whose they are, how they are proven, what is refused. */
@ServerTest
class EventEndpointTest {
  private static final String PATH = "/api/v1/event-endpoints";

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private EventSweeper sweeper;
  private EventPlayers players;

  @BeforeEach
  void start() {
    players = new EventPlayers(port);
  }

  @AfterEach
  void stop() {
    players.removeEndpoints();
  }

  private Reply create(Map<String, ?> body) {
    return players.appStore.post(PATH, body);
  }

  private Reply push(String url) {
    return create(Map.of("delivery", "push", "url", url, "kinds", List.of("certificate.suspended")));
  }

  @Test
  void sendsNothingButTheChallengeUntilItComesBack() {
    try (StubReceiver receiver = StubReceiver.start(0)) {
      JsonNode made = push(receiver.url()).expect(201).json();
      String id = made.path("id").asString();
      assertThat(made.path("state").asString()).isEqualTo("unproven");
      String challenge = receiver.challenge(id);
      Body body = players.boundTo(players.appStore);
      players.suspend(body);

      Reply wrong = players.appStore.post(PATH + "/" + id + "/proof", Map.of("challenge", challenge + "A"));
      assertThat(wrong.expect(422).json().at("/errors/0/code").asString()).isEqualTo("challenge-differs");
      assertThat(players.appStore.post(PATH + "/" + id + "/test").expect(409).problem())
          .isEqualTo("wrong-state");
      assertThat(players.social.post(PATH + "/" + id + "/proof", Map.of("challenge", challenge)).status())
          .isEqualTo(404);
      JsonNode proven =
          players.appStore.post(PATH + "/" + id + "/proof", Map.of("challenge", challenge)).expect(200).json();
      assertThat(proven.path("state").asString()).isEqualTo("active");
      players.appStore.post(PATH + "/" + id + "/proof", Map.of("challenge", challenge)).expect(409);

      players.release(body);
      players.suspend(body);
      await().until(() -> receiver.received("certificate.suspended").size() == 1);
      assertThat(receiver.received()).hasSize(2);
    }
  }

  @Test
  void removesWhatNobodyProvedWithinADay() {
    try (StubReceiver receiver = StubReceiver.start(0)) {
      String id = push(receiver.url()).expect(201).json().path("id").asString();
      jdbc.update("update event_endpoint set created_at = created_at - interval '25 hours' where id = ?", id);
      sweeper.sweep();
      players.appStore.get(PATH + "/" + id).expect(404);
    }
  }

  @Test
  void showsAnotherOperatorsEndpointToNobody() {
    String id =
        create(Map.of("delivery", "poll", "kinds", List.of("institution.changed")))
            .expect(201)
            .json()
            .path("id")
            .asString();
    String path = PATH + "/" + id;
    players.social.get(path).expect(404);
    players.social.exchange("DELETE", path, null, new byte[0]).expect(404);
    players.social.post(path + "/proof", Map.of("challenge", "x")).expect(404);
    players.social.post(path + "/test").expect(404);
    players.social.get(path + "/dead-letters").expect(404);
    players.social.post(path + "/dead-letters/retry").expect(404);
    players.social.post("/api/v1/event-poll/" + id, Map.of("returnImmediately", true)).expect(404);
    assertThat(players.social.get(PATH).expect(200).json().path("items")).isEmpty();
    assertThat(players.clerk.get(PATH).expect(403).problem()).isEqualTo("forbidden");
    players.appStore.get(path).expect(200);
  }

  @Test
  void limitsTheEndpointsOfAnOperator() {
    Map<String, Object> poll = Map.of("delivery", "poll", "kinds", List.of("institution.changed"));
    for (int i = 0; i < 5; i++) {
      create(poll).expect(201);
    }
    assertThat(create(poll).expect(409).problem()).isEqualTo("wrong-state");
    players.removeEndpoints();
    create(poll).expect(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://events.example.com/",
        "https://events.example.com:8443/",
        "https://user@events.example.com/",
        "https://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "https://intranet/",
        "no url"
      })
  void refusesAnUnfitUrl(String url) {
    Reply reply = push(url).expect(422);
    assertThat(reply.json().at("/errors/0/pointer").asString()).isEqualTo("/url");
  }

  @Test
  void refusesWhatDoesNotBelongTogether() {
    refused("/url", Map.of("delivery", "push", "kinds", List.of("institution.changed")));
    refused(
        "/url",
        Map.of("delivery", "poll", "url", "https://a.example/", "kinds", List.of("institution.changed")));
    refused("/delivery", Map.of("delivery", "pigeon", "kinds", List.of("institution.changed")));
    refused("/kinds", Map.of("delivery", "poll"));
    refused("/kinds", Map.of("delivery", "poll", "kinds", List.of()));
    refused("/kinds/0", Map.of("delivery", "poll", "kinds", List.of("endpoint.verification")));
    refused("/kinds/1", Map.of("delivery", "poll", "kinds", List.of("institution.changed", "institution.changed")));
  }

  private void refused(String pointer, Map<String, ?> body) {
    Reply reply = create(body).expect(400);
    assertThat(reply.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
  }

  @Test
  void repeatsTheFirstAnswerForOneIdempotencyKey() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("delivery", "poll");
    body.put("kinds", List.of("institution.changed"));
    String first = players.appStore.post(PATH, body, "Idempotency-Key", "one-endpoint").expect(201).text();
    assertThat(players.appStore.post(PATH, body, "Idempotency-Key", "one-endpoint").expect(201).text())
        .isEqualTo(first);
    assertThat(players.appStore.get(PATH).expect(200).json().path("items")).hasSize(1);
  }
}
