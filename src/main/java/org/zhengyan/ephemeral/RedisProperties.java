package org.zhengyan.ephemeral;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is, prefix {@code zhengyan}.
 *
 * @param redisUrl see {@link RedisUrl}; when unset the embedded one is started and set here
 * @param redisTimeout for one command; a server that answers nothing for so long is taken for gone
 * @param redisTls for the schemes with TLS
 * @param redisSentinelPassword of the sentinels, if they ask for one
 */
@ConfigurationProperties("zhengyan")
record RedisProperties(
    @Nullable String redisUrl,
    @DefaultValue("1s") Duration redisTimeout,
    @DefaultValue Tls redisTls,
    @Nullable String redisSentinelPassword) {

  /**
   * Files in PEM.
   *
   * @param trust certificates whose servers are believed; unset those that the Java platform believes
   * @param certificate and chain, for servers that ask for one
   * @param key of the certificate, PKCS#8 without a password
   */
  record Tls(@Nullable Path trust, @Nullable Path certificate, @Nullable Path key) {
    static final Tls USUAL = new Tls(null, null, null);

    Tls {
      requireFile("trust", trust);
      requireFile("certificate", certificate);
      requireFile("key", key);
      if ((certificate == null) != (key == null)) {
        throw new IllegalArgumentException("zhengyan.redis-tls: certificate and key come together");
      }
    }

    private static void requireFile(String name, @Nullable Path file) {
      if (file != null && !Files.isReadable(file)) {
        throw new IllegalArgumentException("zhengyan.redis-tls." + name + ": there is no file " + file);
      }
    }
  }

  RedisProperties {
    if (redisUrl != null) {
      RedisUrl.parse(redisUrl);
    }
  }

  /** A record would print what is secret. */
  @Override
  public String toString() {
    return "RedisProperties";
  }
}
