package org.zhengyan.verification.presentation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.zhengyan.verification.VerificationId;

/**
 * Watches the database for whatever is followed on this node: one thread and one connection for all
 * streams, and neither does anything while there is none.
 *
 * <p>It is woken by {@code NOTIFY}, and looks at everything once a second all the same: a notification
 * may be lost with its connection, the look may not. Whatever fails is tried again.
 */
@Component
class FollowedSessions implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedSessions.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final int NETWORK_TIMEOUT_MILLIS = 5_000;
  private static final int AT_ONCE = 1_000;

  /** What moved at all since it was asked for; whoever still waits has been shown that. */
  private static final String LOOK =
      "select id, case when state <> 'requested' then state when answered_at is not null then 'answered'"
          + " else 'taken' end from verification"
          + " where id = any (?) and (state <> 'requested' or taken_at is not null)";

  private final Followers followers;
  private final DataSource database;
  private final StreamProperties properties;
  private volatile @Nullable Thread thread;
  private long beatAt = System.nanoTime();

  FollowedSessions(
      Followers followers, DataSource database, StreamProperties properties, MeterRegistry meters) {
    this.followers = followers;
    this.database = database;
    this.properties = properties;
    Gauge.builder("zhengyan.verification.streams", followers, Followers::open)
        .description("streams of events that are open on this node")
        .register(meters);
  }

  private void run() {
    boolean failed = false;
    while (current()) {
      if (followers.followed().isEmpty()) {
        pause();
        continue;
      }
      try (Connection connection = database.getConnection()) {
        try {
          watch(connection);
          failed = false;
        } finally {
          leave(connection);
        }
      } catch (SQLException | RuntimeException e) {
        if (!failed && current()) {
          LOG.warn("followed verifications cannot be watched: {}", e.toString());
        }
        failed = true;
        beatIfDue();
        pause();
      }
    }
  }

  private void watch(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + Followers.CHANNEL);
    }
    PGConnection notifications = connection.unwrap(PGConnection.class);
    long lookedAt = System.nanoTime() - LOOK_EVERY.toNanos();
    while (current() && !followers.followed().isEmpty()) {
      long left = LOOK_EVERY.toNanos() - (System.nanoTime() - lookedAt);
      if (left <= 0) {
        lookedAt = System.nanoTime();
        look(connection);
        left = LOOK_EVERY.toNanos();
      }
      PGNotification[] woken =
          notifications.getNotifications(Math.max(1, (int) TimeUnit.NANOSECONDS.toMillis(left)));
      if (woken != null) {
        for (PGNotification each : woken) {
          VerificationId.parse(each.getParameter()).ifPresent(followers::moved);
        }
      }
      beatIfDue();
    }
  }

  private void look(Connection connection) throws SQLException {
    List<UUID> followed = new ArrayList<>(followers.followed().stream().map(VerificationId::value).toList());
    try (PreparedStatement query = connection.prepareStatement(LOOK)) {
      for (int from = 0; from < followed.size(); from += AT_ONCE) {
        List<UUID> some = followed.subList(from, Math.min(followed.size(), from + AT_ONCE));
        Array ids = connection.createArrayOf("uuid", some.toArray());
        query.setArray(1, ids);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            VerificationId id = new VerificationId(rows.getObject(1, UUID.class));
            if (followers.behind(id, rows.getString(2))) {
              followers.moved(id);
            }
          }
        }
        ids.free();
      }
    }
  }

  private void beatIfDue() {
    if (System.nanoTime() - beatAt >= properties.heartbeat().toNanos()) {
      beatAt = System.nanoTime();
      followers.beat();
    }
  }

  private static void leave(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("UNLISTEN *");
    } catch (SQLException e) {
      LOG.debug("the connection is lost", e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean current() {
    return thread == Thread.currentThread() && !Thread.currentThread().isInterrupted();
  }

  @Override
  public synchronized void start() {
    if (thread == null) {
      Thread started = Thread.ofPlatform().daemon().name("followed-sessions").unstarted(this::run);
      thread = started;
      started.start();
    }
  }

  @Override
  public synchronized void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
