package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.ephemeral.ProofIds.Use;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Two nodes on one Redis that comes and goes. */
@NullUnmarked
class RedisTest {
  private static final Duration AHEAD = Duration.ofSeconds(5);
  private static final Duration REMEMBER = Duration.ofSeconds(66);

  private final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  private final OwnRedis redis = new OwnRedis();
  private final List<RedisLink> links = new ArrayList<>();
  private RedisLink first = node();
  private RedisLink second = node();

  /** Patient: a crowded machine is no outage. */
  private RedisLink node() {
    return node(Duration.ofSeconds(20));
  }

  private RedisLink node(Duration timeout) {
    RedisLink link =
        new RedisLink(
            new RedisProperties(redis.url(), timeout, RedisProperties.Tls.USUAL, null), new RedisEpoch(jdbc));
    links.add(link);
    return link;
  }

  @BeforeEach
  void start() {
    redis.start();
    links.forEach(RedisLink::start);
    awaitProofs(first);
    awaitProofs(second);
  }

  @AfterEach
  void stop() {
    links.forEach(RedisLink::stop);
    redis.close();
  }

  private static void awaitProofs(RedisLink link) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try {
                return new ProofIds(link).use("probe", later(), AHEAD, REMEMBER) != Use.TOO_OLD;
              } catch (RedisUnavailable e) {
                return false;
              }
            });
  }

  /** A moment after every epoch of this test. */
  private static Instant later() {
    return Instant.now().plusSeconds(60);
  }

  private static Use use(RedisLink link, String id) throws RedisUnavailable {
    return new ProofIds(link).use(id, later(), AHEAD, REMEMBER);
  }

  @Test
  void usesAProofOnceOnTwoNodes() throws Exception {
    assertThat(use(first, "a")).isEqualTo(Use.FIRST);
    assertThat(use(second, "a")).isEqualTo(Use.REPEATED);
    assertThat(use(first, "a")).isEqualTo(Use.REPEATED);
    assertThat(use(second, "b")).isEqualTo(Use.FIRST);
  }

  @Test
  void usesAProofOnceOfManyAtOnce() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    List<Future<Use>> uses = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        RedisLink link = links.get(i % 2);
        uses.add(
            callers.submit(
                () -> {
                  together.await();
                  return use(link, "raced");
                }));
      }
      together.countDown();
      List<Use> outcomes = new ArrayList<>();
      for (Future<Use> each : uses) {
        outcomes.add(each.get());
      }
      assertThat(outcomes).containsOnlyOnce(Use.FIRST).containsOnly(Use.FIRST, Use.REPEATED);
    }
  }

  @Test
  void forgetsAProofOnlyWhenItIsTooOldToBeUsed() throws Exception {
    new ProofIds(first).use("short", later(), AHEAD, Duration.ofMillis(50));
    await().until(() -> redis.say("EXISTS zhengyan:proof:short").equals(":0"));
  }

  @Test
  void acceptsNoProofWithoutRedis() {
    redis.stop();
    assertThatThrownBy(() -> use(first, "a")).isInstanceOf(RedisUnavailable.class);
  }

  @Test
  void refusesOlderProofsAfterRedisCameBackEmpty() throws Exception {
    Instant before = Instant.now();
    assertThat(new ProofIds(first).use("a", later(), AHEAD, REMEMBER)).isEqualTo(Use.FIRST);
    redis.stop();
    redis.start();
    awaitProofs(first);
    awaitProofs(second);
    for (RedisLink link : links) {
      assertThat(new ProofIds(link).use("old", before, AHEAD, REMEMBER)).isEqualTo(Use.TOO_OLD);
      // A proof whose iat lay ahead, and which may have been used before.
      assertThat(new ProofIds(link).use("ahead", before.plus(AHEAD), AHEAD, REMEMBER))
          .isEqualTo(Use.TOO_OLD);
    }
    assertThat(use(first, "new")).isEqualTo(Use.FIRST);
  }

  @Test
  void refusesOlderProofsAfterAFailOver() throws Exception {
    assertThat(use(first, "a")).isEqualTo(Use.FIRST);
    Instant before = Instant.now();
    // The same process loses its history and becomes the primary again, as Sentinel does it.
    assertThat(redis.say("REPLICAOF 127.0.0.1 1")).isEqualTo("+OK");
    redis.say("CLIENT KILL TYPE normal");
    await().until(() -> refuses(first) && refuses(second));
    assertThat(redis.say("REPLICAOF NO ONE")).isEqualTo("+OK");
    awaitProofs(first);
    awaitProofs(second);
    for (RedisLink link : links) {
      assertThat(new ProofIds(link).use("old", before, AHEAD, REMEMBER)).isEqualTo(Use.TOO_OLD);
    }
    assertThat(use(first, "new")).isEqualTo(Use.FIRST);
    assertThat(use(second, "new")).isEqualTo(Use.REPEATED);
  }

  private static boolean refuses(RedisLink link) {
    try {
      use(link, "while demoted");
      return false;
    } catch (RedisUnavailable e) {
      return true;
    }
  }

  @Test
  void agreesOnTheEpochWithANodeThatStartedLater() throws Exception {
    redis.stop();
    redis.start();
    awaitProofs(first);
    Instant since = epoch();
    RedisLink third = node();
    third.start();
    awaitProofs(third);
    assertThat(epoch()).isEqualTo(since);
    assertThat(new ProofIds(third).use("old", since, AHEAD, REMEMBER)).isEqualTo(Use.TOO_OLD);
  }

  @Test
  void startsANewEpochWhenAnEarlierServerComesBack() {
    RedisEpoch epochs = new RedisEpoch(jdbc);
    String info = "run_id:%s\r\nrole:master\r\nmaxmemory:0\r\n";
    RedisEpoch.Epoch one = epochs.establish(info.formatted("one"), false);
    epochs.establish(info.formatted("two"), false);
    assertThat(epochs.establish(info.formatted("one"), false).since()).isAfter(one.since());
    // The server is the same one, and meanwhile proofs were used elsewhere.
    assertThat(epochs.stands(one)).isFalse();
  }

  @Test
  void leavesARedisThatOthersHaveLeft() throws Exception {
    Instant now = Instant.now();
    assertThat(new ProofIds(first).use("before", now, AHEAD, REMEMBER)).isEqualTo(Use.FIRST);
    // Ours goes on answering; behind a split network another node met another one.
    jdbc.update("update redis_epoch set run_id = 'another', since = clock_timestamp()");
    await()
        .ignoreExceptions()
        .until(() -> new ProofIds(first).use("after", now, AHEAD, REMEMBER) == Use.TOO_OLD);
  }

  @Test
  void acceptsNoProofsWithoutKnowingWhatOthersUse() throws Exception {
    assertThat(use(first, "a")).isEqualTo(Use.FIRST);
    jdbc.execute("alter table redis_epoch rename to out_of_reach");
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> use(first, "b"))
                    .isInstanceOf(RedisUnavailable.class)
                    .hasMessageContaining("other nodes"));
    quotas(first, 1, 1).take("operator");
    jdbc.execute("alter table out_of_reach rename to redis_epoch");
    awaitProofs(first);
    assertThat(use(first, "a")).isEqualTo(Use.REPEATED);
  }

  @Test
  void trustsNoReplicaAndNoServerThatEvicts() {
    RedisEpoch epochs = new RedisEpoch(jdbc);
    assertThatThrownBy(() -> epochs.establish("run_id:x\r\nrole:slave\r\nmaxmemory:0\r\n", false))
        .hasMessageContaining("not a primary");
    assertThatThrownBy(
            () ->
                epochs.establish(
                    "run_id:x\r\nrole:master\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n",
                    false))
        .hasMessageContaining("noeviction");
    String primary = "run_id:x\r\nrole:master\r\nmaxmemory:0\r\nredis_mode:";
    assertThatThrownBy(() -> epochs.establish(primary + "cluster\r\n", false))
        .hasMessageContaining("say redis-cluster://");
    assertThatThrownBy(() -> epochs.establish(primary + "standalone\r\n", true))
        .hasMessageContaining("not a node of a cluster");
  }

  @Test
  void waitsForARedisThatHesitates() throws Exception {
    // Redis counts this time by itself; it is longer than a quota waits, and shorter than a proof does.
    assertThat(redis.say("CLIENT PAUSE 500")).isEqualTo("+OK");
    assertThat(use(first, "held up")).isEqualTo(Use.FIRST);
    assertThat(usual().redisTimeout()).isGreaterThan(Duration.ofMillis(500));
  }

  private RedisProperties usual() {
    Map<String, String> settings = Map.of("zhengyan.redis-url", redis.url());
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("zhengyan", RedisProperties.class)
        .get();
  }

  @Test
  void waitsForItsFirstConnection() throws Exception {
    redis.pause();
    RedisLink starting = node();
    Future<Use> use;
    try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        starting.start();
        use = caller.submit(() -> use(starting, "early"));
      } finally {
        redis.resume();
      }
    }
    assertThat(use.get()).isEqualTo(Use.FIRST);
  }

  @Test
  void failsFastWhileRedisIsSilent() {
    RedisLink impatient = node(Duration.ofMillis(200));
    impatient.start();
    awaitProofs(impatient);
    redis.pause();
    try {
      // The first call waits for its time; then the circuit is open and nobody waits.
      await()
          .until(
              () -> {
                try {
                  use(impatient, "silent");
                  return false;
                } catch (RedisUnavailable e) {
                  return e.getMessage().contains("no connection");
                }
              });
    } finally {
      redis.resume();
    }
    awaitProofs(impatient);
  }

  @Test
  void givesUpASilentRedisAlsoWhenNobodyWaitsForIt() {
    RedisLink impatient = node(Duration.ofMillis(400));
    impatient.start();
    awaitProofs(impatient);
    redis.pause();
    try {
      // A quota waits for less than the time after which the connection is given up.
      quotas(impatient, 1, 1).take("operator");
      await().until(() -> !impatient.up());
    } finally {
      redis.resume();
    }
    awaitProofs(impatient);
  }

  @Test
  void sharesAQuotaBetweenNodes() {
    List<Quotas> nodes = List.of(quotas(first, 0.05, 6), quotas(second, 0.05, 6));
    AtomicInteger passed = new AtomicInteger();
    Refusal refusal = null;
    for (int i = 0; i < 20 && refusal == null; i++) {
      try {
        nodes.get(i % 2).take("operator");
        passed.incrementAndGet();
      } catch (Refusal e) {
        refusal = e;
      }
    }
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(Problem.TOO_MANY_REQUESTS);
    assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(passed.get()).isEqualTo(6);
    nodes.getFirst().take("another operator");
  }

  @Test
  void fillsAQuotaAgain() {
    Quotas quotas = quotas(first, 0.5, 1);
    quotas.take("operator");
    assertThatThrownBy(() -> quotas.take("operator")).isInstanceOf(Refusal.class);
    await()
        .ignoreExceptions()
        .untilAsserted(() -> quotas.take("operator"));
  }

  @Test
  void runsItsScriptOnAServerThatNeverSawIt() {
    redis.say("SCRIPT FLUSH");
    quotas(first, 1, 1).take("operator");
    assertThat(redis.say("EXISTS zhengyan:quota:operator")).isEqualTo(":1");
  }

  @Test
  void letsEverybodyPassWithoutRedis() {
    redis.stop();
    Quotas quotas = quotas(first, 1, 1);
    for (int i = 0; i < 50; i++) {
      quotas.take("operator");
    }
  }

  private static Quotas quotas(RedisLink link, double perSecond, int burst) {
    return new Quotas(link, new QuotaProperties(perSecond, burst));
  }

  private Instant epoch() {
    return jdbc.queryForObject("select since from redis_epoch", java.time.OffsetDateTime.class)
        .toInstant();
  }
}
