package org.zhengyan.principal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * All clients as they were less than a second ago, in memory: what every request is checked against.
 *
 * <p>One thread looks at the primary's {@code client_generation} every 200 ms, on a connection of its
 * own, and reads all clients again when it moved. A change that was committed is therefore seen by every
 * node within a second; a node whose last good look is older than that answers nobody (503), because it
 * could not know of a suspension.
 */
@Component
public class Clients implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
  static final Duration STALE_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final int NETWORK_TIMEOUT_MILLIS = 5_000;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final DataSource database;
  private volatile @Nullable Copy copy;
  private volatile @Nullable Thread thread;

  /** Some clients, and the moment of {@link System#nanoTime} before they were looked at. */
  private record Copy(Map<String, Client> clients, long lookedAt) {}

  public Clients(DataSource database) {
    this.database = database;
  }

  /**
   * The client of that id, suspended or not.
   *
   * @throws Refusal {@code unavailable} when the copy is older than a second
   */
  public Optional<Client> find(String id) {
    Copy present = copy;
    if (present == null || !fresh()) {
      throw Refusal.unavailable(
          "The state of clients cannot be established right now", Duration.ofSeconds(1), null);
    }
    return Optional.ofNullable(present.clients().get(id));
  }

  /**
   * The operator that the actor's client belongs to.
   *
   * @throws Refusal {@code forbidden} for an authority's client; {@code unavailable} as {@link #find}
   */
  public String requireOperator(Actor actor) {
    String operatorId = find(actor.clientId()).map(Client::operatorId).orElse(null);
    if (operatorId == null) {
      throw Refusal.of(Problem.FORBIDDEN, "Only a client of a platform operator may do this");
    }
    return operatorId;
  }

  /** False when the copy is older than a second, or there is none; what readiness asks. */
  public boolean fresh() {
    Copy present = copy;
    return present != null && System.nanoTime() - present.lookedAt() <= STALE_AFTER.toNanos();
  }

  /** Waits for the first look, but not for ever: without one every request is a 503. */
  @Override
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    Thread started = Thread.ofPlatform().daemon().name("client-copy").unstarted(this::follow);
    thread = started;
    started.start();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (copy == null && System.nanoTime() < deadline && !pause(Duration.ofMillis(5))) {
      // The thread looks meanwhile.
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

  /** Before the web server, which asks it. */
  @Override
  public int getPhase() {
    return 0;
  }

  private boolean current() {
    return thread == Thread.currentThread();
  }

  private void follow() {
    boolean failed = false;
    while (current()) {
      try (Connection connection = database.getConnection()) {
        connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        // Read anew: after a failover the same number may stand for something else.
        long generation = -1;
        while (current()) {
          generation = look(connection, generation);
          if (failed) {
            LOG.info("clients are followed again");
            failed = false;
          }
          if (pause(LOOK_EVERY)) {
            return;
          }
        }
      } catch (SQLException | RuntimeException e) {
        if (current() && !failed) {
          LOG.warn("clients cannot be followed; requests are refused once the copy is stale", e);
          failed = true;
        }
        if (pause(LOOK_EVERY)) {
          return;
        }
      }
    }
  }

  /** One snapshot holds the generation and the clients that belong to it. */
  private long look(Connection connection, long known) throws SQLException {
    long lookedAt = System.nanoTime();
    Copy before = copy;
    long generation = generation(connection);
    copy =
        before != null && generation == known
            ? new Copy(before.clients(), lookedAt)
            : new Copy(Map.copyOf(ClientStore.all(connection)), lookedAt);
    connection.commit();
    return generation;
  }

  private static long generation(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select generation, pg_is_in_recovery() from client_generation")) {
      if (!row.next()) {
        throw new SQLException("client_generation is empty");
      }
      if (row.getBoolean(2)) {
        throw new SQLException("this is a replica: it may lag behind the primary");
      }
      return row.getLong(1);
    }
  }

  /** True when this thread should end. */
  private static boolean pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
