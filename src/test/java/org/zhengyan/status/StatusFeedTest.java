package org.zhengyan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

class StatusFeedTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final String END_OTHER_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  @TempDir Path directory;

  private TestNode node(DataSource database, String name) {
    return new TestNode(database, directory.resolve(name));
  }

  private static CertificateStatus.Value value(TestNode node, SerialNumber serial) {
    return node.status.find(CaId.ORGAN_P256, serial.value()).value();
  }

  @Test
  void bothNodesSeeEveryStatusOfOther() {
    DataSource database = TestStores.freshDatabase();
    try (TestNode one = node(database, "one");
        TestNode two = node(database, "two")) {
      SerialNumber serial = one.certificates.issue(CaId.ORGAN_P256, 0).serial();
      assertThat(value(one, serial)).isEqualTo(CertificateStatus.Value.GOOD);
      await().until(() -> value(two, serial) == CertificateStatus.Value.GOOD);
      two.certificates.suspend(serial);
      assertThat(value(two, serial)).isEqualTo(CertificateStatus.Value.SUSPENDED);
      await().until(() -> value(one, serial) == CertificateStatus.Value.SUSPENDED);
      one.certificates.release(serial);
      await().until(() -> value(two, serial) == CertificateStatus.Value.GOOD);
      one.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      CertificateStatus here = one.status.find(CaId.ORGAN_P256, serial.value());
      assertThat(here.value()).isEqualTo(CertificateStatus.Value.REVOKED);
      assertThat(here.reason()).isEqualTo(RevocationReason.SUPERSEDED);
      await().until(() -> value(two, serial) == CertificateStatus.Value.REVOKED);
    }
  }

  @Test
  void answerOlderThanRevocationIsNeverMoreThanSecondOld() throws Exception {
    DataSource database = TestStores.freshDatabase();
    try (TestNode one = node(database, "one");
        TestNode two = node(database, "two")) {
      List<SerialNumber> serials = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        serials.add(one.certificates.issue(CaId.ORGAN_P256, 0).serial());
      }
      await().until(() -> value(two, serials.getLast()) == CertificateStatus.Value.GOOD);
      for (SerialNumber serial : serials) {
        one.certificates.revoke(serial, RevocationReason.SUPERSEDED);
        long revoked = System.nanoTime();
        boolean good = true;
        while (good) {
          long asked = System.nanoTime();
          try {
            good = value(two, serial) == CertificateStatus.Value.GOOD;
          } catch (Refusal unavailable) {
            assertThat(unavailable.problem()).isEqualTo(Problem.UNAVAILABLE);
          }
          // The invariant itself: whoever still answers "good" asked within a second of the commit.
          assertThat(good && Duration.ofNanos(asked - revoked).compareTo(SECOND) > 0).isFalse();
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void holdsReservedSerialUntilCompleted() {
    try (TestNode node = node(TestStores.freshDatabase(), "one")) {
      SerialNumber serial = node.certificates.reserve(CaId.ORGAN_P256, 0);
      await().until(() -> value(node, serial) == CertificateStatus.Value.SUSPENDED);
      assertThat(node.status.find(CaId.ORGAN_P256, serial.value()).reason())
          .isEqualTo(RevocationReason.CERTIFICATE_HOLD);
      node.certificates.complete(serial);
      assertThat(value(node, serial)).isEqualTo(CertificateStatus.Value.GOOD);
    }
  }

  @Test
  void neitherForeignSerialNorOtherCaIsKnown() {
    try (TestNode node = node(TestStores.freshDatabase(), "one")) {
      SerialNumber serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      for (CaId ca : CaId.values()) {
        CertificateStatus.Value expected =
            ca == CaId.ORGAN_P256 ? CertificateStatus.Value.GOOD : CertificateStatus.Value.UNKNOWN;
        assertThat(node.status.find(ca, serial.value()).value()).isEqualTo(expected);
      }
      CertificateStatus unknown = node.status.find(CaId.ORGAN_P256, BigInteger.TEN);
      assertThat(unknown.value()).isEqualTo(CertificateStatus.Value.UNKNOWN);
      assertThat(unknown.reason()).isNull();
      assertThat(unknown.revokedAt()).isNull();
    }
  }

  @Test
  void loadsAtStartWhatOthersWroteBefore() {
    DataSource database = TestStores.freshDatabase();
    List<SerialNumber> serials = new ArrayList<>();
    Random random = new Random(7);
    try (TestNode one = node(database, "one")) {
      for (int i = 0; i < 40; i++) {
        SerialNumber serial = one.certificates.reserve(CaId.ORGAN_P256, i % 3);
        serials.add(serial);
        if (random.nextInt(5) > 0) {
          one.certificates.complete(serial);
        }
        if (random.nextInt(2) == 0) {
          one.certificates.suspend(serial);
        }
        if (random.nextInt(2) == 0) {
          one.certificates.revoke(serial, RevocationReason.KEY_COMPROMISE);
        }
      }
    }
    try (TestNode two = node(database, "two")) {
      for (SerialNumber serial : serials) {
        CertificateState state = two.certificates.store.find(serial).orElseThrow().state();
        assertThat(value(two, serial))
            .isEqualTo(
                switch (state) {
                  case GOOD -> CertificateStatus.Value.GOOD;
                  case RESERVED, SUSPENDED -> CertificateStatus.Value.SUSPENDED;
                  case REVOKED -> CertificateStatus.Value.REVOKED;
                });
      }
    }
  }

  @Test
  void refusesToAnswerWhileHeartbeatStandsStill() throws Exception {
    DataSource database = TestStores.freshDatabase();
    try (TestNode node = node(database, "one");
        Connection blocker = database.getConnection();
        Statement statement = blocker.createStatement()) {
      assertThat(node.status.unavailableBecause()).isNull();
      blocker.setAutoCommit(false);
      statement.execute("SELECT * FROM status_heartbeat FOR UPDATE");
      await().until(() -> node.status.unavailableBecause() != null);
      assertThatThrownBy(() -> node.status.find(CaId.ORGAN_P256, BigInteger.TEN))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.problem()).isEqualTo(Problem.UNAVAILABLE));
      assertThat(node.status.servingView()).isNull();
      blocker.rollback();
      await().until(() -> node.status.unavailableBecause() == null);
    }
  }

  /** A commit of 0.6 s leaves 0.4 of the second; counted twice it would leave nothing, round after round. */
  @Test
  void countsOnceWhatAHeartbeatTook() throws Exception {
    DataSource database = TestStores.freshDatabase();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END'");
      statement.execute(
          "CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON status_heartbeat DEFERRABLE INITIALLY DEFERRED"
              + " FOR EACH ROW EXECUTE FUNCTION slow()");
    }
    try (TestNode node = node(database, "one")) {
      StatusHealth serving = await().until(node.status::health, StatusHealth::serving);
      assertThat(serving.feedAge()).as("not before the commit").isGreaterThanOrEqualTo(Duration.ofMillis(600));
    }
  }

  @Test
  void refusesToAnswerWhileDatabaseIsReadOnly() throws Exception {
    String url = TestStores.freshDatabaseUrl();
    try (TestNode node = node(TestStores.pool(url, 10), "one");
        Connection operator = DriverManager.getConnection(url);
        Statement statement = operator.createStatement()) {
      String name = operator.getCatalog();
      statement.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
      statement.execute(END_OTHER_SESSIONS);
      await().until(() -> node.status.unavailableBecause() != null);
      statement.execute("ALTER DATABASE " + name + " RESET default_transaction_read_only");
      statement.execute(END_OTHER_SESSIONS);
      await().until(() -> node.status.unavailableBecause() == null);
    }
  }

  @Test
  void followsAgainAfterConnectionWasCut() throws Exception {
    DataSource database = TestStores.freshDatabase();
    try (TestNode node = node(database, "one")) {
      SerialNumber serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(END_OTHER_SESSIONS);
      }
      CertificateFixture other = new CertificateFixture(database);
      other.revoke(serial, RevocationReason.SUPERSEDED);
      await()
          .ignoreException(Refusal.class)
          .until(() -> value(node, serial) == CertificateStatus.Value.REVOKED);
    }
  }

  @Test
  void refusesToAnswerWithClockThatIsOff() {
    DataSource database = TestStores.freshDatabase();
    for (Duration offset : List.of(Duration.ofSeconds(3), Duration.ofSeconds(-3))) {
      Clock wrong = Clock.offset(Clock.systemUTC(), offset);
      try (TestNode node = new TestNode(database, directory.resolve("off" + offset), wrong)) {
        assertThat(node.status.unavailableBecause()).contains("clock");
      }
    }
    try (TestNode node = node(database, "right")) {
      assertThat(node.status.unavailableBecause()).isNull();
    }
  }

  @Test
  void healthSaysWhatItKnows() {
    try (TestNode node = node(TestStores.freshDatabase(), "one")) {
      node.certificates.issue(CaId.ORGAN_P256, 0);
      StatusHealth health = node.status.health();
      assertThat(health.serving()).isTrue();
      assertThat(health.reconciled()).isTrue();
      assertThat(health.journalWritable()).isTrue();
      assertThat(health.certificates()).isEqualTo(1);
      assertThat(health.position()).isEqualTo(2);
      assertThat(health.feedAge()).isLessThan(SECOND);
    }
  }
}
