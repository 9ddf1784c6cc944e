package org.zhengyan.ephemeral;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
 */
@Component
class RedisLink implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(1);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final RedisProperties properties;
  private final RedisEpoch epochs;
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile @Nullable Session session;
  private volatile @Nullable Thread thread;
  private @Nullable RedisClient client;

  /** A connection, and since when what was written to its server is still there. */
  private static final class Session {
    final StatefulRedisConnection<String, String> connection;
    final AtomicLong answeredAt = new AtomicLong(System.nanoTime());
    volatile RedisEpoch.@Nullable Epoch epoch;
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
      }
    }
  }

  RedisLink(RedisProperties properties, RedisEpoch epochs) {
    this.properties = properties;
    this.epochs = epochs;
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
    if (thread == null && properties.redisUrl() != null) {
      Thread started = Thread.ofPlatform().daemon().name("redis-link").unstarted(this::supervise);
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
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      client = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void supervise() {
    Duration wait = LOOK_EVERY;
    boolean failed = false;
    while (thread == Thread.currentThread()) {
      try {
        Session present = session;
        if (present == null || !present.usable()) {
          session = null;
          close(present);
          present = new Session(connect());
          session = present;
        }
        if (present.epoch == null) {
          present.epoch = epochs.establish(info(present));
        }
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

  private String info(Session present) throws RedisUnavailable {
    return call(present, CONNECT_TIMEOUT, RedisAsyncCommands::info);
  }

  private synchronized StatefulRedisConnection<String, String> connect() {
    if (client == null) {
      RedisURI uri = RedisURI.create(String.valueOf(properties.redisUrl()));
      uri.setTimeout(CONNECT_TIMEOUT);
      client = RedisClient.create(uri);
      client.setOptions(
          ClientOptions.builder()
              .autoReconnect(false)
              .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
              .timeoutOptions(TimeoutOptions.enabled(properties.redisTimeout()))
              .socketOptions(
                  SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build())
              .requestQueueSize(2_000)
              .build());
    }
    return client.connect();
  }

  private static void close(@Nullable Session old) {
    if (old != null) {
      old.connection.closeAsync();
    }
  }
}
