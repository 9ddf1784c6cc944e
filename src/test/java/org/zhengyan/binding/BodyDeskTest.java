package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** A body sees and repudiates its bindings with its certificate, once and for good. */
@ServerTest
class BodyDeskTest {
  @LocalServerPort private int port;
  @Autowired private Bindings bindings;
  @Autowired private JdbcTemplate jdbc;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void showsWhatWasOpenedInItsName(String suite) {
    String first = players.verify(players.appStore, body, "one");
    Instant begin = Instant.now().minusSeconds(1);
    String second = players.verify(players.social, body, "two");
    JsonNode overview = players.overview(players.certify(body, suite)).expect(200).json();
    assertThat(StreamSupport.stream(overview.path("bindings").spliterator(), false))
        .extracting(each -> each.path("id").asString())
        .containsExactly(second, first);
    JsonNode newest = overview.path("bindings").get(0);
    assertThat(newest.at("/platform/name").asString()).isEqualTo("示例社交平台");
    assertThat(newest.at("/action/type").asString()).isEqualTo("accountOpening");
    assertThat(newest.at("/action/identifier").asString()).isEqualTo("two");
    assertThat(newest.path("uscc").asString()).isEqualTo(body.uscc());
    assertThat(Instant.parse(newest.path("since").asString())).isBetween(begin, Instant.now().plusSeconds(1));
  }

  @Test
  void showsNothingOfOthers() {
    players.verify(players.appStore, players.body("p256"), "one");
    assertThat(players.overview(body).expect(200).json().path("bindings")).isEmpty();
  }

  @Test
  void showsMoreThanAPageByAnotherSignature() {
    String last = players.verify(players.appStore, body, "first");
    jdbc.update(
        "insert into binding (id, uscc, operator_id, action_type, identifier, subject, state, certificate,"
            + " verification) select gen_random_uuid(), uscc, operator_id, action_type, 'n' || n, subject,"
            + " state, certificate, verification from binding, generate_series(1, 200) n where id = ?",
        UUID.fromString(last));
    JsonNode page = players.overview(body).expect(200).json();
    assertThat(page.path("bindings")).hasSize(200);
    JsonNode challenge =
        players
            .anybody
            .post(
                "/api/v1/binding-challenges",
                Map.of("kind", "overview", "uscc", body.uscc(), "cursor", page.path("next").asString()))
            .expect(201)
            .json();
    assertThat(text(challenge)).contains("\nafter: " + page.path("next").asString() + "\nnonce: ");
    JsonNode rest = players.overviewWith(body, challenge).expect(200).json();
    assertThat(rest.path("bindings").valueStream().map(each -> each.path("id").asString()))
        .containsExactly(last);
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void signsTextsOfTheirOwnKinds() {
    String overview = text(players.challenge("overview", body, null));
    assertThat(overview)
        .matches(
            "ZHENGYAN BINDING-OVERVIEW 1\\nservice: [^\\n]+\\nenvironment: dev\\nuscc: "
                + body.uscc()
                + "\\nnonce: [A-Za-z0-9_-]{43}\\nexpires: [^\\n]+Z\\n");
    String id = UUID.randomUUID().toString();
    assertThat(text(players.challenge("repudiation", body, id)))
        .matches(
            "ZHENGYAN BINDING-REPUDIATION 1\\nservice: [^\\n]+\\nenvironment: dev\\nuscc: "
                + body.uscc()
                + "\\nbinding: "
                + id
                + "\\nnonce: [A-Za-z0-9_-]{43}\\nexpires: [^\\n]+Z\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void repudiatesAtOnce(String suite) {
    String id = players.verify(players.appStore, body, "one");
    JsonNode repudiated = players.repudiate(players.certify(body, suite), id).expect(200).json();
    assertThat(repudiated.path("state").asString()).isEqualTo("repudiated");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
    assertThat(players.appStore.get("/api/v1/bindings/" + id).expect(200).json().path("state").asString())
        .isEqualTo("repudiated");
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where convert_from(record, 'UTF8') like ?",
                Integer.class,
                "%\"subject\":\"" + id + "\",\"type\":\"binding.repudiated\"%"))
        .isEqualTo(1);
  }

  @Test
  void tellsThatItWasRepudiatedBefore() {
    String id = players.verify(players.appStore, body, "one");
    players.repudiate(body, id).expect(200);
    Reply again = players.repudiate(body, id).expect(409);
    assertThat(again.json().path("resource").path("state").asString()).isEqualTo("repudiated");
  }

  @Test
  void endsOnceHoweverManyTry() throws Exception {
    String id = players.verify(players.appStore, body, "one");
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Map<String, Object> proof = body.proof(players.challenge("repudiation", body, id));
      attempts.add(() -> players.anybody.post("/api/v1/bindings/" + id + "/repudiation", proof));
      attempts.add(
          () ->
              players.appStore.post(
                  "/api/v1/bindings/" + id + "/ending", Map.of("reason", "accountClosed")));
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        statuses.add(attempt.get().status());
      }
    }
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
  }

  @Test
  void isNotBroughtBackByAnEarlierSignature() {
    String id = players.verify(players.appStore, body, "one");
    JsonNode held = players.create(players.appStore, body, "one");
    players.repudiate(body, id).expect(200);
    JsonNode verified =
        players
            .appStore
            .post(
                "/api/v1/verifications/" + held.path("id").asString() + "/evidence",
                body.holder().evidence(held.path("challenge").asString()))
            .expect(200)
            .json();
    assertThat(verified.path("state").asString()).isEqualTo("verified");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
    players.verify(players.appStore, body, "one");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).hasSize(1);
  }

  @Test
  void isHistoryInTheDatabase() {
    UUID id = UUID.fromString(players.verify(players.appStore, body, "one"));
    players.repudiate(body, id.toString()).expect(200);
    assertThatThrownBy(
            () ->
                jdbc.update(
                    "update binding set state = 'active', ended_at = null, repudiated_by = null where id = ?",
                    id))
        .isInstanceOf(DataAccessException.class);
    assertThatThrownBy(() -> jdbc.update("delete from binding where id = ?", id))
        .isInstanceOf(DataAccessException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = 'ended'",
        "state = 'lost', ended_at = now()",
        "state = 'repudiated', ended_at = now()",
        "state = 'ended', ended_at = now(), repudiated_by = 'ab'"
      })
  void endsInTheDatabaseAsItMayEnd(String wrongly) {
    UUID id = UUID.fromString(players.verify(players.appStore, body, "one"));
    assertThatThrownBy(() -> jdbc.update("update binding set " + wrongly + " where id = ?", id))
        .isInstanceOf(DataAccessException.class);
    players.repudiate(body, id.toString()).expect(200);
  }

  private static String text(JsonNode challenge) {
    return new String(
        Base64.getUrlDecoder().decode(challenge.path("challenge").asString()), StandardCharsets.UTF_8);
  }
}
