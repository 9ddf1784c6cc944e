package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerLoopTest {
  @TempDir Path directory;
  private final TestLog log = new TestLog();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private SequencerLoop loop(LogNode node) {
    return new SequencerLoop(
        node.sequencer,
        node.state,
        new LogMetrics(node.store, node.state, meters),
        new LogProperties(null, Duration.ofMillis(10)));
  }

  @Test
  void comparesBeforeItReturnsAndSequencesUntilItIsStopped() {
    LogNode node = new LogNode(log, directory);
    SequencerLoop loop = loop(node);
    log.append("before");
    loop.start();
    try {
      assertThat(node.state.disagreement()).isEmpty();
      Leaf leaf = log.append("after");
      await().until(() -> node.reader.inclusionOf(leaf.eventId()).isPresent());
      assertThat(gauge("zhengyan.log.size")).isEqualTo(2);
      assertThat(gauge("zhengyan.log.disagreement")).isZero();
    } finally {
      loop.stop();
    }
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void sequencesAfterEveryStartHoweverSoonItsThreadRuns() {
    LogNode node = new LogNode(log, directory);
    SequencerLoop loop = loop(node);
    for (int i = 0; i < 100; i++) {
      loop.start();
      try {
        Leaf leaf = log.append("start " + i);
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> node.reader.inclusionOf(leaf.eventId()).isPresent());
      } finally {
        loop.stop();
      }
    }
  }

  @Test
  void goesOnAfterTheDatabaseFailedIt() {
    LogNode node = new LogNode(log, directory);
    SequencerLoop loop = loop(node);
    log.jdbc.execute("alter table log_checkpoint rename to elsewhere");
    loop.start();
    try {
      assertThat(node.state.disagreement()).isPresent();
      log.jdbc.execute("alter table elsewhere rename to log_checkpoint");
      Leaf leaf = log.append("one");
      await().until(() -> node.reader.inclusionOf(leaf.eventId()).isPresent());
      assertThat(node.state.disagreement()).isEmpty();
    } finally {
      loop.stop();
    }
  }

  @Test
  void showsADisagreementAsAMetric() {
    LogNode node = new LogNode(log, directory);
    log.appendMany(10);
    node.turn();
    log.restore(0);
    SequencerLoop loop = loop(node);
    loop.start();
    try {
      assertThat(gauge("zhengyan.log.disagreement")).isOne();
    } finally {
      loop.stop();
    }
  }

  @Test
  void countsTheEventsThatWaitAndTheAgeOfTheOldest() {
    LogNode node = new LogNode(log, directory);
    assertThat(node.store.waiting()).isEqualTo(new LogStore.Waiting(0, Duration.ZERO));
    log.appendMany(3);
    assertThat(node.store.waiting().count()).isEqualTo(3);
    node.turn();
    assertThat(node.store.waiting().count()).isZero();
    log.jdbc.update(
        """
        insert into event (occurred_at, salt, entry, record)
        select now() - interval '1 hour', sha256('s'), sha256('e'), 'x'
        """);
    assertThat(node.store.waiting().count()).isOne();
    assertThat(node.store.waiting().oldest()).isGreaterThanOrEqualTo(Duration.ofHours(1));
    assertThat(log.eventsInPlace()).hasSize(3);
  }

  @Test
  void leavesTheTurnToANodeThatJustSequenced() {
    LogNode first = new LogNode(log, directory.resolve("first"));
    LogNode second = new LogNode(log, directory.resolve("second"), log.keys, Duration.ofHours(1));
    log.append("one");
    first.turn();
    log.append("two");
    assertThat(second.turn()).isZero();
    assertThat(first.turn()).isOne();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
