package org.zhengyan.verification.presentation;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationEnded;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.VerificationResponses;
import org.zhengyan.verification.Verifications;
import tools.jackson.databind.json.JsonMapper;

/**
 * The platforms that wait on this node for a verification to move, by server-sent events.
 *
 * <p>A stream gets the verification as it stands, then again after each change, and ends with the
 * terminal state. {@link FollowedSessions} says what moved; what is sent is always read from the
 * database, so a stream may miss a state that was passed in between and never shows one that did not
 * hold. A stream costs a connection and some kilobytes, and holds no thread.
 */
@Component
class Followers implements SmartLifecycle {
  static final String CHANNEL = "verification_moved";
  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_OF_ONE = 8;

  private final Verifications verifications;
  private final VerificationResponses responses;
  private final PresentationStore store;
  private final Clients clients;
  private final StreamProperties properties;
  private final JsonMapper json;

  private final Map<VerificationId, Group> groups = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> perClient = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile @Nullable ExecutorService writers;

  /** The streams of one verification, and what they were shown last; what is shown is decided under its lock. */
  private static final class Group {
    final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    volatile String shown = "";
  }

  Followers(
      Verifications verifications,
      VerificationResponses responses,
      PresentationStore store,
      Clients clients,
      StreamProperties properties,
      JsonMapper json) {
    this.verifications = verifications;
    this.responses = responses;
    this.store = store;
    this.clients = clients;
    this.properties = properties;
    this.json = json;
  }

  /**
   * Opens a stream; the caller has shown that the verification is its own. The answer begins here, and
   * goes on in {@link #join} when Tomcat has let go of the request.
   *
   * @throws Refusal {@code too-many-requests} beyond a client's streams; {@code unavailable} beyond the
   *     node's, and while it stops
   */
  void follow(VerificationId id, String clientId, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (writers == null) {
      throw Refusal.unavailable("this node is stopping", RETRY, null);
    }
    if (open.get() >= properties.perNode()) {
      throw Refusal.unavailable("this node follows as many sessions as it can", RETRY, null);
    }
    Group group = groups.get(id);
    AtomicInteger own = perClient.get(clientId);
    if (own != null && own.get() >= properties.perClient()
        || group != null && group.streams.size() >= MOST_OF_ONE) {
      throw Refusal.tooManyRequests("This client has too many streams of events open", RETRY);
    }
    EventStream stream = request.upgrade(EventStream.class);
    stream.begin(this, id, clientId);
    response.setStatus(HttpServletResponse.SC_OK); // an upgrade would be 101
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("X-Accel-Buffering", "no");
    response.setHeader("Connection", "close");
    response.flushBuffer();
  }

  /** The connection is the stream's now: it is shown the verification as it stands. */
  void join(EventStream stream) {
    open.incrementAndGet();
    perClient.computeIfAbsent(stream.clientId(), name -> new AtomicInteger()).incrementAndGet();
    if (writers == null) {
      stream.close();
      return;
    }
    groups.compute(
        stream.id(),
        (key, present) -> {
          Group group = present == null ? new Group() : present;
          group.streams.add(stream);
          return group;
        });
    try {
      greet(stream);
    } catch (RuntimeException e) {
      // The answer is on its way already: the caller comes again.
      LOG.debug("a stream ends at its beginning", e);
      stream.close();
    }
  }

  private void release(String clientId) {
    open.decrementAndGet();
    AtomicInteger own = perClient.get(clientId);
    if (own != null) {
      own.decrementAndGet();
    }
  }

  /**
   * What a new stream is shown at once. Should it be news, the others are shown it too: nobody comes after with
   * what was shown already.
   */
  private void greet(EventStream stream) {
    Group group = groups.get(stream.id());
    if (group == null) {
      return;
    }
    synchronized (group) {
      Verification now = verifications.find(stream.id()).orElseThrow();
      boolean known = group.shown.isEmpty() || group.shown.equals(standing(now));
      show(now, group, known ? Set.of(stream) : Set.copyOf(group.streams));
    }
  }

  /** Under the group's lock. What a suspended client may not ask for any more, it is not told either. */
  private void show(Verification now, Group group, Set<EventStream> streams) {
    group.shown = standing(now);
    byte[] event = event(now);
    boolean ended = !(now instanceof Verification.Requested);
    for (EventStream stream : streams) {
      if (suspended(stream.clientId())) {
        stream.close();
      } else {
        stream.send(event, ended);
      }
    }
  }

  /** Shows the streams of that verification what became of it; cheap when nobody here follows it. */
  void moved(VerificationId id) {
    ExecutorService running = writers;
    if (running != null && groups.containsKey(id)) {
      running.execute(() -> show(id));
    }
  }

  private void show(VerificationId id) {
    Group group = groups.get(id);
    if (group == null) {
      return;
    }
    try {
      synchronized (group) {
        Optional<Verification> found = verifications.find(id);
        if (found.isEmpty() || standing(found.get()).equals(group.shown)) {
          return;
        }
        show(found.get(), group, Set.copyOf(group.streams));
      }
    } catch (RuntimeException e) {
      // The next look finds it again.
      LOG.debug("a verification could not be shown", e);
    }
  }

  /** What is followed here, and what was shown of it last: state and progress. */
  Set<VerificationId> followed() {
    return groups.keySet();
  }

  /** True when the database says something else than what was shown. */
  boolean behind(VerificationId id, String standing) {
    Group group = groups.get(id);
    return group != null && !group.shown.isEmpty() && !group.shown.equals(standing);
  }

  /** Keeps streams from being cut, finds those that nobody reads, ends those of suspended clients. */
  void beat() {
    ExecutorService running = writers;
    if (running == null) {
      return;
    }
    for (Group group : groups.values()) {
      for (EventStream stream : Set.copyOf(group.streams)) {
        running.execute(
            () -> {
              if (stream.beat(HEARTBEAT) && suspended(stream.clientId())) {
                stream.close();
              }
            });
      }
    }
  }

  private boolean suspended(String clientId) {
    try {
      return !clients.find(clientId).map(Client::active).orElse(false);
    } catch (Refusal e) {
      return false; // it cannot be told now
    }
  }

  int open() {
    return open.get();
  }

  /** Takes a closed stream out; what it counted for is given back once. */
  void drop(EventStream stream) {
    groups.computeIfPresent(
        stream.id(),
        (key, group) -> {
          group.streams.remove(stream);
          return group.streams.isEmpty() ? null : group;
        });
    if (stream.uncount()) {
      release(stream.clientId());
    }
  }

  private static String standing(Verification verification) {
    return verification instanceof Verification.Requested requested
        ? requested.progress().wire()
        : verification.state();
  }

  private byte[] event(Verification verification) {
    return ("event: verification\ndata: " + json.writeValueAsString(responses.of(verification)) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Wakes other nodes only when a person waits: platforms that answer themselves know the outcome. */
  @EventListener
  void ended(VerificationEnded ended) {
    VerificationId id = VerificationId.parse(ended.id()).orElseThrow();
    if (ended.presented()) {
      store.moved(id);
    } else if (groups.containsKey(id) && TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              moved(id);
            }
          });
    }
  }

  @Override
  public void start() {
    writers = Executors.newVirtualThreadPerTaskExecutor();
  }

  /** Ends all streams, so that a graceful stop waits for none of them; clients go to another node. */
  @Override
  public void stop() {
    ExecutorService running = writers;
    writers = null;
    for (Group group : groups.values()) {
      for (EventStream stream : Set.copyOf(group.streams)) {
        stream.close();
      }
    }
    if (running != null) {
      running.shutdown();
    }
  }

  @Override
  public boolean isRunning() {
    return writers != null;
  }

  /** Started before and stopped before the web server waits for its requests to end. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
