package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.json.JsonMapper;

@NullUnmarked
class IdempotencyTest {
  private static DataSource database;
  private static JdbcTemplate jdbc;

  private final Idempotency idempotency = node();
  private final AtomicInteger acts = new AtomicInteger();

  @BeforeAll
  static void migrate() {
    database = TestStores.freshDatabase();
    jdbc = new JdbcTemplate(database);
    jdbc.execute("create table act (id int)");
  }

  @BeforeEach
  void clear() {
    jdbc.execute("truncate act, idempotent_answer, assertion_id");
  }

  private static TransactionTemplate transaction() {
    return new TransactionTemplate(new JdbcTransactionManager(database));
  }

  private static Idempotency node() {
    return new Idempotency(new JdbcTemplate(database), transaction(), JsonMapper.shared());
  }

  private static IdempotentRequest request(String client, @Nullable String key, String body) {
    byte[] digest = OnceKey.of("test", body).digest();
    return new IdempotentRequest(client, key, digest);
  }

  private ResponseEntity<?> act() {
    int n = acts.incrementAndGet();
    jdbc.update("insert into act values (?)", n);
    return ResponseEntity.created(URI.create("/acts/" + n)).eTag("\"7\"").body(Map.of("n", n));
  }

  private static int rows() {
    return jdbc.queryForObject("select count(*) from act", Integer.class);
  }

  @Test
  void repeatsTheFirstAnswerByteByByte() {
    ResponseEntity<?> first = idempotency.once(request("c", "k", "body"), this::act);
    ResponseEntity<?> second = node().once(request("c", "k", "body"), this::act);
    assertThat(rows()).isEqualTo(1);
    assertThat(second.getStatusCode().value()).isEqualTo(201);
    assertThat(second.getHeaders().toString()).isEqualTo(first.getHeaders().toString());
    assertThat(second.getHeaders().getLocation()).isEqualTo(URI.create("/acts/1"));
    assertThat(second.getHeaders().getETag()).isEqualTo("\"7\"");
    assertThat((byte[]) second.getBody())
        .isEqualTo((byte[]) first.getBody())
        .isEqualTo("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void repeatsAnAnswerWithoutBody() {
    idempotency.once(request("c", "k", ""), () -> ResponseEntity.noContent().build());
    ResponseEntity<?> second = idempotency.once(request("c", "k", ""), this::act);
    assertThat(second.getStatusCode().value()).isEqualTo(204);
    assertThat(second.getBody()).isNull();
  }

  @Test
  void refusesTheSameKeyWithAnotherRequest() {
    idempotency.once(request("c", "k", "body"), this::act);
    assertThatThrownBy(() -> idempotency.once(request("c", "k", "other"), this::act))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.problem()).isEqualTo(Problem.IDEMPOTENCY_KEY_REUSED));
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void keepsClientsAndKeysApart() {
    idempotency.once(request("c", "k", "body"), this::act);
    idempotency.once(request("d", "k", "body"), this::act);
    idempotency.once(request("c", "l", "body"), this::act);
    idempotency.once(request("c", null, "body"), this::act);
    idempotency.once(request("c", null, "body"), this::act);
    assertThat(rows()).isEqualTo(5);
  }

  @Test
  void storesNothingOfARefusal() {
    assertThatThrownBy(
            () ->
                idempotency.once(
                    request("c", "k", "body"),
                    () -> {
                      act();
                      throw Refusal.of(Problem.REFUSED_BY_RULE, "no");
                    }))
        .isInstanceOf(Refusal.class);
    assertThat(rows()).isZero();
    idempotency.once(request("c", "k", "body"), this::act);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void letsOnlyOneOfManyAtOnceAct() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    List<Future<ResponseEntity<?>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        Idempotency node = node();
        Callable<ResponseEntity<?>> call =
            () -> {
              together.await();
              return node.once(request("c", "k", "body"), this::act);
            };
        answers.add(callers.submit(call));
      }
      together.countDown();
      for (Future<ResponseEntity<?>> answer : answers) {
        assertThat((byte[]) answer.get().getBody())
            .isEqualTo("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void remembersAcrossMidnight() {
    idempotency.once(request("c", "k", "body"), this::act);
    age("23 hours 59 minutes");
    idempotency.once(request("c", "k", "body"), this::act);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void forgetsAfterADay() {
    idempotency.once(request("c", "k", "body"), this::act);
    age("24 hours 1 second");
    idempotency.once(request("c", "k", "body"), this::act);
    assertThat(rows()).isEqualTo(2);
    idempotency.once(request("c", "k", "body"), this::act);
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void overwritesWhatStoodInTheSlotFourDaysAgo() {
    idempotency.once(request("c", "k", "body"), this::act);
    jdbc.update("update idempotent_answer set answered_at = answered_at - interval '4 days'");
    idempotency.once(request("c", "k", "other"), this::act);
    idempotency.once(request("c", "k", "other"), this::act);
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void clearsTomorrowsSlotAndNoOther() {
    for (int slot = 0; slot < 4; slot++) {
      jdbc.update("insert into assertion_id (slot, digest) values (?, ?)", slot, new byte[32]);
      jdbc.update(
          "insert into idempotent_answer (slot, client_id, idempotency_key, request_digest, status)"
              + " values (?, 'c', 'k', ?, 200)",
          slot, new byte[32]);
    }
    new DaySlotSweeper(jdbc, transaction()).sweep();
    String left =
        " where slot = day_slot(clock_timestamp() + interval '1 day')";
    assertThat(count("assertion_id" + left)).isZero();
    assertThat(count("idempotent_answer" + left)).isZero();
    assertThat(count("assertion_id")).isEqualTo(3);
    assertThat(count("idempotent_answer")).isEqualTo(3);
  }

  @Test
  void acceptsAnAssertionOnce() {
    AssertionIds ids = new AssertionIds(jdbc, transaction());
    assertThat(ids.accept("c", "jti")).isTrue();
    assertThat(ids.accept("c", "jti")).isFalse();
    assertThat(ids.accept("d", "jti")).isTrue();
    assertThat(ids.accept("c", "jti2")).isTrue();
    assertThat(ids.accept("cj", "ti")).isTrue();
  }

  @Test
  void acceptsAnAssertionOnceAcrossMidnight() {
    AssertionIds ids = new AssertionIds(jdbc, transaction());
    ids.accept("c", "jti");
    jdbc.update(
        "update assertion_id set seen_at = seen_at - interval '1 day' + interval '1 minute',"
            + " slot = day_slot(seen_at - interval '1 day')");
    assertThat(ids.accept("c", "jti")).isFalse();
  }

  @Test
  void acceptsAnAssertionOnceOfManyAtOnce() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        answers.add(
            callers.submit(
                () -> {
                  AssertionIds ids = new AssertionIds(new JdbcTemplate(database), transaction());
                  together.await();
                  return ids.accept("c", "jti");
                }));
      }
      together.countDown();
      int accepted = 0;
      for (Future<Boolean> answer : answers) {
        accepted += answer.get() ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(1);
    }
  }

  private static void age(String interval) {
    jdbc.update(
        "update idempotent_answer set answered_at = answered_at - cast(? as interval),"
            + " slot = day_slot(answered_at - cast(? as interval))",
        interval, interval);
  }

  private static int count(String from) {
    return jdbc.queryForObject("select count(*) from " + from, Integer.class);
  }

  /** With the plan that is kept for every day, after it was made: the slots of other days are left out as it runs. */
  @Test
  void looksIntoNoSlotOfAnotherDay() {
    transaction()
        .executeWithoutResult(
            status -> {
              // Neither live nor, should midnight pass meanwhile, about to be.
              int other = slot("2 days");
              int today = slot("0 days");
              int before = scans(today);
              int beforeOfOther = scans(other);
              for (int i = 0; i < 20; i++) {
                assertThat(
                        jdbc.queryForList(
                            "select status from find_idempotent_answer(?, ?, ?)", Integer.class, 1L, "a", "none"))
                    .isEmpty();
              }
              assertThat(scans(today) - before).isGreaterThanOrEqualTo(20);
              assertThat(scans(other)).isEqualTo(beforeOfOther);
            });
    assertThat(
            jdbc.queryForList(
                "select proname::text from pg_proc where 'plan_cache_mode=force_generic_plan' = any (proconfig)",
                String.class))
        .containsExactlyInAnyOrder("find_idempotent_answer", "accept_assertion_id");
  }

  /** Answers with and without a Location by turns, as asking and answering give them. */
  @Test
  void keepsWhatItPreparedForAnswersOfAnyShape() {
    transaction()
        .executeWithoutResult(
            status -> {
              for (int i = 0; i < 20; i++) {
                boolean located = i % 2 == 0;
                idempotency.once(
                    request("a", "shape-" + i, "x"), () -> located ? act() : ResponseEntity.ok(Map.of("n", 1)));
              }
              assertThat(
                      jdbc.queryForObject(
                          "select coalesce(max(generic_plans + custom_plans), 0) from pg_prepared_statements"
                              + " where statement like 'insert into idempotent_answer%'",
                          Integer.class))
                  .isGreaterThanOrEqualTo(10);
            });
  }

  private static int slot(String later) {
    return jdbc.queryForObject("select day_slot(clock_timestamp() + ?::interval)", Integer.class, later);
  }

  private static int scans(int slot) {
    String table = "idempotent_answer_" + slot;
    return jdbc.queryForObject(
        "select pg_stat_get_xact_numscans(?::regclass) + pg_stat_get_xact_numscans(?::regclass)",
        Integer.class,
        table,
        table + "_pkey");
  }
}
