package org.zhengyan.ephemeral;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, as {@code zhengyan.redis-url} says it. Each scheme has a second one with TLS: {@code
 * rediss}, {@code rediss-sentinel}, {@code rediss-cluster}.
 *
 * <pre>
 * redis://[[user]:password@]host[:port][/database]
 * redis-sentinel://[[user]:password@]host[:port],host[:port]…[/database]#name of the primary
 * redis-cluster://[[user]:password@]host[:port],host[:port]…
 * </pre>
 *
 * @param cluster whether the servers are some nodes of a cluster, any of which knows the others
 * @param servers of a cluster each of those named; else the one, with its sentinels if there are any
 */
record RedisUrl(boolean cluster, List<RedisURI> servers) {
  private static final Pattern FORM =
      Pattern.compile("(rediss?)(-sentinel|-cluster)?://((?:[^/?#]*@)?)([^/?#@]+)(.*)");

  /**
   * @throws IllegalArgumentException with a sentence that does not repeat the URL, in which there may be a
   *     password
   */
  static RedisUrl parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw refusal(
          "begins with redis://, redis-sentinel:// or redis-cluster://, or with TLS rediss://,"
              + " rediss-sentinel:// or rediss-cluster://, and names a host");
    }
    String kind = form.group(2);
    String hosts = form.group(4);
    try {
      if ("-sentinel".equals(kind)) {
        return new RedisUrl(false, List.of(RedisURI.create(url)));
      }
      if ("-cluster".equals(kind)) {
        return cluster(form.group(1) + "://" + form.group(3), hosts, form.group(5));
      }
    } catch (RuntimeException e) {
      throw refusal(
          kind.equals("-sentinel")
              ? "names sentinels, and behind a # the primary that they know: redis-sentinel://a:26379,b:26379#name"
              : "names nodes of the cluster and no database: redis-cluster://a:6379,b:6379");
    }
    if (hosts.indexOf(',') >= 0) {
      throw refusal("names several hosts: say redis-sentinel:// or redis-cluster://");
    }
    return new RedisUrl(false, List.of(RedisURI.create(url)));
  }

  private static RedisUrl cluster(String before, String hosts, String after) {
    List<RedisURI> servers = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      servers.add(RedisURI.create(before + host + after));
    }
    if (servers.stream().anyMatch(server -> server.getDatabase() != 0)) {
      throw new IllegalArgumentException("a cluster has one database");
    }
    return new RedisUrl(true, List.copyOf(servers));
  }

  private static IllegalArgumentException refusal(String sentence) {
    return new IllegalArgumentException("zhengyan.redis-url " + sentence);
  }

  /** Another node of the cluster, spoken to in the same way. */
  RedisURI at(String host, int port) {
    return RedisURI.builder(servers.getFirst()).withHost(host).withPort(port).build();
  }

  /** The password for sentinels, which is not that of the server; the URL has no place for it. */
  void authenticateAtSentinels(@Nullable String password) {
    if (password != null) {
      for (RedisURI server : servers) {
        server
            .getSentinels()
            .forEach(
                sentinel ->
                    sentinel.setCredentialsProvider(
                        new StaticCredentialsProvider(null, password.toCharArray())));
      }
    }
  }
}
