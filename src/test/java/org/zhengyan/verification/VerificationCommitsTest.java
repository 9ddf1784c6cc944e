package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.verification.VerificationStore.Ending;
import org.zhengyan.verification.VerificationStore.Opening;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is written by one transaction stands or falls each by itself: acts are gathered behind one that a listener
 * holds, and then one of them is wrong.
 */
@Timeout(60)
class VerificationCommitsTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final DataSource database = TestStores.freshDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private volatile boolean commitIsInDoubt;
  private final TransactionTemplate transaction = new TransactionTemplate(new Doubtful());
  private final EventLog log = new EventLog(jdbc, Clock.systemUTC());
  private final VerificationStore store = new VerificationStore(jdbc, log, JsonMapper.shared());
  private final List<VerificationEnded> told = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile String held = "";
  private volatile String wrong = "";
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VerificationCommits commits =
      new VerificationCommits(
          store,
          transaction,
          List.of(),
          event -> hear((VerificationEnded) event),
          meters);

  /** Commits, and may not hear that it did; whoever is held is told. */
  private final class Doubtful extends JdbcTransactionManager {
    private static final long serialVersionUID = 1L;

    Doubtful() {
      super(database);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
      super.doCommit(status);
      if (commitIsInDoubt && !told.getLast().id().equals(held)) {
        throw new TransactionSystemException("the answer to the commit was lost");
      }
    }
  }

  private void hear(VerificationEnded ended) {
    if (ended.id().equals(held)) {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (ended.id().equals(wrong)) {
      throw new IllegalStateException("who hears of it cannot bear it");
    }
    told.add(ended);
  }

  @Test
  void writesOpeningsAndVerdictsTogether() throws Exception {
    Ending first = open();
    Ending second = open();
    Opening opening = opening();
    List<Future<Boolean>> stand =
        behindAHeldOne(() -> commits.end(first), () -> open(opening), () -> commits.end(second));
    assertThat(stand).extracting(Future::get).containsExactly(true, true, true);
    assertThat(state(id(first))).isEqualTo("rejected");
    assertThat(state(id(second))).isEqualTo("rejected");
    assertThat(state(opening.asked().id().value())).isEqualTo("requested");
    assertThat(writers(id(first), id(second), opening.asked().id().value())).as("transactions").hasSize(1);
    assertThat(events(id(first), "verification.decided")).hasSize(1).containsExactly(logEvent(id(first)));
    assertThat(events(id(second), "verification.decided")).hasSize(1).containsExactly(logEvent(id(second)));
    assertThat(events(opening.asked().id().value(), "verification.created")).hasSize(1);
    assertThat(notices(id(first))).isOne();
  }

  @Test
  void letsOneOfTwoVerdictsStand() throws Exception {
    Ending one = open();
    Ending other = ending(one.decided().asked(), "another receipt");
    List<Future<Boolean>> stand = behindAHeldOne(() -> commits.end(one), () -> commits.end(other));
    assertThat(stand).extracting(Future::get).containsExactlyInAnyOrder(true, false);
    boolean first = stand.getFirst().get();
    assertThat(receipt(id(one))).isEqualTo((first ? one : other).decided().receipt());
    assertThat(events(id(one), "verification.decided")).hasSize(1);
    assertThat(notices(id(one))).isOne();
    assertThat(told).filteredOn(ended -> ended.id().equals(id(one).toString())).hasSize(1);
  }

  @Test
  void endsNothingThatEndedOrWhoseTimeIsOver() throws Exception {
    Ending good = open();
    Ending cancelled = open();
    jdbc.update(
        "update verification set state = 'cancelled', ended_at = clock_timestamp() where id = ?", id(cancelled));
    Ending late = open();
    jdbc.update("update verification set expires_at = clock_timestamp() where id = ?", id(late));
    List<Future<Boolean>> stand =
        behindAHeldOne(() -> commits.end(cancelled), () -> commits.end(good), () -> commits.end(late));
    assertThat(stand).extracting(Future::get).containsExactly(false, true, false);
    assertThat(state(id(cancelled))).isEqualTo("cancelled");
    assertThat(state(id(late))).isEqualTo("requested");
    assertThat(events(id(cancelled), "verification.decided")).isEmpty();
    assertThat(events(id(late), "verification.decided")).isEmpty();
    assertThat(told).extracting(VerificationEnded::id).doesNotContain(id(cancelled).toString(), id(late).toString());
  }

  @Test
  void knowsWhichABrowserHadTaken() throws Exception {
    Ending direct = open();
    Ending taken = open();
    jdbc.update("update verification set taken_at = clock_timestamp() where id = ?", id(taken));
    List<Future<Boolean>> stand = behindAHeldOne(() -> commits.end(direct), () -> commits.end(taken));
    assertThat(stand).extracting(Future::get).containsExactly(true, true);
    assertThat(told)
        .filteredOn(VerificationEnded::presented)
        .extracting(VerificationEnded::id)
        .containsExactly(id(taken).toString());
    assertThat(notices(direct.decided().asked().id().value())).isOne();
    assertThat(notices(id(taken))).as("told when the browser took it").isZero();
  }

  @Test
  void undoesOnlyTheOneThatSomebodyCannotBear() throws Exception {
    Ending good = open();
    Ending bad = open();
    Opening opening = opening();
    wrong = id(bad).toString();
    List<Future<Boolean>> stand =
        behindAHeldOne(() -> commits.end(good), () -> commits.end(bad), () -> open(opening));
    assertThat(stand.get(0).get()).isTrue();
    assertThatThrownBy(() -> stand.get(1).get()).hasRootCauseMessage("who hears of it cannot bear it");
    assertThat(stand.get(2).get()).isTrue();
    assertThat(state(id(good))).isEqualTo("rejected");
    assertThat(state(id(bad))).isEqualTo("requested");
    assertThat(events(id(bad), "verification.decided")).isEmpty();
    assertThat(events(id(good), "verification.decided")).hasSize(1);
    assertThat(meters.counter("zhengyan.verification.writes.undone").count()).isOne();
    assertThat(events(opening.asked().id().value(), "verification.created")).hasSize(1);
  }

  @Test
  void waitsAloneForARowThatAnotherHolds() throws Exception {
    Ending free = open();
    Ending locked = open();
    List<Future<Boolean>> stand;
    try (Connection other = database.getConnection(); Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("select 1 from verification where id = '" + id(locked) + "' for update");
      stand = behindAHeldOne(() -> commits.end(free), () -> commits.end(locked));
      assertThat(stand.getFirst().get()).isTrue();
      assertThat(stand.getLast().isDone()).isFalse();
      other.rollback();
    }
    assertThat(stand.getLast().get()).isTrue();
    assertThat(state(id(locked))).isEqualTo("rejected");
  }

  @Test
  void triesNothingAgainWhoseCommitIsInDoubt() throws Exception {
    Ending one = open();
    Ending other = open();
    commitIsInDoubt = true;
    List<Future<Boolean>> stand = behindAHeldOne(() -> commits.end(one), () -> commits.end(other));
    for (Future<Boolean> each : stand) {
      assertThatThrownBy(each::get).hasRootCauseMessage("the answer to the commit was lost");
    }
    assertThat(state(id(one))).as("it was committed, and nobody knew").isEqualTo("rejected");
    assertThat(told).filteredOn(ended -> ended.id().equals(id(one).toString())).hasSize(1);
    assertThat(meters.counter("zhengyan.verification.writes.undone").count()).isZero();
  }

  @Test
  void joinsTheTransactionOfItsCaller() {
    Ending ending = open();
    transaction.executeWithoutResult(
        status -> {
          assertThat(commits.end(ending)).isTrue();
          status.setRollbackOnly();
        });
    assertThat(state(id(ending))).isEqualTo("requested");
    assertThat(events(id(ending), "verification.decided")).isEmpty();
  }

  /** All of them, in that order, while the turn is another's; they are gathered when it ends. */
  @SafeVarargs
  private List<Future<Boolean>> behindAHeldOne(Callable<Boolean>... acts) throws Exception {
    Ending first = open();
    held = id(first).toString();
    List<Future<Boolean>> answers = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Future<Boolean> holding = threads.submit(() -> commits.end(first));
    entered.await();
    for (Callable<Boolean> act : acts) {
      answers.add(threads.submit(act));
      int sent = answers.size();
      Awaitility.await().pollDelay(Duration.ZERO).pollInterval(MOMENT).until(() -> commits.waiting() == sent);
    }
    release.countDown();
    assertThat(holding.get()).isTrue();
    threads.shutdown();
    return answers;
  }

  private boolean open(Opening opening) {
    commits.open(opening);
    return true;
  }

  private Opening opening() {
    Verification.Asked asked = VerificationStoreTest.asked(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    return new Opening(asked, log.draft(event("verification.created", asked)));
  }

  /** A session that is open, and its rejection. */
  private Ending open() {
    Opening opening = opening();
    store.insert(opening);
    return ending(opening.asked(), "receipt of " + opening.asked().id());
  }

  private Ending ending(Verification.Asked asked, String receipt) {
    VerdictBuilder verdict = new VerdictBuilder();
    verdict.add(Reason.HOLDER_REFUSED);
    Verification.Decided decided =
        new Verification.Requested(asked, Verification.Progress.WAITING)
            .decide(verdict.rejected(), "{\"reasons\": [\"holderRefused\"]}", receipt, Instant.now());
    return new Ending(decided, log.draft(event("verification.decided", asked)));
  }

  private static Event event(String type, Verification.Asked asked) {
    return Event.of(type, asked.id().toString(), Map.of("client", asked.clientId()));
  }

  private static UUID id(Ending ending) {
    return ending.decided().asked().id().value();
  }

  private String state(UUID id) {
    return one("select state from verification where id = ?", id);
  }

  private String receipt(UUID id) {
    return one("select receipt from verification where id = ?", id);
  }

  private Long logEvent(UUID id) {
    return jdbc.queryForObject("select log_event from verification where id = ?", Long.class, id);
  }

  private Integer notices(UUID id) {
    return jdbc.queryForObject(
        "select count(*) from verification_notice where verification_id = ?", Integer.class, id);
  }

  private List<String> writers(UUID... ids) {
    return jdbc.queryForList(
        "select distinct xmin::text from verification where id = any (?)", String.class, (Object) ids);
  }

  private List<Long> events(UUID id, String type) {
    return jdbc.queryForList(
        "select id from event where convert_from(record, 'UTF8')::jsonb ->> 'subject' = ?"
            + " and convert_from(record, 'UTF8')::jsonb ->> 'type' = ?",
        Long.class,
        id.toString(),
        type);
  }

  private String one(String sql, UUID id) {
    return jdbc.queryForObject(sql, String.class, id);
  }
}
