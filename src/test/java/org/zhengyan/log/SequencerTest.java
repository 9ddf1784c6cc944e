package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.KeyUnavailable;

class SequencerTest {
  @TempDir Path directory;
  private final TestLog log = new TestLog();

  @Test
  void givesEveryCommittedEventOnePlaceAndAProof() throws Exception {
    LogNode node = new LogNode(log, directory);
    List<Leaf> leaves = new ArrayList<>();
    for (int batch = 1; batch <= 5; batch++) {
      for (int i = 0; i < batch; i++) {
        leaves.add(log.append("batch " + batch));
      }
      assertThat(node.turn()).isEqualTo(batch);
    }
    assertThat(log.count("log_checkpoint")).isEqualTo(5);
    for (int i = 0; i < leaves.size(); i++) {
      Leaf leaf = leaves.get(i);
      Inclusion inclusion = node.reader.inclusionOf(leaf.eventId()).orElseThrow();
      assertThat(inclusion.index()).isEqualTo(i);
      assertThat(inclusion.checkpoint().size()).isEqualTo(15);
      assertThat(inclusion.proves(leaf)).isTrue();
      log.keys.verify(inclusion.checkpoint());
    }
    assertThat(node.file.last().orElseThrow().note())
        .isEqualTo(node.reader.checkpoint().orElseThrow().note());
  }

  @Test
  void makesNoCheckpointWhenNothingHappened() {
    LogNode node = new LogNode(log, directory);
    assertThat(node.turn()).isZero();
    assertThat(node.reader.checkpoint()).isEmpty();
    log.append("one");
    assertThat(node.turn()).isOne();
    assertThat(node.turn()).isZero();
    assertThat(log.count("log_checkpoint")).isOne();
  }

  @Test
  void placesAnEventThatCommitsLateAndLetsNobodyWaitForIt() throws Exception {
    LogNode node = new LogNode(log, directory);
    try (Connection slow = log.database.getConnection()) {
      slow.setAutoCommit(false);
      long late = insertDirectly(slow);
      Leaf first = log.append("first");
      assertThat(node.turn()).isOne();
      Leaf second = log.append("second");
      assertThat(node.turn()).isOne();
      assertThat(node.reader.inclusionOf(second.eventId())).isPresent();
      assertThat(node.reader.indexOf(late)).isEmpty();
      assertThat(late).isLessThan(first.eventId());

      slow.commit();
      Leaf third = log.append("third");
      assertThat(node.turn()).isEqualTo(2);
      assertThat(log.eventsInPlace())
          .containsExactly(first.eventId(), second.eventId(), late, third.eventId());
    }
    assertThat(log.check(node.file).code()).isZero();
  }

  @Test
  void forgetsAnEventThatWasRolledBack() throws Exception {
    LogNode node = new LogNode(log, directory);
    try (Connection doomed = log.database.getConnection()) {
      doomed.setAutoCommit(false);
      insertDirectly(doomed);
      log.append("kept");
      assertThat(node.turn()).isOne();
      doomed.rollback();
    }
    assertThat(node.turn()).isZero();
    log.append("after");
    assertThat(node.turn()).isOne();
    assertThat(log.check(node.file).report()).contains("2 in place, 0 waiting");
  }

  /** Writers that overlap, hold, roll back and nest, and two nodes that both sequence all the time. */
  @Test
  void missesNothingAndRepeatsNothingWithTwoSequencersAndManyWriters() throws Exception {
    LogNode one = new LogNode(log, directory.resolve("one"));
    LogNode two = new LogNode(log, directory.resolve("two"));
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 6; writer++) {
        int seed = writer;
        writers.add(threads.submit(() -> write(new Random(seed), "writer " + seed)));
      }
      List<Future<?>> nodes = new ArrayList<>();
      for (LogNode node : List.of(one, two)) {
        nodes.add(
            threads.submit(
                () -> {
                  while (writing.get()) {
                    node.turn();
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get(120, TimeUnit.SECONDS);
      }
      writing.set(false);
      for (Future<?> node : nodes) {
        node.get(30, TimeUnit.SECONDS);
      }
    }
    one.turn();
    two.turn();
    assertThat(one.state.disagreement()).isEmpty();
    assertThat(two.state.disagreement()).isEmpty();
    long events = log.count("event");
    assertThat(events).isGreaterThan(300);
    assertThat(log.jdbc.queryForList("select leaf_index from log_leaf order by 1", Long.class))
        .isEqualTo(LongStream.range(0, events).boxed().toList());
    assertThat(one.reader.checkpoint().orElseThrow().note())
        .isEqualTo(two.reader.checkpoint().orElseThrow().note());
    assertThat(log.check(one.file).report()).contains("The log is sound.");
    assertThat(log.check(two.file).report()).contains("The log is sound.");
  }

  private void write(Random random, String name) {
    TransactionTemplate nested = new TransactionTemplate(log.transactions);
    nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    for (int i = 0; i < 80; i++) {
      String subject = name + " " + i;
      log.transaction.executeWithoutResult(
          status -> {
            log.events.append(TestLog.event(subject));
            if (random.nextInt(4) == 0) {
              // Holds the transaction open on the server while others begin and end.
              log.jdbc.execute("select pg_sleep(" + random.nextInt(30) / 1000.0 + ")");
            }
            if (random.nextInt(3) == 0) {
              nested.executeWithoutResult(
                  savepoint -> {
                    log.events.append(TestLog.event(subject + " nested"));
                    if (random.nextBoolean()) {
                      savepoint.setRollbackOnly();
                    }
                  });
            }
            if (random.nextInt(5) == 0) {
              status.setRollbackOnly();
            }
          });
    }
  }

  @Test
  void leavesNothingBehindWhenKilledBetweenInsertAndCheckpoint() {
    CheckpointKeys killing =
        new CheckpointKeys(TestLog.VAULT) {
          @Override
          Checkpoint sign(String origin, long size, byte[] root) {
            log.jdbc.execute(
                """
                select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
                 where l.locktype = 'advisory' and d.datname = current_database()
                """);
            return super.sign(origin, size, root);
          }
        };
    LogNode killed = new LogNode(log, directory.resolve("killed"), killing);
    log.appendMany(300);
    assertThatThrownBy(killed::turn).isInstanceOf(RuntimeException.class);
    assertThat(log.count("log_leaf")).isZero();
    assertThat(log.count("log_tile")).isZero();
    assertThat(killed.state.kept()).isEmpty();

    LogNode next = new LogNode(log, directory.resolve("next"));
    assertThat(next.turn()).isEqualTo(300);
    assertThat(log.check(next.file).code()).isZero();
  }

  @Test
  void placesNothingWithoutItsKeysAndGoesOnWhenTheyAreBack() {
    AtomicBoolean broken = new AtomicBoolean(true);
    CheckpointKeys failing =
        new CheckpointKeys(TestLog.VAULT) {
          @Override
          Checkpoint sign(String origin, long size, byte[] root) {
            if (broken.get()) {
              throw new KeyUnavailable("the token does not answer");
            }
            return super.sign(origin, size, root);
          }
        };
    LogNode node = new LogNode(log, directory, failing);
    log.append("one");
    assertThatThrownBy(node::turn).isInstanceOf(KeyUnavailable.class);
    assertThat(log.count("log_leaf")).isZero();
    broken.set(false);
    assertThat(node.turn()).isOne();
  }

  @Test
  void goesOnAfterACrashBetweenCommitAndFile() throws IOException {
    Path blocked = Files.writeString(directory.resolve("blocked"), "a file where the directory should be");
    LogNode node = new LogNode(log, directory.resolve("good"));
    assertThat(node.turn()).isZero();
    LogNode crashing = new LogNode(log, log.keys, new CheckpointFile(directory.resolve("later")));
    crashing.state.follow();
    Files.delete(directory.resolve("later/log/checkpoints"));
    Files.delete(directory.resolve("later/log"));
    crashing.file.close();
    Files.move(blocked, directory.resolve("later/log"));
    log.append("one");
    assertThatThrownBy(crashing::turn).isInstanceOf(java.io.UncheckedIOException.class);
    // In the database, in no file: given to nobody, and nothing goes on from it here.
    assertThat(log.count("log_checkpoint")).isOne();
    assertThat(crashing.reader.checkpoint()).isEmpty();

    Files.delete(directory.resolve("later/log"));
    log.append("two");
    assertThat(crashing.turn()).isOne();
    assertThat(crashing.reader.checkpoint().orElseThrow().size()).isEqualTo(2);
    assertThat(log.check(crashing.file).report()).contains("The log is sound.");
  }

  @Test
  void cutsTilesOverALongBacklogAndManyBatches() {
    LogNode node = new LogNode(log, directory);
    log.appendMany(70_000);
    assertThat(node.turn()).isEqualTo(70_000);
    assertThat(log.count("log_tile")).isEqualTo(274);
    for (int i = 0; i < 3; i++) {
      log.appendMany(200);
      assertThat(node.turn()).isEqualTo(200);
    }
    // Another node, which must read the edge from the database.
    LogNode other = new LogNode(log, directory.resolve("other"));
    log.append("last");
    assertThat(other.turn()).isOne();
    TestLog.Checked checked = log.check(other.file);
    assertThat(checked.report()).contains("70,601 in place").contains("full tiles   276");
    assertThat(checked.code()).isZero();
    for (long index : new long[] {0, 255, 65_535, 65_536, 70_600}) {
      LoggedEvent event = other.reader.events(index, 1).getFirst();
      Inclusion inclusion = other.reader.inclusionOf(event.eventId()).orElseThrow();
      assertThat(inclusion.index()).isEqualTo(index);
      byte[] entry =
          Objects.requireNonNull(
              log.jdbc.queryForObject(
                  "select entry from event where id = ?", byte[].class, event.eventId()));
      assertThat(inclusion.proves(new Leaf(event.eventId(), new byte[32], entry))).isTrue();
    }
  }

  @Test
  void placesEveryEventAgainOnAServerWithOtherTransactionIds() {
    LogNode node = new LogNode(log, directory);
    log.append("one");
    node.turn();
    log.append("two");
    log.tamper("update log_checkpoint set cluster = 1, snapshot = '9000000000000:9000000000000:'");
    assertThat(node.turn()).isOne();
    log.append("three");
    assertThat(node.turn()).isOne();
    log.append("four");
    log.tamper("update log_checkpoint set snapshot = '9000000000000:9000000000000:'");
    assertThat(node.turn()).isOne();
    assertThat(log.eventsInPlace()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void refusesToChangeOrRemoveWhatStandsInTheTree() {
    LogNode node = new LogNode(log, directory);
    log.appendMany(256);
    node.turn();
    for (String sql :
        new String[] {
          "update log_leaf set event_id = 0",
          "delete from log_tile",
          "truncate log_checkpoint",
          "update log_checkpoint set note = ''"
        }) {
      assertThatThrownBy(() -> log.jdbc.execute(sql))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("are written once");
    }
  }

  @Test
  void keepsTheNameThatTheLogBeganWith() {
    LogNode node = new LogNode(log, directory);
    log.append("one");
    node.turn();
    assertThat(node.reader.checkpoint().orElseThrow().origin()).isEqualTo("verify.example.org/log");
    Sequencer renamed =
        new Sequencer(
            node.store,
            node.state,
            log.keys,
            log.transactions,
            new LogProperties("other.example/log", Duration.ZERO),
            LogNode.service(directory));
    log.append("two");
    assertThat(renamed.sequence()).isOne();
    assertThat(node.reader.checkpoint().orElseThrow().origin()).isEqualTo("verify.example.org/log");
  }

  private static long insertDirectly(Connection connection) throws Exception {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                insert into event (occurred_at, salt, entry, record)
                select '2026-11-22T12:00:00Z', salt, sha256(salt || record), record
                  from (select sha256('salt') as salt, convert_to(
                    '{"members":{},"occurredAt":"2026-11-22T12:00:00Z","subject":"late","type":"t"}',
                    'UTF8') as record) s
                returning id
                """)) {
      row.next();
      return row.getLong(1);
    }
  }
}
