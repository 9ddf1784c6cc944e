package org.zhengyan.ephemeral;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one connection to the Redis primary, and the circuit around it.
 *
 * <p>A connection belongs to one server process for its whole life: it never reconnects by itself, so
 * nobody speaks to a restarted or promoted server without {@link RedisEpoch} having noticed. One thread
 * makes a new one when the old one broke, or answered nothing for {@code zhengyan.redis-timeout},
 * trying again after 100 ms and then ever later, at most every second. Meanwhile every call fails at
 * once; only while the first connection is being made do callers wait for it.
 *
 * <p>When the network splits, another node may have met another primary, while ours goes on answering.
 * So what this node knows of the epoch is a lease: it looks at the database twice a second, and what is
 * to be once is refused while its last look is older than {@link #LEASE}.
 */
@Component
class RedisLink implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(1);
  private static final Duration CONFIRM_EVERY = Duration.ofMillis(500);

  /** How long a node may go on in an epoch that another node has ended. */
  static final Duration LEASE = Duration.ofSeconds(3);

  private static final Pattern CLUSTER_CHANGED = Pattern.compile("(?:MOVED|ASK|CLUSTERDOWN)\\b");

  private final RedisProperties properties;
  private final RedisEpoch epochs;
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile @Nullable Session session;
  private volatile @Nullable Thread thread;
  private final @Nullable RedisPrimary primary;

  /** A connection, and since when what was written to its server is still there. */
  private static final class Session {
    final StatefulRedisConnection<String, String> connection;
    final AtomicLong answeredAt = new AtomicLong(System.nanoTime());
    volatile RedisEpoch.@Nullable Epoch epoch;
    /** The database knew no other epoch at this moment, or later. */
    volatile long confirmed;
    volatile boolean broken;

    Session(StatefulRedisConnection<String, String> connection) {
      this.connection = connection;
    }

    boolean usable() {
      return !broken && connection.isOpen();
    }

    /** Hears of every command, also of one whose caller no longer waits. */
    void heard(long sent, @Nullable Throwable failure) {
      if (failure == null) {
        answeredAt.set(System.nanoTime());
      } else if (failure instanceof RedisCommandTimeoutException && answeredAt.get() - sent < 0) {
        broken = true; // and nothing that was sent later was answered either
      } else if (failure instanceof RedisReadOnlyException) {
        broken = true; // it was demoted
      } else if (failure instanceof RedisCommandExecutionException
          && CLUSTER_CHANGED.matcher(String.valueOf(failure.getMessage())).lookingAt()) {
        broken = true; // our slot is, or will be, at another node
      }
    }

    boolean confirmedWithin(Duration age) {
      return System.nanoTime() - confirmed <= age.toNanos();
    }
  }

  RedisLink(RedisProperties properties, RedisEpoch epochs) {
    this.properties = properties;
    this.epochs = epochs;
    String url = properties.redisUrl();
    this.primary = url == null ? null : new RedisPrimary(url, properties);
  }

  /** The key by a name of ours. */
  String key(String name) {
    return primary == null ? name : primary.key(name);
  }

  /** Runs one command, for at most {@code patience}; Redis is given up after the configured time. */
  <T> T call(
      Duration patience, Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command)
      throws RedisUnavailable {
    return call(required(), patience, command);
  }

  /**
   * Runs one command against a server whose memory is known to reach back to the epoch that is passed.
   *
   * @throws RedisUnavailable also while it is not known how far back the server remembers
   */
  <T> T callInEpoch(
      Function<RedisEpoch.Epoch, Function<RedisAsyncCommands<String, String>, RedisFuture<T>>> command)
      throws RedisUnavailable {
    Duration patience = properties.redisTimeout();
    awaitFirstTry(patience);
    Session present = required();
    RedisEpoch.Epoch epoch = present.epoch;
    if (epoch == null) {
      throw new RedisUnavailable("it is not known what Redis remembers", null);
    }
    if (!present.confirmedWithin(LEASE)) {
      throw new RedisUnavailable("it is not known whether other nodes use the same Redis", null);
    }
    return call(present, patience, command.apply(epoch));
  }

  /** A node that has just started serves before its first connection stands: that is no outage. */
  private void awaitFirstTry(Duration patience) throws RedisUnavailable {
    try {
      if (thread != null && !tried.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RedisUnavailable("Redis was not met yet", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable("interrupted", e);
    }
  }

  /** True while commands are likely to be answered. */
  boolean up() {
    Session present = session;
    return present != null && present.usable();
  }

  private Session required() throws RedisUnavailable {
    Session present = session;
    if (present == null || !present.usable()) {
      throw new RedisUnavailable("there is no connection to Redis", null);
    }
    return present;
  }

  private <T> T call(
      Session present,
      Duration patience,
      Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command)
      throws RedisUnavailable {
    long sent = System.nanoTime();
    try {
      RedisFuture<T> answer = command.apply(present.connection.async());
      answer.whenComplete((value, failure) -> present.heard(sent, failure));
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | RuntimeException e) {
      throw new RedisUnavailable(
          "Redis did not do it", e instanceof ExecutionException ? e.getCause() : e);
    } catch (TimeoutException e) {
      throw new RedisUnavailable("Redis did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable("interrupted", e);
    }
  }

  @Override
  public synchronized void start() {
    RedisPrimary found = primary;
    if (thread == null && found != null) {
      Thread started =
          Thread.ofPlatform().daemon().name("redis-link").unstarted(() -> supervise(found));
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
    close(session);
    session = null;
    if (primary != null) {
      primary.close();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void supervise(RedisPrimary primary) {
    Duration wait = LOOK_EVERY;
    boolean failed = false;
    while (thread == Thread.currentThread()) {
      try {
        Session present = session;
        if (present == null || !present.usable()) {
          session = null;
          close(present);
          present = new Session(primary.connect());
          session = present;
        }
        confirm(present, primary.cluster());
        if (failed) {
          LOG.info("Redis answers again");
          failed = false;
        }
        wait = LOOK_EVERY;
      } catch (RuntimeException | RedisUnavailable e) {
        if (!failed && thread != null) {
          LOG.warn("Redis cannot be used: quotas stand still and DPoP proofs are refused", e);
          failed = true;
        }
        Duration longer = wait.multipliedBy(2);
        wait = longer.compareTo(RETRY_AT_MOST) > 0 ? RETRY_AT_MOST : longer;
      }
      tried.countDown();
      try {
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The time is taken before the look, so that a slow answer makes the lease shorter. */
  private void confirm(Session present, boolean cluster) throws RedisUnavailable {
    long looked = System.nanoTime();
    RedisEpoch.Epoch epoch = present.epoch;
    if (epoch == null) {
      String info = call(present, RedisPrimary.CONNECT_TIMEOUT, RedisAsyncCommands::info);
      looked = System.nanoTime();
      epoch = epochs.establish(info, cluster);
      present.confirmed = looked;
      present.epoch = epoch;
    } else if (!present.confirmedWithin(CONFIRM_EVERY)) {
      if (!epochs.stands(epoch)) {
        present.broken = true;
        throw new RedisUnavailable("another node has met another Redis", null);
      }
      present.confirmed = looked;
    }
  }

  private static void close(@Nullable Session old) {
    if (old != null) {
      old.connection.closeAsync();
    }
  }
}
