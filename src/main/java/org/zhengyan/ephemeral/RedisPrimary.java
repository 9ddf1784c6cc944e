package org.zhengyan.ephemeral;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that holds our keys now and connects to it: the one of the URL, the one that sentinels
 * call the primary, or the node of a cluster that has our slot.
 *
 * <p>In a cluster all keys carry one hash tag, so they are in one slot and one server holds them at a time
 * (Redis cluster specification, <i>Hash tags</i>): what {@link RedisEpoch} says of a server holds there too.
 * A cluster is thus used for its fail-over and not for its size.
 *
 * <p>Which server it is, is asked for on each connection. What is found may be wrong a moment later; the
 * caller finds that out by the answers.
 */
final class RedisPrimary implements AutoCloseable {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private static final String PREFIX = "zhengyan:";
  private static final String TAGGED_PREFIX = "{zhengyan}:";
  private static final int HOPS = 4;

  private final RedisUrl url;
  private final ClientOptions options;
  private @Nullable RedisClient client;

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException when a file of the TLS settings cannot be read
   */
  RedisPrimary(String url, RedisProperties properties) {
    this.url = RedisUrl.parse(url);
    this.url.authenticateAtSentinels(properties.redisSentinelPassword());
    this.options =
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(properties.redisTimeout()))
            .socketOptions(
                SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build())
            .sslOptions(tls(properties.redisTls()))
            .requestQueueSize(2_000)
            .build();
  }

  /** The host's name is checked as well (RFC 9525): sentinels and clusters have to announce names or SANs. */
  private static SslOptions tls(RedisProperties.Tls files) {
    SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(CONNECT_TIMEOUT);
    if (files.trust() != null) {
      tls.trustManager(files.trust().toFile());
    }
    if (files.certificate() != null && files.key() != null) {
      tls.keyManager(files.certificate().toFile(), files.key().toFile(), null);
    }
    return tls.build();
  }

  /** The key by a name of ours, without the prefix that all have. */
  String key(String name) {
    return (url.cluster() ? TAGGED_PREFIX : PREFIX) + name;
  }

  boolean cluster() {
    return url.cluster();
  }

  /**
   * A new connection, which never reconnects by itself.
   *
   * @throws RedisException when none is to be had
   */
  synchronized StatefulRedisConnection<String, String> connect() {
    if (!url.cluster()) {
      return open(url.servers().getFirst());
    }
    RedisException failure = new RedisException("no node of the cluster was named");
    for (RedisURI named : url.servers()) {
      try {
        return follow(named);
      } catch (RedisException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** To whoever has our slot, as the node that was asked knows it. */
  private StatefulRedisConnection<String, String> follow(RedisURI named) {
    RedisURI node = named;
    for (int hop = 0; hop < HOPS; hop++) {
      StatefulRedisConnection<String, String> connection = open(node);
      try {
        connection.sync().exists(key("slot"));
        return connection;
      } catch (RedisCommandExecutionException e) {
        connection.closeAsync();
        node = moved(e, node);
      } catch (RedisException e) {
        connection.closeAsync();
        throw e;
      }
    }
    throw new RedisException("the nodes of the cluster send one to another");
  }

  /** {@code MOVED slot host:port}; without a host it is the same one on another port. */
  private RedisURI moved(RedisCommandExecutionException refusal, RedisURI asked) {
    String[] words = String.valueOf(refusal.getMessage()).split(" ");
    int colon = words.length == 3 ? words[2].lastIndexOf(':') : -1;
    if (!words[0].equals("MOVED") || colon < 0) {
      throw refusal;
    }
    String host = words[2].substring(0, colon);
    return url.at(host.isEmpty() ? asked.getHost() : host, Integer.parseInt(words[2].substring(colon + 1)));
  }

  private StatefulRedisConnection<String, String> open(RedisURI server) {
    RedisClient present = client;
    if (present == null) {
      present = RedisClient.create();
      present.setOptions(options);
      client = present;
    }
    server.setTimeout(CONNECT_TIMEOUT);
    return present.connect(server);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      client = null;
    }
  }
}
