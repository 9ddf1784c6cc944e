package org.zhengyan.notification;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.notification.push.PushAddress;
import org.zhengyan.notification.push.PushConnection;
import org.zhengyan.notification.push.PushFailed;
import org.zhengyan.principal.RandomId;

/**
 * Sends what is due to one endpoint, a batch at a time, while this node has its lease.
 *
 * <p>A batch has at most one event of a subject, and the next is read when all of it has ended: so no
 * event overtakes an earlier one of its subject, and one lease at a time means that no other node does.
 * A sender that dies leaves its batch pending; another node sends it again when the lease has lapsed.
 */
@Component
class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final int BATCH = 8;
  private static final int CONNECTIONS = 4;
  private static final Duration TURN = Duration.ofSeconds(10);

  private final DeliveryStore store;
  private final SetWriter writer;
  private final PushConnection connection;
  private final NotificationProperties properties;
  private final NotificationMetrics metrics;
  private final boolean loopback;

  private final Semaphore database = new Semaphore(CONNECTIONS);

  /** Unlike that of any other start: a lease of a killed process is nobody's. */
  private final String node = RandomId.next();

  Sender(
      DeliveryStore store,
      SetWriter writer,
      PushConnection connection,
      NotificationProperties properties,
      NotificationMetrics metrics,
      NotificationConfiguration configuration) {
    this.store = store;
    this.writer = writer;
    this.connection = connection;
    this.properties = properties;
    this.metrics = metrics;
    this.loopback = configuration.loopback();
  }

  /**
   * Sends until nothing is due, the receiver fails as a whole, the lease is another's, or it is the
   * others' turn; true when something was accepted or at least answered.
   *
   * @param goOn asked before each batch: false on a node that stops
   */
  boolean send(String endpoint, BooleanSupplier goOn) {
    long until = System.nanoTime() + TURN.toNanos();
    boolean sent = false;
    boolean more = true;
    while (more && System.nanoTime() < until && goOn.getAsBoolean()) {
      String url = fromDatabase(() -> store.lease(endpoint, node, properties.lease())).orElse(null);
      if (url == null) {
        return sent;
      }
      List<QueuedEvent> batch = fromDatabase(() -> store.due(endpoint, BATCH));
      more = !batch.isEmpty() && send(endpoint, url, batch);
      sent |= more;
    }
    boolean idle = !sent;
    fromDatabase(
        () -> {
          if (idle) {
            store.deferFollowers(endpoint);
          }
          store.release(endpoint, node);
          return true;
        });
    return sent;
  }

  /** However many endpoints are worked on, requests keep their connections. */
  private <T> T fromDatabase(Supplier<T> work) {
    database.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      database.release();
    }
  }

  /** False when the receiver as a whole failed. */
  private boolean send(String endpoint, String url, List<QueuedEvent> batch) {
    List<Future<Outcome>> sent = new ArrayList<>();
    try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      batch.forEach(event -> sent.add(lanes.submit(() -> send(url, event))));
    }
    return fromDatabase(() -> record(endpoint, batch, sent));
  }

  private boolean record(String endpoint, List<QueuedEvent> batch, List<Future<Outcome>> sent) {
    List<Outcome> outcomes = sent.stream().map(Sender::outcome).toList();
    boolean away =
        outcomes.stream().allMatch(each -> each instanceof Outcome.Failed failed && failed.whole());
    for (int i = 0; i < batch.size(); i++) {
      record(batch.get(i), outcomes.get(i), away);
    }
    if (!away) {
      store.answered(endpoint);
      return true;
    }
    int failures = store.failures(endpoint) + 1;
    // Whoever did not prove that the address is his has it left in peace for longer.
    boolean unproven = batch.getFirst().kind() == EventKind.ENDPOINT_VERIFICATION;
    Duration longest = unproven ? properties.longestRetry() : properties.longestPause();
    store.pause(
        endpoint,
        outcomes.getFirst().text(),
        Backoff.after(failures, properties.firstRetry(), longest));
    return false;
  }

  private Outcome send(String url, QueuedEvent event) {
    try {
      byte[] token = writer.write(event).getBytes(StandardCharsets.US_ASCII);
      return Outcome.of(
          connection.post(PushAddress.parse(url, loopback), SetWriter.CONTENT_TYPE, token));
    } catch (PushAddress.Unfit e) {
      return new Outcome.Failed("the URL is refused: " + e.getMessage(), true);
    } catch (PushFailed e) {
      LOG.debug("a push failed", e);
      return new Outcome.Failed(String.valueOf(e.getMessage()), true);
    }
  }

  private static Outcome outcome(Future<Outcome> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KeyUnavailable) {
        LOG.warn("events wait: {}", e.getCause().getMessage());
      } else {
        LOG.error("an event could not be sent", e.getCause());
      }
      return new Outcome.Failed("a fault of this service", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("this service is stopping", true);
    }
  }

  /**
   * @param away true when the receiver as a whole failed: its events wait for it, go at once when it is
   *     back, and grow older, but have not failed themselves
   */
  private void record(QueuedEvent event, Outcome outcome, boolean away) {
    switch (outcome) {
      case Outcome.Accepted accepted -> {
        store.delivered(event.id(), accepted.text());
        metrics.delivered(event);
      }
      case Outcome.Refused refused -> {
        store.dead(event.id(), refused.text());
        metrics.refused();
      }
      case Outcome.Failed failed -> {
        metrics.failed();
        boolean givenUp =
            away
                ? store.postponed(event.id(), failed.text(), properties.maxAge())
                : store.failed(
                    event.id(),
                    failed.text(),
                    Backoff.after(
                        event.attempts() + 1, properties.firstRetry(), properties.longestRetry()),
                    properties.maxAttempts(),
                    properties.maxAge());
        if (givenUp) {
          metrics.givenUp();
          LOG.warn("event {} was given up: {}", event.jti(), failed.text());
        }
      }
    }
  }
}
