package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.ephemeral.ProofIds.Use;

/** Redis behind TLS on both sides; each refusal breaks one thing. */
@NullUnmarked
class TlsRedis7 {
  private static final RedisCertificates CERTIFICATES = new RedisCertificates();
  private static final OwnRedis REDIS = new OwnRedis();
  private static final int PORT = new OwnRedis().port();
  private static final JdbcTemplate JDBC = new JdbcTemplate(TestStores.freshDatabase());

  private final List<RedisLink> links = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    REDIS.start(CERTIFICATES.arguments(PORT));
  }

  @AfterAll
  static void stopRedis() {
    REDIS.close();
  }

  @AfterEach
  void stop() {
    links.forEach(RedisLink::stop);
  }

  private RedisLink link(String host, RedisProperties.Tls files) {
    String url = "rediss://" + host + ":" + PORT;
    RedisLink link =
        new RedisLink(
            new RedisProperties(url, Duration.ofSeconds(20), files, null), new RedisEpoch(JDBC));
    links.add(link);
    link.start();
    return link;
  }

  private void requireNoConnection(String host, RedisProperties.Tls files) {
    RedisLink link = link(host, files);
    // The first try is waited for.
    assertThatThrownBy(() -> FailOver.use(link, "a", FailOver.later()))
        .isInstanceOf(RedisUnavailable.class)
        .hasMessageContaining("no connection");
  }

  @Test
  void speaksTlsWithACertificateOfItsOwn() throws Exception {
    RedisLink link = link("127.0.0.1", CERTIFICATES.client());
    assertThat(FailOver.use(link, "tls", FailOver.later())).isEqualTo(Use.FIRST);
    assertThat(FailOver.use(link, "tls", FailOver.later())).isEqualTo(Use.REPEATED);
  }

  @Test
  void refusesAServerOfAnotherAuthority() {
    RedisProperties.Tls own = CERTIFICATES.client();
    requireNoConnection(
        "127.0.0.1",
        new RedisProperties.Tls(new RedisCertificates().file("ca.crt"), own.certificate(), own.key()));
  }

  @Test
  void refusesAServerOfAnUnknownAuthority() {
    RedisProperties.Tls own = CERTIFICATES.client();
    requireNoConnection("127.0.0.1", new RedisProperties.Tls(null, own.certificate(), own.key()));
  }

  @Test
  void refusesAServerWithAnotherName() {
    requireNoConnection("localhost", CERTIFICATES.client());
  }

  @Test
  void isRefusedWithoutItsCertificate() {
    requireNoConnection("127.0.0.1", new RedisProperties.Tls(CERTIFICATES.file("ca.crt"), null, null));
  }
}
