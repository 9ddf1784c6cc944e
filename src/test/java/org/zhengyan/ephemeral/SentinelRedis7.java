package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A primary, its replica and a sentinel, which speak TLS with each other and with two nodes. */
@NullUnmarked
class SentinelRedis7 {
  private final RedisCertificates certificates = new RedisCertificates();
  private final OwnRedis primary = new OwnRedis();
  private final OwnRedis replica = new OwnRedis();
  private final OwnRedis sentinel = new OwnRedis();

  @Test
  void closesWhatWasUsedBeforeAPromotion() throws Exception {
    int primaryPort = new OwnRedis().port();
    int replicaPort = new OwnRedis().port();
    int sentinelPort = new OwnRedis().port();
    int nobody = new OwnRedis().port();
    try (primary;
        replica;
        sentinel) {
      primary.start(certificates.arguments(primaryPort));
      List<String> second = new ArrayList<>(Arrays.asList(certificates.arguments(replicaPort)));
      second.addAll(List.of("--replicaof", "127.0.0.1 " + primaryPort));
      replica.start(second.toArray(String[]::new));
      await().until(() -> primary.say("WAIT 1 1000").equals(":1"));
      List<String> third = new ArrayList<>(Arrays.asList(certificates.settings(sentinelPort)));
      third.addAll(
          List.of(
              "requirepass for-sentinels",
              "sentinel monitor zhengyan 127.0.0.1 " + primaryPort + " 1",
              "sentinel down-after-milliseconds zhengyan 500",
              "sentinel failover-timeout zhengyan 5000"));
      sentinel.startSentinel(third.toArray(String[]::new));

      // The first sentinel is gone.
      String url = "rediss-sentinel://127.0.0.1:" + nobody + ",127.0.0.1:" + sentinelPort + "#zhengyan";
      RedisProperties properties =
          new RedisProperties(url, Duration.ofSeconds(5), certificates.client(), "for-sentinels");
      try (FailOver nodes = new FailOver(properties)) {
        nodes.closesWhatWasUsedBefore(primary::stop);
      }
      assertThat(replica.value("INFO replication")).isEqualTo("# Replication");
      assertThat(replica.say("SET promoted yes")).isEqualTo("+OK");
    }
  }
}
