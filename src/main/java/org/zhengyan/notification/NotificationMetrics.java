package org.zhengyan.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * {@code zhengyan.notification.*}: what waits and how long, what was given up, how attempts ended, and
 * how long an event took from its act to a receiver's 202.
 *
 * <p>What waits is asked of the database every five seconds at most, by the sender's turn.
 */
@Component
class NotificationMetrics {
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final BacklogStore store;
  private final Clock clock;
  private final Timer latency;
  private final Counter accepted;
  private final Counter refused;
  private final Counter failed;
  private final Counter givenUp;
  private volatile BacklogStore.Totals totals = new BacklogStore.Totals(0, 0, 0);
  private long refreshedAt = System.nanoTime() - REFRESH.toNanos();

  NotificationMetrics(BacklogStore store, Clock clock, MeterRegistry registry) {
    this.store = store;
    this.clock = clock;
    this.latency =
        Timer.builder("zhengyan.notification.latency")
            .description("From the act to the receiver's 202")
            .serviceLevelObjectives(
                Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(1))
            .register(registry);
    this.accepted = attempts(registry, "accepted");
    this.refused = attempts(registry, "refused");
    this.failed = attempts(registry, "failed");
    this.givenUp = attempts(registry, "given-up");
    Gauge.builder("zhengyan.notification.pending", () -> totals.pending())
        .description("Events that wait for a receiver")
        .register(registry);
    Gauge.builder("zhengyan.notification.backlog.age", () -> totals.oldestSeconds())
        .description("Age of the oldest event that is to be pushed")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("zhengyan.notification.dead", () -> totals.dead())
        .description("Dead letters")
        .register(registry);
  }

  private static Counter attempts(MeterRegistry registry, String outcome) {
    return Counter.builder("zhengyan.notification.attempts")
        .description("Pushes by their outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  void delivered(QueuedEvent event) {
    accepted.increment();
    Duration took = Duration.between(event.occurredAt(), clock.instant());
    latency.record(took.isNegative() ? Duration.ZERO : took);
  }

  void refused() {
    refused.increment();
  }

  void failed() {
    failed.increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  void refresh() {
    long now = System.nanoTime();
    if (now - refreshedAt >= REFRESH.toNanos()) {
      totals = store.totals();
      refreshedAt = now;
    }
  }
}
