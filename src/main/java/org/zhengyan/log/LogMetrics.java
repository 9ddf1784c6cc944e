package org.zhengyan.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Gauges {@code zhengyan.log.*}: size of the log, events that wait for a place and the age of the
 * oldest, and whether this node disagrees with the database.
 *
 * <p>What waits is asked of the database once a second at most. The count stops at 100,000.
 */
@Component
class LogMetrics {
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final LogStore store;
  private volatile LogStore.Waiting waiting = new LogStore.Waiting(0, Duration.ZERO);
  private long refreshedAt = System.nanoTime() - REFRESH.toNanos();

  LogMetrics(LogStore store, LogState state, MeterRegistry registry) {
    this.store = store;
    Gauge.builder("zhengyan.log.size", () -> state.kept().map(Checkpoint::size).orElse(0L))
        .description("Leaves below the newest checkpoint that this node kept")
        .register(registry);
    Gauge.builder("zhengyan.log.unsequenced", () -> waiting.count())
        .description("Committed events without a place in the log")
        .register(registry);
    Gauge.builder("zhengyan.log.unsequenced.age", () -> waiting.oldest().toMillis() / 1000.0)
        .description("Age of the oldest event without a place")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("zhengyan.log.disagreement", () -> state.disagreement().isPresent() ? 1 : 0)
        .description("1 while this node's checkpoints and the database disagree")
        .register(registry);
  }

  void refresh() {
    long now = System.nanoTime();
    if (now - refreshedAt >= REFRESH.toNanos()) {
      waiting = store.waiting();
      refreshedAt = now;
    }
  }
}
