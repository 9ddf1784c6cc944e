package org.zhengyan.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.zhengyan.TestStores;

class CertificateStoreTest {
  private static CertificateFixture on;

  @BeforeAll
  static void open() {
    on = new CertificateFixture(TestStores.freshDatabase());
  }

  private static CertificateState state(SerialNumber serial) {
    return on.store.find(serial).orElseThrow().state();
  }

  @Test
  void keepsWhatWasReservedAndCompleted() {
    IssuedCertificate issued = on.issue(CaId.ORGAN_P256, 3);
    IssuedCertificate reserved =
        CertificateFixture.reservation(issued.serial(), CaId.ORGAN_P256, 3);
    assertThat(issued.state()).isEqualTo(CertificateState.GOOD);
    assertThat(issued.der()).isEqualTo(CertificateFixture.der(issued.serial()));
    assertThat(issued.certifiedName()).isEqualTo(reserved.certifiedName());
    assertThat(issued.shard()).isEqualTo(3);
    assertThat(issued.reason()).isNull();
    assertThat(issued.revokedAt()).isNull();
  }

  @Test
  void holdsReservationFromItsCommit() {
    SerialNumber serial = on.reserve(CaId.ORGAN_SM2, 0);
    IssuedCertificate reserved = on.store.find(serial).orElseThrow();
    assertThat(reserved.state()).isEqualTo(CertificateState.RESERVED);
    assertThat(reserved.reason()).isEqualTo(RevocationReason.CERTIFICATE_HOLD);
    assertThat(reserved.revokedAt()).isNotNull();
  }

  @Test
  void refusesSerialThatWasReserved() {
    SerialNumber serial = on.reserve(CaId.ORGAN_SM2, 0);
    IssuedCertificate again = CertificateFixture.reservation(serial, CaId.INSTITUTION_P256, 0);
    assertThatThrownBy(
            () -> on.transactions.executeWithoutResult(s -> on.store.reserve(again, new byte[32])))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  void refusesToCompleteWithAnotherSerial() {
    SerialNumber serial = on.reserve(CaId.ORGAN_SM2, 0);
    byte[] other = CertificateFixture.der(SerialNumber.random(new SecureRandom()));
    assertThatThrownBy(() -> on.transactions.execute(s -> on.store.complete(serial, other)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(state(serial)).isEqualTo(CertificateState.RESERVED);
  }

  @Test
  void refusesToCompleteWithOtherBytesThanWereReserved() {
    SerialNumber serial = SerialNumber.random(new SecureRandom());
    on.transactions.executeWithoutResult(
        s ->
            on.store.reserve(
                CertificateFixture.reservation(serial, CaId.ORGAN_SM2, 0), new byte[32]));
    assertThatThrownBy(
            () ->
                on.transactions.execute(
                    s -> on.store.complete(serial, CertificateFixture.der(serial))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesToCompleteTwice() {
    IssuedCertificate issued = on.issue(CaId.ORGAN_P256, 0);
    assertThat(on.complete(issued.serial())).isFalse();
  }

  @Test
  void refusesToCompleteWhatWasRetiredMeanwhile() {
    SerialNumber serial = on.reserve(CaId.ORGAN_P256, 0);
    assertThat(on.revoke(serial, RevocationReason.CESSATION_OF_OPERATION)).isTrue();
    assertThat(on.complete(serial)).isFalse();
    assertThat(state(serial)).isEqualTo(CertificateState.REVOKED);
  }

  @Test
  void suspendsAndReleases() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    assertThat(on.suspend(serial)).isTrue();
    assertThat(on.suspend(serial)).isFalse();
    assertThat(on.store.find(serial).orElseThrow().reason())
        .isEqualTo(RevocationReason.CERTIFICATE_HOLD);
    assertThat(on.release(serial)).isTrue();
    assertThat(on.release(serial)).isFalse();
    assertThat(on.store.find(serial).orElseThrow().revokedAt()).isNull();
  }

  @Test
  void refusesToSuspendOrReleaseReservation() {
    SerialNumber serial = on.reserve(CaId.ORGAN_P256, 0);
    assertThat(on.suspend(serial)).isFalse();
    assertThat(on.release(serial)).isFalse();
    assertThat(state(serial)).isEqualTo(CertificateState.RESERVED);
  }

  @Test
  void neverUnrevokes() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    assertThat(on.revoke(serial, RevocationReason.KEY_COMPROMISE)).isTrue();
    Instant revokedAt = on.store.find(serial).orElseThrow().revokedAt();
    assertThat(on.revoke(serial, RevocationReason.SUPERSEDED)).isFalse();
    assertThat(on.release(serial)).isFalse();
    assertThat(on.suspend(serial)).isFalse();
    IssuedCertificate revoked = on.store.find(serial).orElseThrow();
    assertThat(revoked.state()).isEqualTo(CertificateState.REVOKED);
    assertThat(revoked.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(revoked.revokedAt()).isEqualTo(revokedAt);
  }

  @ParameterizedTest
  @EnumSource(CertificateState.class)
  void databaseRefusesWhatNoTransitionAllows(CertificateState to) {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    on.revoke(serial, RevocationReason.SUPERSEDED);
    for (String statement :
        List.of(
            "UPDATE certificate SET state = ?, reason = NULL, revoked_at = NULL WHERE serial = ?",
            "UPDATE certificate SET state = ?, reason = 6 WHERE serial = ?")) {
      if (to != CertificateState.REVOKED) {
        assertThatThrownBy(
                () ->
                    on.jdbc.sql(statement)
                        .params(to.column(), CertificateRows.octets(serial))
                        .update())
            .isInstanceOf(DataAccessException.class);
      }
    }
    assertThat(state(serial)).isEqualTo(CertificateState.REVOKED);
  }

  @Test
  void databaseRefusesToForget() {
    on.issue(CaId.ORGAN_P256, 0);
    for (String statement :
        List.of(
            "DELETE FROM certificate",
            "DELETE FROM status_change",
            "UPDATE status_change SET state = 'good'",
            "UPDATE certificate SET revoked_at = now() WHERE state = 'revoked'",
            "UPDATE certificate SET not_after = not_after + interval '1 year'")) {
      on.revoke(on.issue(CaId.ORGAN_P256, 0).serial(), RevocationReason.SUPERSEDED);
      assertThatThrownBy(() -> on.jdbc.sql(statement).update())
          .as(statement)
          .isInstanceOf(DataAccessException.class);
    }
  }

  @Test
  void keepsTimeOfHoldWhenRevoked() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    on.suspend(serial);
    Instant held = on.store.find(serial).orElseThrow().revokedAt();
    on.revoke(serial, RevocationReason.KEY_COMPROMISE);
    assertThat(on.store.find(serial).orElseThrow().revokedAt()).isEqualTo(held);
  }

  @Test
  void refusesHoldAsReasonOfRevocation() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    assertThatThrownBy(() -> on.revoke(serial, RevocationReason.CERTIFICATE_HOLD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToChangeOutsideTransaction() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    assertThatThrownBy(() -> on.store.revoke(serial, RevocationReason.SUPERSEDED, null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void claimsKeyOnce() {
    byte[] key = new SecureRandom().generateSeed(32);
    assertThat(on.store.keyClaimed(key)).isFalse();
    assertThat(on.claim(key)).isTrue();
    assertThat(on.claim(key)).isFalse();
    assertThat(on.store.keyClaimed(key)).isTrue();
    assertThat(on.keys).contains(key);
  }

  @Test
  void claimsKeyOnceAmongRivals() throws Exception {
    byte[] key = new SecureRandom().generateSeed(32);
    List<Boolean> claims = atOnce(8, () -> on.claim(key));
    assertThat(claims).containsOnlyOnce(true);
  }

  @Test
  void revokesOnceAmongRivals() throws Exception {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    assertThat(atOnce(8, () -> on.revoke(serial, RevocationReason.SUPERSEDED)))
        .containsOnlyOnce(true);
  }

  @Test
  void reportsToJournalOnlyWhatCommitted() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    int before = on.journal.size();
    on.transactions.executeWithoutResult(
        status -> {
          on.store.revoke(serial, RevocationReason.SUPERSEDED, null);
          status.setRollbackOnly();
        });
    assertThat(on.journal).hasSize(before);
    on.transactions.executeWithoutResult(
        status -> {
          on.store.suspend(serial);
          Object savepoint = status.createSavepoint();
          on.store.revoke(serial, RevocationReason.SUPERSEDED, null);
          status.rollbackToSavepoint(savepoint);
        });
    assertThat(on.journal.subList(before, on.journal.size()))
        .extracting(StatusChange::state)
        .containsExactly(CertificateState.SUSPENDED);
  }

  @Test
  void changesCommitInOrderOfTheirIds() throws Exception {
    CertificateFixture fresh = new CertificateFixture(TestStores.freshDatabase());
    CountDownLatch done = new CountDownLatch(1);
    List<Long> seen = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // A reader that polls past an id must have seen every one before it.
      Future<?> reader =
          executor.submit(
              () -> {
                long position = 0;
                boolean last = false;
                while (!last) {
                  last = done.getCount() == 0;
                  for (long id :
                      fresh.jdbc.sql("SELECT id FROM status_change WHERE id > ? ORDER BY id")
                          .param(position)
                          .query(Long.class)
                          .list()) {
                    seen.add(id);
                    position = id;
                  }
                }
              });
      List<Future<IssuedCertificate>> writers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int shard = i % 4;
        writers.add(executor.submit(() -> fresh.issue(CaId.ORGAN_P256, shard)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.countDown();
      reader.get();
    }
    assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 120).boxed().toList());
  }

  @Test
  void chainsEveryChangeToTheOneBefore() {
    CertificateFixture fresh = new CertificateFixture(TestStores.freshDatabase());
    SerialNumber serial = fresh.issue(CaId.ORGAN_P256, 0).serial();
    fresh.suspend(serial);
    fresh.release(serial);
    assertThat(fresh.journal).extracting(StatusChange::id).containsExactly(1L, 2L, 3L, 4L);
    assertThat(fresh.journal.stream().map(c -> java.util.HexFormat.of().formatHex(c.chain())))
        .doesNotHaveDuplicates();
  }

  @Test
  void listsLiveOnesOfBody() {
    CertificateFixture fresh = new CertificateFixture(TestStores.freshDatabase());
    SerialNumber revoked = fresh.issue(CaId.ORGAN_P256, 0).serial();
    fresh.revoke(revoked, RevocationReason.SUPERSEDED);
    SerialNumber good = fresh.issue(CaId.ORGAN_P256, 0).serial();
    SerialNumber reserved = fresh.reserve(CaId.ORGAN_P256, 0);
    assertThat(fresh.store.live(CertificateFixture.BODY))
        .extracting(IssuedCertificate::serial)
        .containsExactly(reserved, good);
    assertThat(fresh.store.list(CertificateFixture.BODY, null, 2))
        .extracting(IssuedCertificate::serial)
        .containsExactly(reserved, good);
    assertThat(fresh.store.list(CertificateFixture.BODY, good, 2))
        .extracting(IssuedCertificate::serial)
        .containsExactly(revoked);
  }

  @Test
  void remembersDayOfSupersession() {
    SerialNumber serial = on.issue(CaId.ORGAN_P256, 0).serial();
    LocalDate day = LocalDate.now(CertificateStore.CALENDAR).plusDays(1);
    on.store.supersedeOn(serial, day);
    assertThat(on.store.find(serial).orElseThrow().supersedingOn()).isEqualTo(day);
    on.store.supersedeOn(serial, null);
    assertThat(on.store.find(serial).orElseThrow().supersedingOn()).isNull();
  }

  private static <T> List<T> atOnce(int times, Callable<T> act) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        futures.add(executor.submit(act));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
