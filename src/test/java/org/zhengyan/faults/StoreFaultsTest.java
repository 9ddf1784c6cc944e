package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.launch.OwnStores;
import org.zhengyan.web.oauth.OAuthCaller;
import tools.jackson.databind.JsonNode;

/** Two nodes on one database and one Redis, and what happens to them when a store fails. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreFaultsTest {
  private static final String END_OTHER_SESSIONS =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where pid <> pg_backend_pid() and datname = 'zhengyan'";

  private static final String SOME_ANSWER =
      "(slot, client_id, idempotency_key, request_digest, status) values (0, 'x', 'x', sha256('x'), 200)";
  private static final String VERIFICATION = "/api/v1/verifications/01900000-0000-7000-8000-000000000000";
  private static final String EVENTS = "select count(*) from event where record like '%verification.%'";

  private OwnStores stores;
  private ServerProcess first;
  private ServerProcess second;
  private Job job;
  private ContractClient atFirst;
  private ContractClient atSecond;

  @BeforeAll
  void start(@TempDir Path directory) {
    stores = OwnStores.start(directory.resolve("stores"));
    first = ServerProcess.start(directory.resolve("first"), settings());
    second = ServerProcess.start(directory.resolve("second"), settings());
    job = Job.prepare(first.port());
  }

  private Map<String, String> settings() {
    return Map.of("spring.datasource.url", stores.jdbcUrl(), "zhengyan.redis-url", stores.redisUrl());
  }

  @BeforeEach
  void connect() {
    first.awaitReadiness(200);
    second.awaitReadiness(200);
    atFirst = ContractClient.of(first.port(), "demo-appstore").impatient();
    atSecond = ContractClient.of(second.port(), "demo-appstore").impatient();
  }

  @AfterAll
  void stop() {
    second.close();
    first.close();
    stores.close();
  }

  @Test
  void behavesAsOneServerOnTwoNodes() {
    JsonNode created = job.create(atFirst).expect(201).json();
    JsonNode decided = job.answer(atSecond, created).expect(200).json();
    assertThat(decided.get("state").asString()).isEqualTo("verified");
    assertThat(job.answer(atFirst, created).status()).isEqualTo(409);
  }

  @Test
  void decidesOnceWhenEvidenceComesToBothNodesAtOnce() throws Exception {
    for (int round = 0; round < 10; round++) {
      JsonNode created = job.create(atFirst).expect(201).json();
      List<Callable<Reply>> attempts =
          List.of(() -> job.answer(atFirst, created), () -> job.answer(atSecond, created));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        assertThat(threads.invokeAll(attempts).stream().map(StoreFaultsTest::status))
            .containsExactlyInAnyOrder(200, 409);
      }
    }
  }

  /** What is single is single for both: the assertion, the repeated request, the suspended client. */
  @Test
  void rememberForEachOtherWhatIsUsedUp() {
    OAuthCaller one = new OAuthCaller(first.port());
    OAuthCaller two = new OAuthCaller(second.port());
    String assertion = OAuthCaller.assertion("demo-social", claims -> {});
    assertThat(one.token(assertion).status()).isEqualTo(200);
    assertThat(two.token(assertion).error()).isEqualTo("invalid_client");

    String key = UUID.randomUUID().toString();
    Reply created = job.create(atFirst, key).expect(201);
    Reply again = job.create(atSecond, key).expect(201);
    assertThat(again.text()).isEqualTo(created.text());
    Map<String, Object> other =
        Map.of(
            "claimed", Map.of("name", "别的名称", "uscc", job.uscc()),
            "action", Map.of("type", "accountOpening", "subject", "别的账号", "identifier", "other"));
    assertThat(atSecond.post("/api/v1/verifications", other, "Idempotency-Key", key).expect(422).problem())
        .isEqualTo("idempotency-key-reused");
  }

  @Test
  void stopAClientThatTheOtherNodeSuspended() {
    String token = new OAuthCaller(second.port()).accessToken("demo-social");
    IntSupplier match =
        () -> new OAuthCaller(second.port()).get(VERIFICATION, "Authorization", "Bearer " + token).status();
    assertThat(match.getAsInt()).isEqualTo(404);
    decideOnSocial("suspension");
    try {
      OAuthCaller.assertStopsWithinASecond(match);
    } finally {
      decideOnSocial("reinstatement");
    }
    Awaitility.await().until(() -> match.getAsInt() == 404);
    OAuthCaller one = new OAuthCaller(first.port());
    Awaitility.await()
        .until(() -> one.token(OAuthCaller.assertion("demo-social", claims -> {})).status() == 200);
  }

  private void decideOnSocial(String act) {
    JsonNode change =
        ContractClient.of(first.port(), "demo-clerk").impatient()
            .post("/api/v1/clients/demo-social/" + act, Map.of("reason", "测试"))
            .expect(202)
            .json();
    ContractClient.of(first.port(), "demo-reviewer").impatient()
        .post("/api/v1/principal-changes/" + change.get("change").asString() + "/approval")
        .expect(200);
  }

  @Test
  void seesARevocationOfTheOtherNode() {
    Job revoked = Job.prepare(first.port());
    revoked.revoke(first.port());
    Awaitility.await().until(() -> reasons(revoked.verify(atSecond)).contains("certificateRevoked"));
  }

  @Test
  void says503WithoutADatabaseAndGoesOnWithIt() {
    JsonNode created = job.create(atFirst).expect(201).json();
    stores.killPostgres();
    try {
      first.awaitReadiness(503);
      assertThat(first.liveness()).as("nothing is gained by starting it again").isEqualTo(200);
      expectUnavailable(() -> job.create(atFirst));
      expectUnavailable(() -> job.answer(atFirst, created));
    } finally {
      stores.startPostgres();
    }
    first.awaitReadiness(200);
    second.awaitReadiness(200);
    assertVerifiedOnceItServes(created);
  }

  /** A platform's page waits on, and is told what was decided on the other node after the database was back. */
  @Test
  void streamsOutliveTheDatabase() throws Exception {
    JsonNode created = job.create(atFirst).expect(201).json();
    String path = "/api/v1/verifications/" + created.get("id").asString() + "/events";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> following = threads.submit(() -> atFirst.get(path).expect(200).text());
      ContractClient anybody = ContractClient.anonymous(first.port()).impatient();
      Awaitility.await()
          .until(() -> anybody.get("/actuator/prometheus").text().contains("\nzhengyan_verification_streams 1.0"));
      stores.killPostgres();
      try {
        first.awaitReadiness(503);
      } finally {
        stores.startPostgres();
      }
      first.awaitReadiness(200);
      second.awaitReadiness(200);
      Awaitility.await().until(() -> job.answer(atSecond, created).status() != 503);
      assertThat(following.get()).contains("\"progress\":\"waiting\"", "\"state\":\"verified\"");
    }
  }

  @Test
  void says503OnAReadOnlyDatabase() {
    JsonNode created = job.create(atFirst).expect(201).json();
    stores.sql("alter database zhengyan set default_transaction_read_only = on", END_OTHER_SESSIONS);
    try {
      first.awaitReadiness(503);
      expectUnavailable(() -> job.answer(atFirst, created));
    } finally {
      stores.sql(
          "set default_transaction_read_only = off",
          "alter database zhengyan reset default_transaction_read_only",
          END_OTHER_SESSIONS);
    }
    first.awaitReadiness(200);
    assertVerifiedOnceItServes(created);
  }

  @Test
  void says503OnAFullDiskAndDoesNothingByHalves() {
    JsonNode created = job.create(atFirst).expect(201).json();
    String path = "/api/v1/verifications/" + created.get("id").asString();
    List<String> tables =
        List.of(
            "idempotent_answer_0", "idempotent_answer_1", "idempotent_answer_2", "idempotent_answer_3");
    tables.forEach(stores::fillDisk);
    try {
      stores.sql(END_OTHER_SESSIONS);
      assertThatThrownBy(() -> stores.sql("insert into idempotent_answer" + SOME_ANSWER))
          .hasStackTraceContaining("No space left on device");
      Awaitility.await().until(() -> atFirst.get(path).status() == 200);
      String events = stores.value(EVENTS);
      // What is written last of an act finds no room: everything before it is taken back.
      expectUnavailable(() -> job.answer(atFirst, created));
      expectUnavailable(() -> job.create(atFirst));
      assertThat(atFirst.get(path).expect(200).json().get("state").asString()).isEqualTo("requested");
      assertThat(stores.value(EVENTS)).isEqualTo(events);
    } finally {
      tables.forEach(stores::freeDisk);
      stores.sql(END_OTHER_SESSIONS);
    }
    first.awaitReadiness(200);
    assertVerifiedOnceItServes(created);
  }

  @Test
  void doesNothingThatItCannotLog() {
    ContractClient clerk = ContractClient.of(first.port(), "demo-clerk").impatient();
    ContractClient reviewer = ContractClient.of(first.port(), "demo-reviewer").impatient();
    String uscc = job.uscc();
    TestHolder holder = TestHolder.withKey("p256");
    JsonNode created = job.create(atFirst).expect(201).json();
    String verification = "/api/v1/verifications/" + created.get("id").asString();
    Map<String, String> request = Map.of("uscc", uscc, "suite", "p256", "csr", holder.csr());
    String application =
        "/api/v1/certificate-applications/"
            + clerk.post("/api/v1/certificate-applications", request).expect(201).json().get("id").asString();
    Map<String, Object> body = TestHolder.institution("南京市另一测试中心");
    String institution = "/api/v1/institutions/" + TestHolder.newUscc();
    String change =
        "/api/v1/registry-changes/" + clerk.put(institution, body).expect(202).json().get("change").asString();
    String revocation = "/api/v1/certificates/" + job.serial() + "/revocation";
    Map<String, String> compromised = Map.of("reason", "keyCompromise");
    String submitted =
        "/api/v1/revocations/"
            + clerk
                .post(revocation, Map.of("reason", "certificateHold"))
                .expect(202)
                .json()
                .get("revocation")
                .asString();
    String suspension = "/api/v1/clients/demo-social/suspension";
    String principal =
        "/api/v1/principal-changes/"
            + clerk.post(suspension, Map.of("reason", "测试")).expect(202).json().get("change").asString();
    Map<String, String> region = Map.of("purpose", "marks", "from", "2026-01-01");
    stores.sql(
        "create function no_room() returns trigger language plpgsql as"
            + " $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$",
        "create trigger no_room before insert on event for each row execute function no_room()");
    List<String> before = everythingThatWasDone();
    try {
      expectUnavailable(() -> job.create(atFirst));
      expectUnavailable(() -> job.answer(atFirst, created));
      expectUnavailable(() -> atFirst.post(verification + "/cancellation"));
      expectUnavailable(() -> clerk.put(institution, TestHolder.institution("南京市第三测试中心")));
      expectUnavailable(() -> reviewer.post(change + "/approval"));
      expectUnavailable(() -> reviewer.post(change + "/refusal", Map.of("reason", "no")));
      expectUnavailable(() -> clerk.post("/api/v1/certificate-applications", request));
      expectUnavailable(() -> reviewer.post(application + "/approval"));
      expectUnavailable(() -> reviewer.post(application + "/refusal", Map.of("reason", "no")));
      expectUnavailable(() -> clerk.post(revocation, compromised));
      expectUnavailable(() -> reviewer.post(submitted + "/approval"));
      expectUnavailable(() -> reviewer.post(submitted + "/refusal", Map.of("reason", "no")));
      expectUnavailable(() -> clerk.put("/api/v1/regions/320900", region));
      expectUnavailable(() -> clerk.post("/api/v1/operators", Map.of("name", "无处可记的平台")));
      expectUnavailable(() -> clerk.post("/api/v1/authorities", Map.of("name", "无", "division", "320900")));
      expectUnavailable(() -> reviewer.post(principal + "/approval"));
      expectUnavailable(() -> reviewer.post(principal + "/refusal", Map.of("reason", "no")));
      assertThat(everythingThatWasDone()).isEqualTo(before);
    } finally {
      stores.sql("drop trigger no_room on event", "drop function no_room");
    }
    assertVerifiedOnceItServes(created);
    reviewer.post(application + "/approval").expect(200);
    reviewer.post(change + "/approval").expect(200);
    reviewer.post(submitted + "/refusal", Map.of("reason", "测试结束")).expect(200);
    reviewer.post(principal + "/refusal", Map.of("reason", "测试结束")).expect(200);
  }

  /** Number and content of the rows of every table that acts write. */
  private List<String> everythingThatWasDone() {
    return Stream.of(
            "event", "verification", "proposal", "proposed_change", "institution_version", "certificate",
            "certificate_application", "issuance_attempt", "revocation", "certificate_hold",
            "idempotent_answer", "binding", "authority", "operator", "client", "client_key", "region_switch")
        .map(
            table ->
                stores.value(
                    "select '%s ' || count(*) || ' ' || coalesce(sum(hashtext(t::text)::bigint), 0) from %s t"
                        .formatted(table, table)))
        .toList();
  }

  @Test
  void says503WhenTheFeedGoesQuiet() throws Exception {
    JsonNode created = job.create(atFirst).expect(201).json();
    try (Connection connection = DriverManager.getConnection(stores.jdbcUrl());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table status_heartbeat in access exclusive mode");
      first.awaitReadiness(503);
      expectUnavailable(() -> job.answer(atFirst, created));
      connection.rollback();
    }
    first.awaitReadiness(200);
    assertVerifiedOnceItServes(created);
  }

  @Test
  void goesOnWithoutRedis() {
    stores.killRedis();
    try {
      assertThat(job.verify(atFirst).get("state").asString()).isEqualTo("verified");
      assertThat(first.readiness()).isEqualTo(200);
    } finally {
      stores.startRedis();
    }
    assertThat(job.verify(atSecond).get("state").asString()).isEqualTo("verified");
  }

  /** Asks again while the node says 503, as a client does that keeps to Retry-After. */
  private void assertVerifiedOnceItServes(JsonNode created) {
    Reply reply =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> job.answer(atFirst, created), answered -> answered.status() != 503);
    assertThat(reply.expect(200).json().get("state").asString()).isEqualTo("verified");
  }

  private static void expectUnavailable(Supplier<Reply> request) {
    Reply reply = request.get();
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("unavailable");
    assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
  }

  private static int status(Future<Reply> reply) {
    try {
      return reply.get().status();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> reasons(JsonNode decided) {
    return decided.at("/verdict/reasons").valueStream().map(JsonNode::asString).toList();
  }
}
