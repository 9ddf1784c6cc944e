package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.ephemeral.ProofIds.Use;

/** Two nodes whose Redis fails over to a replica, by whatever means. */
@NullUnmarked
final class FailOver implements AutoCloseable {
  private static final Duration AHEAD = Duration.ofSeconds(5);
  private static final Duration REMEMBER = Duration.ofSeconds(66);

  private final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  private final RedisProperties properties;
  private final RedisLink first;
  private final RedisLink second;

  FailOver(RedisProperties properties) {
    this.properties = properties;
    this.first = node();
    this.second = node();
  }

  private RedisLink node() {
    RedisLink link = new RedisLink(properties, new RedisEpoch(jdbc));
    link.start();
    return link;
  }

  /** What was used before is refused on both nodes, and both go on with what is made afterwards. */
  void closesWhatWasUsedBefore(Runnable disaster) throws RedisUnavailable {
    awaitProofs(first);
    awaitProofs(second);
    Instant before = Instant.now();
    assertThat(use(first, "used", before)).isEqualTo(Use.FIRST);
    assertThat(use(second, "used", before)).isEqualTo(Use.REPEATED);
    Quotas quotas = new Quotas(first, new QuotaProperties(0.001, 1));
    quotas.take("operator");

    disaster.run();

    // Whichever server a node has met at any moment: it never takes it again, and never calls it new.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> closed(first, before) && closed(second, before) && proofs(first) && proofs(second));
    assertThat(use(first, "used", before)).isNotEqualTo(Use.FIRST);
    assertThat(use(second, "unseen", before)).isEqualTo(Use.TOO_OLD);
    assertThat(use(first, "new", later())).isEqualTo(Use.FIRST);
    assertThat(use(second, "new", later())).isEqualTo(Use.REPEATED);
    new Quotas(second, new QuotaProperties(0.001, 1)).take("another operator");
  }

  private static boolean closed(RedisLink link, Instant issued) {
    try {
      assertThat(use(link, "used", issued)).isNotEqualTo(Use.FIRST);
      return true;
    } catch (RedisUnavailable e) {
      return false;
    }
  }

  private static boolean proofs(RedisLink link) {
    try {
      return use(link, "probe", later()) != Use.TOO_OLD;
    } catch (RedisUnavailable e) {
      return false;
    }
  }

  static void awaitProofs(RedisLink link) {
    await().atMost(Duration.ofSeconds(40)).until(() -> proofs(link));
  }

  /** A moment after every epoch of a test. */
  static Instant later() {
    return Instant.now().plusSeconds(120);
  }

  static Use use(RedisLink link, String id, Instant issued) throws RedisUnavailable {
    return new ProofIds(link).use(id, issued, AHEAD, REMEMBER);
  }

  @Override
  public void close() {
    first.stop();
    second.stop();
  }
}
