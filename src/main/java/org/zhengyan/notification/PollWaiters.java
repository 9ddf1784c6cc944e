package org.zhengyan.notification;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Polls that wait for an event: each costs a parked virtual thread, no database connection, and a share
 * of one query that this node asks for all of them together, twice a second.
 */
@Component
class PollWaiters implements SmartLifecycle {
  private static final int MOST = 5_000;
  private static final int MOST_OF_ENDPOINT = 2;

  private final Map<String, Set<CountDownLatch>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean running;

  /** Waits until there may be an event; false at once where too many wait already, or the node stops. */
  boolean await(String endpoint, Duration longest) throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    if (count.incrementAndGet() > MOST) {
      count.decrementAndGet();
      return false;
    }
    Set<CountDownLatch> mine =
        waiting.compute(
            endpoint,
            (id, known) -> {
              Set<CountDownLatch> latches = known == null ? ConcurrentHashMap.newKeySet() : known;
              if (latches.size() < MOST_OF_ENDPOINT) {
                latches.add(latch);
              }
              return latches;
            });
    try {
      return running && mine.contains(latch) && latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      count.decrementAndGet();
      waiting.computeIfPresent(
          endpoint,
          (id, known) -> {
            known.remove(latch);
            return known.isEmpty() ? null : known;
          });
    }
  }

  int waitingFor(String endpoint) {
    return waiting.getOrDefault(endpoint, Set.of()).size();
  }

  void wake(DeliveryStore store) {
    Set<String> endpoints = Set.copyOf(waiting.keySet());
    if (!endpoints.isEmpty()) {
      store.withWaiting(endpoints).forEach(id -> wake(waiting.get(id)));
    }
  }

  private static void wake(@org.jspecify.annotations.Nullable Set<CountDownLatch> latches) {
    if (latches != null) {
      List.copyOf(latches).forEach(CountDownLatch::countDown);
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /** Lets every poll answer now, so that a stop does not wait for them. */
  @Override
  public void stop() {
    running = false;
    waiting.values().forEach(PollWaiters::wake);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server begins to stop. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
