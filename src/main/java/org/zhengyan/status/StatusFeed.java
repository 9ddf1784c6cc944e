package org.zhengyan.status;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.ChangeFeed;
import org.zhengyan.certificate.ChangeFeed.Look;
import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.StatusChange;

/**
 * Follows the feed of status changes on one kept connection and keeps the index current.
 *
 * <p>One thread: it looks every {@code poll-interval} and whenever {@code NOTIFY} wakes it, writes the
 * heartbeat if no other node did, and publishes a {@link FeedView}. It stops publishing when the
 * database does not answer, cannot be written, went back in its history, or disagrees with what this
 * node remembers; {@link StatusLookup} turns a view that grew old into 503. Whatever fails is tried
 * again from the beginning, so a database that comes back is followed again without a restart.
 */
@Component
public class StatusFeed implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(StatusFeed.class);
  private static final int LOOK_LIMIT = 2_000;
  private static final int NETWORK_TIMEOUT_MILLIS = 5_000;
  private static final Duration SAY_AGAIN_AFTER = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofMillis(250);

  /** Answers are refused when a look is older than {@link StatusProperties#MAX_AGE}. */
  private static final Duration LATE = StatusProperties.MAX_AGE.dividedBy(2);

  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final long SECONDS_OF_DAY = 86_400;

  private final DataSource database;
  private final RevocationJournal journal;
  private final Reconciliation reconciliation;
  private final StatusProperties properties;
  private final Clock clock;

  private final FeedSignal signal = new FeedSignal();
  private volatile @Nullable FeedView view;
  private volatile @Nullable String disagreement;
  private volatile boolean running;
  private @Nullable Thread thread;

  /** The rest belongs to the feed's thread. */
  private long purgedOn;

  private long flushedAt;

  private long saidLateAt;

  private long saidLate;

  StatusFeed(
      DataSource database,
      RevocationJournal journal,
      Reconciliation reconciliation,
      StatusProperties properties,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.reconciliation = reconciliation;
    this.properties = properties;
    this.clock = clock;
  }

  /** What the last look saw; null before the first, and while the database's story is not ours. */
  @Nullable FeedView view() {
    return view;
  }

  /** What the database lacks that this node remembers; null when it lacks nothing as far as is known. */
  @Nullable String disagreement() {
    return disagreement;
  }

  /** Waits until the index has that change, at most so long; true when it has. */
  boolean awaitChange(long id, Duration limit) {
    return signal.await(() -> reached(id) || !running, limit) && reached(id);
  }

  private boolean reached(long id) {
    FeedView seen = view;
    return seen != null && seen.position().id() >= id;
  }

  /** Returns when the first look is done, or found a disagreement, or twenty seconds have passed. */
  @Override
  public void start() {
    running = true;
    thread = Thread.ofPlatform().name("status-feed").daemon().start(this::run);
    signal.await(() -> view != null || disagreement != null, START_LIMIT);
  }

  @Override
  public void stop() {
    running = false;
    Thread started = thread;
    if (started != null) {
      try {
        started.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    journal.flush();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before whatever serves or seeds. */
  @Override
  public int getPhase() {
    return -1_000;
  }

  private void run() {
    String said = "";
    long saidAt = 0;
    while (running) {
      try (Connection connection = database.getConnection()) {
        try {
          follow(connection);
        } finally {
          leave(connection);
        }
      } catch (SQLException | IOException | RuntimeException e) {
        // An outage is said when it begins, when it changes, and once a minute.
        if (!e.toString().equals(said) || System.nanoTime() - saidAt > SAY_AGAIN_AFTER.toNanos()) {
          said = e.toString();
          saidAt = System.nanoTime();
          LOG.warn("the status feed is interrupted: {}", said);
        }
        pause(RETRY);
      }
    }
  }

  private void follow(Connection connection) throws SQLException, IOException {
    connection.setAutoCommit(true);
    connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + ChangeFeed.CHANNEL);
    }
    PGConnection notifications = connection.unwrap(PGConnection.class);
    FeedView known = view;
    StatusIndex index = known == null ? new StatusIndex() : known.index();
    Position position = known == null ? begin(connection, index) : known.position();
    while (running) {
      long lookedAt = System.nanoTime();
      Instant before = clock.instant();
      ChangeFeed.beat(connection);
      long beatenAt = System.nanoTime();
      Look look = ChangeFeed.look(connection, position, LOOK_LIMIT);
      Instant after = clock.instant();
      if (!look.held()) {
        forget();
        return;
      }
      for (StatusChange change : look.changes()) {
        apply(index, change);
        position = Position.of(change);
      }
      journal.follow(look.changes());
      if (look.drained()) {
        publish(
            new FeedView(
                index,
                position,
                look.beat(),
                Duration.between(look.beat(), look.databaseTime()),
                beatenAt,
                FeedView.offset(look.databaseTime(), before, after)));
        long seenAt = System.nanoTime();
        keepHouse(connection, index);
        sayIfLate(lookedAt, beatenAt, seenAt, System.nanoTime());
        notifications.getNotifications(Math.toIntExact(properties.pollInterval().toMillis()));
      }
    }
  }

  /** What took a round so long that answers were refused meanwhile, or nearly: the database, its disk or ours. */
  private void sayIfLate(long lookedAt, long beatenAt, long seenAt, long keptAt) {
    long took = keptAt - lookedAt;
    boolean saidLately = keptAt - saidLateAt < SAY_AGAIN_AFTER.toNanos();
    if (took > LATE.toNanos() && !(saidLately && took <= saidLate)) {
      saidLateAt = keptAt;
      saidLate = took;
      LOG.warn(
          "a round of the status feed took {} ms: heartbeat {} ms, changes {} ms, journal {} ms",
          TimeUnit.NANOSECONDS.toMillis(took),
          TimeUnit.NANOSECONDS.toMillis(beatenAt - lookedAt),
          TimeUnit.NANOSECONDS.toMillis(seenAt - beatenAt),
          TimeUnit.NANOSECONDS.toMillis(keptAt - seenAt));
    }
  }

  /** Loads the index and compares the stories; does not return before they agree. */
  private Position begin(Connection connection, StatusIndex index) throws SQLException, IOException {
    String found = reconciliation.disagreement(connection);
    if (found != null) {
      journal.close("the database and the journal are not reconciled");
      if (!found.equals(disagreement)) {
        LOG.error("this node does not serve: {}", found);
      }
      disagreement = found;
      signal.give();
      pause(Duration.ofSeconds(2));
      throw new SQLException("not reconciled");
    }
    Position position =
        ChangeFeed.load(
            connection,
            clock.instant().minus(properties.expiredGrace()),
            (serial, ca, state, reason, revokedAt, notAfter) ->
                put(
                    index,
                    serial.value(),
                    PackedStatus.of(ca, state, reason, revokedAt, notAfter)));
    journal.open(connection);
    disagreement = null;
    LOG.info(
        "status index loaded: {} certificates, {} kB, through change {}",
        index.size(),
        index.bytes() / 1_000,
        position.id());
    return position;
  }

  /** The database no longer holds what this node has seen. */
  private void forget() {
    LOG.error("the database went back in its history, or is another one; this node stops serving");
    journal.close("the database went back in its history");
    view = null;
  }

  private void apply(StatusIndex index, StatusChange change) {
    put(
        index,
        change.serial().value(),
        PackedStatus.of(
            change.ca(), change.state(), change.reason(), change.revokedAt(), change.notAfter()));
  }

  private static void put(StatusIndex index, java.math.BigInteger serial, long packed) {
    if (StatusIndex.isOurs(serial)) {
      index.put(serial, packed);
    } else {
      LOG.error("serial number {} is not of our shape; its status is unknown", serial.toString(16));
    }
  }

  private void publish(FeedView next) {
    view = next;
    signal.give();
  }

  private void keepHouse(Connection connection, StatusIndex index) throws SQLException {
    long now = System.nanoTime();
    if (now - flushedAt > TimeUnit.SECONDS.toNanos(1)) {
      flushedAt = now;
      if (journal.failure() == null) {
        journal.flush();
      } else {
        journal.repair(connection);
      }
    }
    long day = clock.instant().minus(properties.expiredGrace()).getEpochSecond() / SECONDS_OF_DAY;
    if (day != purgedOn) {
      purgedOn = day;
      index.forgetBefore(day);
    }
  }

  /** Gives the connection back as it was; one that cannot be used any more is dropped by the pool. */
  private static void leave(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("UNLISTEN *");
    } catch (SQLException e) {
      LOG.debug("the feed's connection is lost", e);
    }
  }

  private void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }
}
