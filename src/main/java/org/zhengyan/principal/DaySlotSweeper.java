package org.zhengyan.principal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Empties the slot of the next day, of answers and of assertion ids, a few times an hour on every node.
 * Slots that were missed for days are harmless: old rows are ignored where they are read.
 */
@Component
class DaySlotSweeper implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(DaySlotSweeper.class);
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private @org.jspecify.annotations.Nullable ScheduledExecutorService timer;

  DaySlotSweeper(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  void sweep() {
    transaction.executeWithoutResult(
        status -> jdbc.query("select clear_next_day_slot()", rows -> {}));
  }

  @Override
  public synchronized void start() {
    if (timer == null) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("day-slot-sweeper").factory());
      timer.scheduleWithFixedDelay(
          this::sweepQuietly, 5, EVERY.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void sweepQuietly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("the next day's slots could not be cleared; trying again", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}
