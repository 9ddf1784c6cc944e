package org.zhengyan.log;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Follows and extends the log at a steady pace, from before the first request until after the last.
 *
 * <p>It runs on every node. {@code zhengyan.log.sequencing=false} leaves it out, for commands that
 * only look.
 */
@Component
@ConditionalOnProperty(name = "zhengyan.log.sequencing", matchIfMissing = true)
class SequencerLoop implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SequencerLoop.class);

  private final Sequencer sequencer;
  private final LogState state;
  private final LogMetrics metrics;
  private final Duration interval;
  private volatile @Nullable Thread thread;
  private @Nullable String complaint;

  SequencerLoop(Sequencer sequencer, LogState state, LogMetrics metrics, LogProperties properties) {
    this.sequencer = sequencer;
    this.state = state;
    this.metrics = metrics;
    this.interval = properties.interval();
  }

  /** Compares once before returning, so that whoever asks afterwards gets an answer. */
  @Override
  public synchronized void start() {
    if (thread == null) {
      turn();
      // Known before it runs: a thread that does not find itself here believes that it was stopped.
      Thread started = Thread.ofPlatform().name("log-sequencer").daemon().unstarted(this::run);
      thread = started;
      started.start();
    }
  }

  @Override
  public synchronized void stop() {
    Thread running = thread;
    if (running != null) {
      thread = null;
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Earlier than the web server's, which begins late and stops early. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void run() {
    try {
      while (Thread.currentThread().equals(thread)) {
        Thread.sleep(interval);
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One turn; a failure is said once and tried again at the next. */
  private void turn() {
    try {
      metrics.refresh();
      state.follow();
      sequencer.sequence();
      complaint = null;
    } catch (RuntimeException e) {
      String message = e.toString();
      if (!Objects.equals(message, complaint)) {
        LOG.warn("The log does not go on: {}", message);
        complaint = message;
      }
    }
  }
}
