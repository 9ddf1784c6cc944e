package org.zhengyan.notification;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks for endpoints with something due and lets {@link Sender} work on each, on every node.
 *
 * <p>It looks when an act of this node has committed, and every {@code interval} besides: that look is
 * the truth, the wake-up only makes it early. An outage of the database is said once and waited out.
 */
@Component
class Dispatcher implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int AT_ONCE = 256;
  private static final int LOOK_LIMIT = 200;

  private final DeliveryStore store;
  private final Sender sender;
  private final Wakeups wakeups;
  private final PollWaiters waiters;
  private final VerificationAudience audience;
  private final NotificationMetrics metrics;
  private final NotificationProperties properties;
  private final Set<String> working = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private @Nullable ExecutorService workers;
  private volatile @Nullable Thread thread;
  private @Nullable String complaint;

  Dispatcher(
      DeliveryStore store,
      Sender sender,
      Wakeups wakeups,
      PollWaiters waiters,
      VerificationAudience audience,
      NotificationMetrics metrics,
      NotificationProperties properties) {
    this.store = store;
    this.sender = sender;
    this.wakeups = wakeups;
    this.waiters = waiters;
    this.audience = audience;
    this.metrics = metrics;
    this.properties = properties;
  }

  @Override
  public synchronized void start() {
    if (thread == null) {
      ExecutorService started =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("event-sender-", 0).factory());
      workers = started;
      Thread loop = Thread.ofPlatform().name("event-dispatcher").daemon().unstarted(() -> run(started));
      thread = loop;
      loop.start();
    }
  }

  @Override
  public synchronized void stop() {
    Thread running = thread;
    ExecutorService started = workers;
    if (running != null && started != null) {
      thread = null;
      running.interrupt();
      started.shutdown();
      try {
        running.join(Duration.ofSeconds(5));
        // What is in the air is waited for, so that its result is written and nothing goes twice.
        if (!started.awaitTermination(properties.lease().toSeconds(), TimeUnit.SECONDS)) {
          started.shutdownNow();
        }
      } catch (InterruptedException e) {
        started.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Begins with the service's own threads and ends after the web server has. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void run(ExecutorService workers) {
    try {
      while (Thread.currentThread().equals(thread)) {
        wakeups.await(properties.interval());
        turn(workers);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(ExecutorService workers) {
    try {
      audience.refresh();
      if (properties.sending()) {
        sendDue(workers);
      }
      waiters.wake(store);
      metrics.refresh();
      complaint = null;
    } catch (RuntimeException e) {
      String message = e.toString();
      if (!Objects.equals(message, complaint)) {
        LOG.warn("events wait: {}", message);
        complaint = message;
      }
    }
  }

  private void sendDue(ExecutorService workers) {
    for (String endpoint : store.dueEndpoints(LOOK_LIMIT)) {
      if (!free.tryAcquire()) {
        // The others wait for a turn; polls and the rest of this loop do not.
        return;
      }
      if (working.add(endpoint)) {
        try {
          workers.execute(() -> work(endpoint));
        } catch (RejectedExecutionException stopping) {
          return;
        }
      } else {
        free.release();
      }
    }
  }

  private void work(String endpoint) {
    boolean sent = false;
    try {
      sent = sender.send(endpoint, this::isRunning);
    } catch (RuntimeException e) {
      LOG.warn("events of one endpoint wait: {}", e.toString());
    } finally {
      working.remove(endpoint);
      free.release();
    }
    if (sent) {
      // What became due after the last look of this one. When nothing went, the interval is early enough.
      wakeups.wake();
    }
  }
}
