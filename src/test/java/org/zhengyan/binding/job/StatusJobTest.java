package org.zhengyan.binding.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.binding.BindingPlayers;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** Jobs from asking to the last page of answers; then what is refused. */
@ServerTest
class StatusJobTest {

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private StatusJobStore store;
  @Autowired private StatusJobRunner runner;

  private BindingPlayers players;
  private BindingPlayers.Body body;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
    body = players.body("p256");
    jdbc.update("delete from status_job");
  }

  @Test
  void answersEachItem() {
    BindingPlayers.Body revoked = players.body("sm2");
    String binding = players.verify(players.appStore, body, "one");
    String others = players.verify(players.social, body, "two");
    players.revoke(revoked.serial(), "cessationOfOperation");
    JsonNode job =
        done(
            ask(
                List.of(body.serial(), revoked.serial(), "7".repeat(32), "no serial"),
                List.of(binding, others, "no id")));
    assertThat(job.path("total").asInt()).isEqualTo(7);
    assertThat(job.path("asOf").asString()).isNotEmpty();
    JsonNode items = results(job, "").path("items");
    assertThat(items.valueStream().map(each -> each.path("status").asString()))
        .containsExactly("good", "revoked", "unknown", "invalid", "active", "unknown", "invalid");
    assertThat(items.get(1).path("reason").asString()).isEqualTo("cessationOfOperation");
    assertThat(items.get(3).path("reason").asString()).isEqualTo("serialInvalid");
    assertThat(items.get(4).path("certificateStatus").asString()).isEqualTo("good");
    assertThat(items.get(4).path("institutionStatus").asString()).isEqualTo("normal");
    assertThat(items.get(5).has("uscc")).isFalse();
    assertThat(items.get(6).path("reason").asString()).isEqualTo("idInvalid");
    assertThat(results(job, "").has("next")).isFalse();
  }

  @Test
  void tellsWhatBecameOfABinding() {
    String ended = players.verify(players.appStore, body, "one");
    players.appStore.post("/api/v1/bindings/" + ended + "/ending", Map.of("reason", "transferred")).expect(200);
    players.verify(players.appStore, body, "two");
    players.revoke(body.serial(), "certificateHold");
    JsonNode item = results(done(ask(List.of(), List.of(ended))), "").path("items").get(0);
    assertThat(item.path("status").asString()).isEqualTo("ended");
    assertThat(item.path("reason").asString()).isEqualTo("transferred");
    assertThat(item.path("certificateStatus").asString()).isEqualTo("suspended");
  }

  @Test
  void takesTenThousandAndPagesThem() {
    List<String> serials = new ArrayList<>(Collections.nCopies(10_000, "7".repeat(32)));
    serials.set(9_999, body.serial());
    JsonNode job = done(ask(serials, List.of()));
    assertThat(job.path("done").asInt()).isEqualTo(10_000);
    List<Integer> positions = new ArrayList<>();
    String cursor = "0";
    String last = "";
    while (!cursor.isEmpty()) {
      JsonNode page = results(job, "?limit=499&cursor=" + cursor);
      page.path("items").forEach(item -> positions.add(item.path("position").asInt()));
      last = page.path("items").get(page.path("items").size() - 1).path("status").asString();
      cursor = page.path("next").asString("");
    }
    assertThat(positions).hasSize(10_000).isSorted().doesNotHaveDuplicates();
    assertThat(last).isEqualTo("good");
  }

  @Test
  void takesTenThousandBindingsWithAReasonForEach() {
    String binding = players.verify(players.appStore, body, "one");
    players.revoke(body.serial(), "certificateHold");
    List<String> bindings = new ArrayList<>(Collections.nCopies(10_000, UUID.randomUUID().toString()));
    bindings.set(0, "no id");
    bindings.set(9_999, binding);
    JsonNode job = done(ask(List.of(), bindings));
    assertThat(job.path("total").asInt()).isEqualTo(10_000);
    JsonNode first = results(job, "?limit=2").path("items");
    assertThat(first.get(0).path("reason").asString()).isEqualTo("idInvalid");
    assertThat(first.get(1).path("status").asString()).isEqualTo("unknown");
    JsonNode last = results(job, "?cursor=9999").path("items").get(0);
    assertThat(last.path("status").asString()).isEqualTo("active");
    assertThat(last.path("certificateStatus").asString()).isEqualTo("suspended");
  }

  /** While it is answered it says how far it is, and gives what is answered already. */
  @Test
  void saysHowFarItIs() {
    String id = done(ask(Collections.nCopies(1_500, "7".repeat(32)), List.of())).path("id").asString();
    UUID job = UUID.fromString(id);
    jdbc.update(
        "update status_job set done = 1000, finished_at = null, lease = gen_random_uuid(), lease_until = 'infinity'"
            + " where id = ?",
        job);
    jdbc.update(
        "update status_job_chunk set results = null, as_of = null where job_id = ?"
            + " and number = (select max(number) from status_job_chunk where job_id = ?)",
        job,
        job);
    JsonNode seen = players.appStore.get("/api/v1/status-jobs/" + id).expect(200).json();
    assertThat(seen.path("state").asString()).isEqualTo("open");
    assertThat(seen.path("done").asInt()).isEqualTo(1_000);
    assertThat(results(seen, "?cursor=500").path("items")).hasSize(500);
    assertThat(results(seen, "?cursor=1000").path("items")).isEmpty();
    jdbc.update("update status_job set lease_until = clock_timestamp() where id = ?", job);
    assertThat(done(seen).path("done").asInt()).isEqualTo(1_500);
    assertThat(results(seen, "?cursor=1000").path("items")).hasSize(500);
  }

  @Test
  void refusesMoreThanTenThousand() {
    Reply reply =
        players.appStore.exchange(
            "POST",
            "/api/v1/status-jobs",
            "application/json",
            ("{\"certificates\":[" + "\"7\",".repeat(10_000) + "\"7\"]}").getBytes());
    assertThat(reply.expect(413).problem()).isEqualTo("too-large");
  }

  @Test
  void refusesABodyOfMoreThanItsLimit() {
    String long60 = "7".repeat(60);
    Reply reply =
        players.appStore.exchange(
            "POST",
            "/api/v1/status-jobs",
            "application/json",
            ("{\"certificates\":[" + ("\"" + long60 + "\",").repeat(9_000) + "\"7\"]}").getBytes());
    assertThat(reply.expect(413).problem()).isEqualTo("too-large");
  }

  @Test
  void keepsTheSmallLimitElsewhere() {
    Reply reply =
        players.appStore.exchange(
            "POST",
            "/api/v1/verifications",
            "application/json",
            ("{\"claimed\":\"" + "x".repeat(130 * 1024) + "\"}").getBytes());
    assertThat(reply.expect(413).problem()).isEqualTo("too-large");
  }

  @Test
  void refusesMalformedBodies() {
    assertThat(players.appStore.post("/api/v1/status-jobs", Map.of()).status()).isEqualTo(400);
    assertThat(players.appStore.post("/api/v1/status-jobs", Map.of("certificates", List.of())).status())
        .isEqualTo(400);
    assertThat(players.appStore.post("/api/v1/status-jobs", Map.of("certificates", List.of(7))).status())
        .isEqualTo(400);
    assertThat(players.appStore.post("/api/v1/status-jobs", Map.of("serials", List.of("7"))).status())
        .isEqualTo(400);
  }

  @Test
  void hidesAnotherOperatorsJob() {
    String path = "/api/v1/status-jobs/" + ask(List.of("7"), List.of()).path("id").asString();
    assertThat(players.social.get(path).status()).isEqualTo(404);
    assertThat(players.social.get(path + "/results").status()).isEqualTo(404);
    assertThat(players.social.get("/api/v1/status-jobs/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(players.social.get("/api/v1/status-jobs/x").status()).isEqualTo(404);
  }

  @Test
  void refusesACursorThatNoPageGave() {
    String path = "/api/v1/status-jobs/" + ask(List.of("7"), List.of()).path("id").asString();
    assertThat(players.appStore.get(path + "/results?cursor=x").status()).isEqualTo(400);
    assertThat(players.appStore.exchange("GET", path + "/results?limit=501", null, new byte[0]).status())
        .isEqualTo(400);
    assertThat(players.appStore.get(path + "/results?cursor=99999").expect(200).json().path("items")).isEmpty();
  }

  @Test
  void refusesAFifthOpenJob() throws Exception {
    // Leases of another node, so that nobody here goes on with them.
    List<Callable<Reply>> attempts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ask(List.of("7"), List.of());
    }
    jdbc.update(
        "update status_job set lease = gen_random_uuid(), lease_until = 'infinity', finished_at = null, done = 0");
    for (int i = 0; i < 4; i++) {
      attempts.add(() -> players.appStore.post("/api/v1/status-jobs", Map.of("certificates", List.of("7"))));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> attempt : threads.invokeAll(attempts)) {
        assertThat(attempt.get().expect(429).header("Retry-After")).isNotEmpty();
      }
    }
    players.social.post("/api/v1/status-jobs", Map.of("certificates", List.of("7"))).expect(202);
  }

  @Test
  void countsForNothingWhatANodeAnswersAfterItLostTheJob() {
    String id = ask(List.of(body.serial()), List.of()).path("id").asString();
    done(players.appStore.get("/api/v1/status-jobs/" + id).expect(200).json());
    UUID job = UUID.fromString(id);
    jdbc.update("update status_job_chunk set results = null, as_of = null where job_id = ?", job);
    UUID lost = UUID.randomUUID();
    jdbc.update(
        "update status_job set done = 0, finished_at = null, lease = ?, lease_until = 'infinity' where id = ?",
        lost,
        job);
    StatusJobStore.Leased mine = new StatusJobStore.Leased(job, lost, operator(job), "demo-appstore", 500);
    StatusJobStore.Chunk chunk = store.next(mine).orElseThrow();
    // Another node takes the job up before this one is done with its chunk.
    jdbc.update("update status_job set lease = gen_random_uuid() where id = ?", job);
    assertThat(runner.answer(mine, chunk)).isEqualTo(StatusJobStore.Kept.LOST);
    assertThat(jdbc.queryForObject("select done from status_job where id = ?", Integer.class, job)).isZero();
    assertThat(store.next(mine)).isPresent();
    jdbc.update("update status_job set lease_until = clock_timestamp() where id = ?", job);
    done(players.appStore.get("/api/v1/status-jobs/" + id).expect(200).json());
  }

  @Test
  void forgetsJobsByTheirAge() {
    String id = done(ask(List.of("7"), List.of())).path("id").asString();
    jdbc.update("update status_job set created_at = clock_timestamp() - interval '25 hours'");
    assertThat(store.forget(10)).isEqualTo(1);
    assertThat(players.appStore.get("/api/v1/status-jobs/" + id).status()).isEqualTo(404);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from status_job_chunk where job_id = ?", Integer.class, UUID.fromString(id)))
        .isZero();
  }

  @Test
  void answersForOneCertificateAtOnce() {
    String path = "/api/v1/certificates/" + body.serial() + "/status";
    JsonNode good = players.appStore.get(path).expect(200).json();
    assertThat(good.path("status").asString()).isEqualTo("good");
    players.revoke(body.serial(), "certificateHold");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(players.appStore.get(path).expect(200).json().path("status").asString())
                    .isEqualTo("suspended"));
    assertThat(
            players
                .appStore
                .get("/api/v1/certificates/" + "7".repeat(32) + "/status")
                .expect(200)
                .json()
                .path("status")
                .asString())
        .isEqualTo("unknown");
    assertThat(players.appStore.get("/api/v1/certificates/0a/status").status()).isEqualTo(404);
    assertThat(players.clerk.get(path).status()).isEqualTo(403);
  }

  private String operator(UUID job) {
    return jdbc.queryForObject("select operator_id from status_job where id = ?", String.class, job);
  }

  private JsonNode ask(List<String> certificates, List<String> bindings) {
    return players
        .appStore
        .post("/api/v1/status-jobs", Map.of("certificates", certificates, "bindings", bindings))
        .expect(202)
        .json();
  }

  private JsonNode done(JsonNode job) {
    String path = "/api/v1/status-jobs/" + job.path("id").asString();
    return Awaitility.await()
        .until(
            () -> players.appStore.get(path).expect(200).json(),
            seen -> seen.path("state").asString().equals("done"));
  }

  private JsonNode results(JsonNode job, String query) {
    return players
        .appStore
        .get("/api/v1/status-jobs/" + job.path("id").asString() + "/results" + query)
        .expect(200)
        .json();
  }
}
