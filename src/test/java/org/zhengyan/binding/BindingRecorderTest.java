package org.zhengyan.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;

/** What a verdict leaves behind: a binding, once, renewed by each further proof. */
@ServerTest
class BindingRecorderTest {
  @LocalServerPort private int port;
  @Autowired private Bindings bindings;
  @Autowired private BindingStore store;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private TransactionTemplate transaction;

  private BindingPlayers players;

  @BeforeEach
  void players() {
    players = new BindingPlayers(port);
  }

  @Test
  void bindsWhatWasVerified() {
    BindingPlayers.Body body = players.body("p256");
    String verification = players.verify(players.appStore, body, "nanjing");
    Map<String, Object> row = row(body);
    assertThat(row)
        .containsEntry("id", UUID.fromString(verification))
        .containsEntry("state", "active")
        .containsEntry("action_type", "accountOpening")
        .containsEntry("identifier", "nanjing")
        .containsEntry("certificate", body.serial())
        .containsEntry("times", 1);
    String operator = (String) row.get("operator_id");
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).containsExactly(operator);
    assertThat(bindings.operatorsOf(SerialNumber.ofHex(body.serial()))).containsExactly(operator);
  }

  @Test
  void bindsNothingThatWasRejected() {
    BindingPlayers.Body body = players.body("p256");
    BindingPlayers.Body other = players.body("p256");
    String id = players.create(players.appStore, body, "nanjing").path("id").asString();
    players.appStore
        .post("/api/v1/verifications/" + id + "/evidence", other.holder().evidence(new byte[] {1}))
        .expect(200);
    assertThat(rows(body)).isEmpty();
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).isEmpty();
  }

  @Test
  void renewsByAnotherProof() {
    BindingPlayers.Body body = players.body("p256");
    String first = players.verify(players.appStore, body, "nanjing");
    String firstSerial = body.serial();
    BindingPlayers.Body renewed = players.certify(body, "sm2");
    String second = players.verify(players.appStore, renewed, "nanjing");
    assertThat(row(body))
        .containsEntry("id", UUID.fromString(first))
        .containsEntry("verification", UUID.fromString(second))
        .containsEntry("certificate", renewed.serial())
        .containsEntry("times", 2);
    assertThat(bindings.operatorsOf(SerialNumber.ofHex(firstSerial))).hasSize(1);
    assertThat(bindings.operatorsOf(SerialNumber.ofHex(renewed.serial()))).hasSize(1);
  }

  @Test
  void keepsOperatorsAndIdentifiersApart() {
    BindingPlayers.Body body = players.body("p256");
    players.verify(players.appStore, body, "nanjing");
    players.verify(players.social, body, "nanjing");
    players.verify(players.social, body, "nanjing-2");
    assertThat(rows(body)).hasSize(3);
    assertThat(bindings.operatorsOf(new Uscc(body.uscc()))).hasSize(2);
  }

  @Test
  void bindsOnceWhenProofsComeAtOnce() throws Exception {
    BindingPlayers.Body body = players.body("p256");
    List<Callable<String>> proofs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      proofs.add(() -> players.verify(players.appStore, body, "nanjing"));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> proof : threads.invokeAll(proofs)) {
        proof.get();
      }
    }
    assertThat(row(body)).containsEntry("times", 6);
  }

  @Test
  void bindsNothingAnewThatIsRepudiatedMeanwhile() throws Exception {
    BindingPlayers.Body body = players.body("p256");
    UUID binding = UUID.fromString(players.verify(players.appStore, body, "nanjing"));
    FutureTask<String> proving = new FutureTask<>(() -> players.verify(players.appStore, body, "nanjing"));
    transaction.executeWithoutResult(
        status -> {
          assertThat(store.repudiate(binding, new Uscc(body.uscc()), body.serial())).isPresent();
          Thread.ofVirtual().start(proving);
          Awaitility.await().until(() -> proving.isDone() || waits());
        });
    proving.get();
    // As if the proof had come first, and been repudiated with what it renewed.
    assertThat(row(body)).containsEntry("state", "repudiated");
  }

  /** Several proofs of one transaction, each by itself: twice the same, one that was repudiated, one of another. */
  @Test
  void bindsEachOfSeveral() {
    BindingPlayers.Body body = players.body("p256");
    UUID repudiated = UUID.fromString(players.verify(players.appStore, body, "repudiated"));
    String operator = (String) row(body).get("operator_id");
    Instant asked = Instant.now().minusSeconds(60);
    assertThat(store.repudiate(repudiated, new Uscc(body.uscc()), body.serial())).isPresent();
    store.bindAll(
        List.of(
            proved(body, operator, "twice", asked),
            proved(body, operator, "repudiated", asked),
            proved(body, operator, "once", asked),
            proved(body, operator, "twice", asked)));
    assertThat(rows(body))
        .extracting(row -> row.get("identifier"), row -> row.get("state"), row -> row.get("times"))
        .containsExactlyInAnyOrder(
            tuple("repudiated", "repudiated", 1), tuple("once", "active", 1), tuple("twice", "active", 2));
  }

  private static BindingStore.Proved proved(
      BindingPlayers.Body body, String operator, String identifier, Instant asked) {
    UUID id = UUID.randomUUID();
    return new BindingStore.Proved(
        id,
        new Uscc(body.uscc()),
        operator,
        ActionType.ACCOUNT_OPENING,
        identifier,
        "官方账号",
        null,
        body.serial(),
        id,
        null,
        asked);
  }

  private boolean waits() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database() and query like '%insert into binding (%'"
                + " and pid <> pg_backend_pid())",
            Boolean.class));
  }

  private Map<String, Object> row(BindingPlayers.Body body) {
    List<Map<String, Object>> rows = rows(body);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private List<Map<String, Object>> rows(BindingPlayers.Body body) {
    return jdbc.queryForList("select * from binding where uscc = ?", body.uscc());
  }
}
