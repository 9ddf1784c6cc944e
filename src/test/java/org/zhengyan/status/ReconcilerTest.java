package org.zhengyan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.EventLog;

/** A restored backup never un-revokes (invariant 2), attacked with real copies of a real database. */
class ReconcilerTest {

  @TempDir Path directory;
  private final List<StatusChange> told = new ArrayList<>();
  private final RestorableDatabase database = new RestorableDatabase();

  private TestNode node(HikariDataSource pool) {
    return new TestNode(pool, directory.resolve("journal"));
  }

  private Reconciler.Report reconcile(Path... others) throws Exception {
    try (HikariDataSource pool = database.pool()) {
      return new Reconciler(
              pool,
              JdbcClient.create(pool),
              new TransactionTemplate(new JdbcTransactionManager(pool)),
              new EventLog(new JdbcTemplate(pool), Clock.systemUTC()),
              change -> {
                told.add(change);
                return 1;
              })
          .run(directory.resolve("journal"), List.of(others));
    }
  }

  private static CertificateStatus.Value value(TestNode node, SerialNumber serial) {
    return node.status.find(CaId.ORGAN_P256, serial.value()).value();
  }

  private static void assertRefuses(TestNode node) {
    assertThat(node.status.unavailableBecause()).isNotNull();
    assertThatThrownBy(() -> node.status.find(CaId.ORGAN_P256, BigInteger.TEN))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.problem()).isEqualTo(Problem.UNAVAILABLE));
    assertThatThrownBy(() -> node.certificates.reserve(CaId.ORGAN_P256, 0))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.problem()).isEqualTo(Problem.UNAVAILABLE));
  }

  @Test
  void restoredCopyNeverUnrevokes() throws Exception {
    SerialNumber revoked;
    SerialNumber suspended;
    SerialNumber released;
    SerialNumber good;
    SerialNumber lost;
    SerialNumber lostAndRevoked;
    byte[] key = new SecureRandom().generateSeed(32);
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      revoked = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      suspended = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      released = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      node.certificates.suspend(released);
      good = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    java.time.Instant revokedAt;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      node.certificates.revoke(revoked, RevocationReason.KEY_COMPROMISE);
      revokedAt = node.certificates.store.find(revoked).orElseThrow().revokedAt();
      node.certificates.suspend(suspended);
      node.certificates.release(released);
      lost = node.certificates.issue(CaId.ORGAN_P256, 7).serial();
      lostAndRevoked = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      node.certificates.revoke(lostAndRevoked, RevocationReason.SUPERSEDED);
      assertThat(node.certificates.claim(key)).isTrue();
    }
    database.restore();

    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertRefuses(node);
      assertThat(node.status.health().reconciled()).isFalse();
    }

    Reconciler.Report report = reconcile();
    assertThat(report.revoked()).containsExactlyInAnyOrder(revoked, lostAndRevoked);
    assertThat(report.suspended()).containsExactly(suspended);
    assertThat(report.held()).containsExactly(released);
    assertThat(report.lost()).containsExactly(lost);
    assertThat(report.keys()).isEqualTo(1);
    assertThat(report.told()).isEqualTo(4);
    assertThat(told)
        .as("in the order in which the changes were made")
        .extracting(change -> change.serial() + " " + change.previous() + " " + change.state())
        .containsExactly(
            revoked + " GOOD REVOKED",
            suspended + " GOOD SUSPENDED",
            released + " GOOD SUSPENDED",
            lostAndRevoked + " GOOD REVOKED");

    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertThat(node.status.unavailableBecause()).isNull();
      CertificateStatus status = node.status.find(CaId.ORGAN_P256, revoked.value());
      assertThat(status.value()).isEqualTo(CertificateStatus.Value.REVOKED);
      assertThat(status.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
      assertThat(node.certificates.store.find(revoked).orElseThrow().revokedAt())
          .isEqualTo(revokedAt);
      assertThat(value(node, suspended)).isEqualTo(CertificateStatus.Value.SUSPENDED);
      assertThat(value(node, released)).isEqualTo(CertificateStatus.Value.SUSPENDED);
      assertThat(value(node, good)).isEqualTo(CertificateStatus.Value.GOOD);
      assertThat(value(node, lost)).isEqualTo(CertificateStatus.Value.SUSPENDED);
      assertThat(node.certificates.store.find(lost).orElseThrow().state())
          .isEqualTo(CertificateState.RESERVED);
      assertThat(node.certificates.store.find(lost).orElseThrow().shard()).isEqualTo(7);
      assertThat(value(node, lostAndRevoked)).isEqualTo(CertificateStatus.Value.REVOKED);
      assertThat(node.certificates.claim(key)).isFalse();
      assertThat(node.certificates.issue(CaId.ORGAN_P256, 0).state())
          .isEqualTo(CertificateState.GOOD);
      assertThat(
              node.certificates.jdbc
                  .sql("SELECT convert_from(record, 'UTF8') FROM event")
                  .query(String.class)
                  .list())
          .filteredOn(record -> record.contains("certificate.reconciled"))
          .hasSize(4);
    }
    Reconciler.Report again = reconcile();
    assertThat(again.revoked()).isEmpty();
    assertThat(again.suspended()).isEmpty();
    assertThat(again.lost()).isEmpty();
    assertThat(again.keys()).isZero();
  }

  @Test
  void restoredTwiceNeverUnrevokes() throws Exception {
    SerialNumber first;
    SerialNumber second;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      first = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      second = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    for (SerialNumber serial : List.of(first, second)) {
      database.copy();
      try (HikariDataSource pool = database.pool();
          TestNode node = node(pool)) {
        node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      }
      database.restore();
      assertThat(reconcile().revoked()).containsExactly(serial);
    }
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertThat(value(node, first)).isEqualTo(CertificateStatus.Value.REVOKED);
      assertThat(value(node, second)).isEqualTo(CertificateStatus.Value.REVOKED);
    }
  }

  @Test
  void oldestCopyOfAllNeverUnrevokes() throws Exception {
    SerialNumber serial;
    SerialNumber releasedLater;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      releasedLater = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    for (int restart = 0; restart < 3; restart++) {
      try (HikariDataSource pool = database.pool();
          TestNode node = node(pool)) {
        node.certificates.issue(CaId.ORGAN_P256, 0);
        if (restart == 0) {
          node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
          node.certificates.suspend(releasedLater);
        }
        if (restart == 2) {
          node.certificates.release(releasedLater);
        }
      }
    }
    database.restore();
    Reconciler.Report report = reconcile();
    assertThat(report.revoked()).containsExactly(serial);
    assertThat(report.suspended()).isEmpty();
    assertThat(report.lost()).hasSize(3);
  }

  @Test
  void runningNodeStopsWhenDatabaseIsReplaced() throws Exception {
    SerialNumber serial;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      database.restore();
      await().until(() -> node.feed.disagreement() != null);
      assertRefuses(node);
      assertThat(node.status.unavailableBecause()).contains("reconcile");
    }
  }

  @Test
  void otherNodesJournalIsReadAsWell() throws Exception {
    SerialNumber serial;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    Path other = directory.resolve("other");
    try (HikariDataSource pool = database.pool();
        TestNode node = new TestNode(pool, other)) {
      node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
    }
    database.restore();
    // This node was down and saw nothing: its own journal agrees with the copy.
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertThat(node.status.unavailableBecause()).isNull();
    }
    assertThat(reconcile(other).revoked()).containsExactly(serial);
  }

  @Test
  void nodeThatOnlyWatchedRemembersAsWell() throws Exception {
    SerialNumber serial;
    try (HikariDataSource pool = database.pool();
        TestNode watcher = node(pool)) {
      serial = watcher.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    try (HikariDataSource pool = database.pool();
        TestNode watcher = node(pool);
        TestNode other = new TestNode(pool, directory.resolve("other"))) {
      other.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      await().until(() -> value(watcher, serial) == CertificateStatus.Value.REVOKED);
    }
    database.restore();
    assertThat(reconcile().revoked()).containsExactly(serial);
  }

  @Test
  void newJournalTakesOverWhatIsRefusedNow() throws Exception {
    SerialNumber serial;
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    database.copy();
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
    }
    Path fresh = directory.resolve("fresh");
    try (HikariDataSource pool = database.pool();
        TestNode node = new TestNode(pool, fresh)) {
      assertThat(value(node, serial)).isEqualTo(CertificateStatus.Value.REVOKED);
    }
    database.restore();
    assertThat(reconcile(fresh).revoked()).containsExactly(serial);
  }

  @Test
  void olderCrlNumberStopsNode() throws Exception {
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      node.crlNumbers.keep(1_700_000_000_000L);
    }
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertThat(node.status.unavailableBecause()).contains("CRL");
    }
  }

  @Test
  void restoredDownloadsCountNoMore() throws Exception {
    try (HikariDataSource pool = database.pool()) {
      new JdbcTemplate(pool)
          .update(
              """
              insert into named_download (nonce_hash, uscc, serial, holder, platform, purpose, downloaded_at)
              select decode(repeat(n::text, 64), 'hex'), 'u', 's', 'h', 'p', 'other', now() - age
              from (values (1, interval '1 hour'), (2, interval '2 days')) as each (n, age)""");
    }
    assertThat(reconcile().voided()).isEqualTo(1);
    assertThat(reconcile().voided()).isZero();
    try (HikariDataSource pool = database.pool()) {
      assertThat(
              new JdbcTemplate(pool)
                  .queryForList("select convert_from(record, 'UTF8') from event", String.class))
          .filteredOn(record -> record.contains("document.voided"))
          .hasSize(1);
    }
  }

  @Test
  void whatTheCopyHasAsOpenIsOver() throws Exception {
    try (HikariDataSource pool = database.pool()) {
      new JdbcTemplate(pool)
          .update(
              """
              insert into verification (id, client_id, state, terms, challenge, created_at, expires_at, ended_at)
              select gen_random_uuid(), 'c', state, '{}', '', now(), now() + age,
                case state when 'requested' then null else now() end
              from (values ('requested', interval '10 minutes'), ('requested', interval '-1 second'),
                ('cancelled', interval '10 minutes')) as each (state, age)""");
    }
    assertThat(reconcile().ended()).isEqualTo(1);
    assertThat(reconcile().ended()).isZero();
    try (HikariDataSource pool = database.pool()) {
      assertThat(
              new JdbcTemplate(pool)
                  .queryForList("select state from verification where expires_at > clock_timestamp()", String.class))
          .containsExactly("cancelled");
    }
  }

  @Test
  void nobodyIsSignedInByTheCopy() throws Exception {
    try (HikariDataSource pool = database.pool()) {
      JdbcTemplate jdbc = new JdbcTemplate(pool);
      jdbc.execute("alter table console_session drop constraint console_session_account_id_fkey");
      jdbc.update("insert into console_session (id, token_hash, account_id) values ('s', sha256('s'), 'a')");
    }
    assertThat(reconcile().signedOut()).isEqualTo(1);
    assertThat(reconcile().signedOut()).isZero();
    try (HikariDataSource pool = database.pool()) {
      assertThat(
              new JdbcTemplate(pool)
                  .queryForList("select convert_from(record, 'UTF8') from event", String.class))
          .filteredOn(record -> record.contains("\"type\":\"session.ended\""))
          .singleElement()
          .asString()
          .contains("\"subject\":\"a\"");
    }
  }

  @Test
  void refusesJournalThatRunningNodeHolds() {
    try (HikariDataSource pool = database.pool();
        TestNode node = node(pool)) {
      assertThat(node.status.unavailableBecause()).isNull();
      assertThatThrownBy(this::reconcile).isInstanceOf(IOException.class);
    }
  }
}
