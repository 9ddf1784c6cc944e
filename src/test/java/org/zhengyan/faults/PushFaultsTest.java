package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.launch.OwnStores;
import org.zhengyan.notification.StubReceiver;
import org.zhengyan.notification.StubReceiver.Answer;

/**
 * Two nodes tell a platform of every suspension and release, through the death of the senders, of the
 * platform and of the database. What it received, repetitions left out, is held against the feed of
 * status changes: nothing missing, nothing else, in that order.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushFaultsTest {
  private static final String STORY =
      "select state, changed_at from status_change where encode(serial, 'hex') = ?"
          + " and previous in ('good', 'suspended') order by id";

  private Path directory;
  private OwnStores stores;
  private ServerProcess first;
  private ServerProcess second;
  private StubReceiver receiver;
  private final List<SignedJWT> beforeItsDeath = new ArrayList<>();
  private String endpoint;

  @BeforeAll
  void start(@TempDir Path temporary) {
    directory = temporary;
    stores = OwnStores.start(directory.resolve("stores"));
    first = start("first");
    second = start("second");
  }

  private ServerProcess start(String node) {
    return ServerProcess.start(
        directory.resolve(node),
        Map.of("spring.datasource.url", stores.jdbcUrl(), "zhengyan.redis-url", stores.redisUrl()));
  }

  @BeforeEach
  void register() {
    beforeItsDeath.clear();
    receiver = StubReceiver.start(0);
    endpoint =
        receiver.register(
            ContractClient.of(first.port(), "demo-appstore"), "certificate.suspended", "certificate.released");
  }

  @AfterEach
  void unregister() {
    ContractClient.of(first.port(), "demo-appstore")
        .exchange("DELETE", "/api/v1/event-endpoints/" + endpoint, null, new byte[0])
        .expect(204);
    receiver.close();
  }

  @AfterAll
  void stop() {
    second.close();
    first.close();
    stores.close();
  }

  /** A body of which the platform holds a binding. */
  private Job bound() {
    Job job = Job.prepare(first.port());
    job.verify(ContractClient.of(first.port(), "demo-appstore"));
    return job;
  }

  /** Suspends and releases by turns; each is one event. */
  private static void toggle(ServerProcess node, Job job, int times) {
    ContractClient clerk = ContractClient.of(node.port(), "demo-clerk");
    ContractClient reviewer = ContractClient.of(node.port(), "demo-reviewer");
    String path = "/api/v1/certificates/" + job.serial();
    for (int i = 0; i < times; i++) {
      Reply submitted =
          i % 2 == 0
              ? clerk.post(path + "/revocation", Map.of("reason", "certificateHold"))
              : clerk.post(path + "/release");
      String id = submitted.expect(202).json().path("revocation").asString();
      reviewer.post("/api/v1/revocations/" + id + "/approval", Map.of()).expect(200);
    }
  }

  /** What happened to the certificate, by the feed. */
  private List<String> story(Job job) {
    List<String> story = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(stores.jdbcUrl());
        PreparedStatement query = connection.prepareStatement(STORY)) {
      query.setString(1, job.serial());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          story.add(rows.getString(1) + " " + rows.getObject(2, OffsetDateTime.class).toInstant());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return story;
  }

  /** What the platform was told of it: each event when it came first. */
  private List<String> told(Job job) {
    List<SignedJWT> all = new ArrayList<>(beforeItsDeath);
    all.addAll(receiver.received());
    List<String> told = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SignedJWT token : all) {
      note(told, seen, token, job, "certificate.suspended", "suspended");
      note(told, seen, token, job, "certificate.released", "good");
    }
    return told;
  }

  private static void note(
      List<String> told, Set<String> seen, SignedJWT token, Job job, String kind, String state) {
    Map<String, Object> event = StubReceiver.event(token, kind);
    if (event != null && job.serial().equals(event.get("serial")) && seen.add(StubReceiver.jti(token))) {
      told.add(state + " " + event.get("changedAt"));
    }
  }

  private void awaitWholeStory(int events, Job... jobs) {
    for (Job job : jobs) {
      List<String> story = story(job);
      assertThat(story).hasSize(events);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(told(job)).containsExactlyElementsOf(story));
    }
  }

  /** Accepts some, then holds the next ones in the air until the latch opens. */
  private static Function<SignedJWT, Answer> holdingAfter(
      int accepted, CountDownLatch held, CountDownLatch open) {
    java.util.concurrent.atomic.AtomicInteger count = new java.util.concurrent.atomic.AtomicInteger();
    return token -> {
      if (count.incrementAndGet() > accepted) {
        held.countDown();
        try {
          open.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Answer.ACCEPTED;
    };
  }

  @Test
  void tellsEachEventOnceAndInOrderFromTwoNodes() throws Exception {
    Job one = bound();
    Job two = bound();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> atFirst = threads.submit(() -> toggle(first, one, 12));
      Future<?> atSecond = threads.submit(() -> toggle(second, two, 12));
      atFirst.get();
      atSecond.get();
    }
    awaitWholeStory(12, one, two);
    assertThat(receiver.received().stream().map(StubReceiver::jti)).doesNotHaveDuplicates();
  }

  @Test
  void missesNothingWhenTheSendersAreKilledInTheMiddle() throws Exception {
    Job one = bound();
    Job two = bound();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    receiver.answer(holdingAfter(4, held, open));
    toggle(first, one, 6);
    toggle(second, two, 6);
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    first.kill();
    second.kill();
    open.countDown();
    receiver.answer(token -> Answer.ACCEPTED);
    first = start("first");
    second = start("second");
    awaitWholeStory(6, one, two);
  }

  @Test
  void missesNothingWhenTheReceiverDies() {
    Job job = bound();
    toggle(first, job, 3);
    Awaitility.await().until(() -> told(job).size() >= 2);
    int port = receiver.port();
    receiver.close();
    beforeItsDeath.addAll(receiver.received());
    Job meanwhile = bound();
    toggle(second, meanwhile, 4);
    receiver = StubReceiver.start(port);
    awaitWholeStory(3, job);
    awaitWholeStory(4, meanwhile);
  }

  /** What the platform accepted while no result could be written comes a second time, and none is lost. */
  @Test
  void missesNothingWhenTheDatabaseDies() throws Exception {
    Job one = bound();
    Job two = bound();
    CountDownLatch held = new CountDownLatch(2);
    CountDownLatch open = new CountDownLatch(1);
    receiver.answer(holdingAfter(2, held, open));
    toggle(first, one, 4);
    toggle(first, two, 4);
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    stores.killPostgres();
    open.countDown();
    stores.startPostgres();
    first.awaitReadiness(200);
    second.awaitReadiness(200);
    awaitWholeStory(4, one, two);
  }
}
