package org.zhengyan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;

class RevocationJournalTest {

  @TempDir Path directory;

  private List<JournalEntry> entries() throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    for (Path file : JournalSegments.files(directory)) {
      assertThat(JournalSegments.read(file, entries::add)).isZero();
    }
    return entries;
  }

  private List<CertificateState> statesOf(SerialNumber serial) throws IOException {
    return entries().stream()
        .flatMap(
            entry ->
                entry instanceof JournalEntry.Changed(StatusChange change)
                        && change.serial().equals(serial)
                    ? java.util.stream.Stream.of(change.state())
                    : java.util.stream.Stream.empty())
        .distinct()
        .toList();
  }

  @Test
  void everyKindOfLineReadsBack() {
    byte[] hash = new SecureRandom().generateSeed(32);
    Instant now = Instant.parse("2026-11-22T10:11:12.345678Z");
    for (JournalEntry entry :
        List.of(
            new JournalEntry.Claimed(hash),
            new JournalEntry.Through(new Position(17, hash)),
            new JournalEntry.Reconciled(),
            new JournalEntry.Changed(change(null, CertificateState.RESERVED, now)),
            new JournalEntry.Changed(change(CertificateState.GOOD, CertificateState.REVOKED, now)))) {
      String line = JournalLine.write(entry);
      assertThat(line).isASCII().endsWith("\n");
      assertThat(JournalLine.read(line.stripTrailing()).map(JournalLine::write)).contains(line);
    }
  }

  private static StatusChange change(CertificateState previous, CertificateState state, Instant at) {
    return new StatusChange(
        3, SerialNumber.random(new SecureRandom()), CaId.ORGAN_SM2, 1, CertificateFixture.BODY,
        Division.NATIONAL, previous, state, RevocationReason.CERTIFICATE_HOLD, at, at, null, at,
        new byte[32]);
  }

  @Test
  void refusesLineWithAnyOneCharacterChanged() {
    String line =
        JournalLine.write(
                new JournalEntry.Changed(change(null, CertificateState.RESERVED, Instant.EPOCH)))
            .stripTrailing();
    for (int i = 0; i < line.length(); i++) {
      String altered = line.substring(0, i) + (line.charAt(i) == 'x' ? 'y' : 'x') + line.substring(i + 1);
      assertThat(JournalLine.read(altered)).as(altered).isEmpty();
      assertThat(JournalLine.read(line.substring(0, i))).isEmpty();
    }
  }

  @Test
  void holdsChangeBeforeItIsAcknowledged() throws IOException {
    try (TestNode node = new TestNode(TestStores.freshDatabase(), directory)) {
      SerialNumber serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      assertThat(statesOf(serial)).containsExactly(CertificateState.RESERVED, CertificateState.GOOD);
      node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      assertThat(statesOf(serial)).contains(CertificateState.REVOKED);
      byte[] key = new SecureRandom().generateSeed(32);
      node.certificates.claim(key);
      assertThat(entries())
          .anyMatch(e -> e instanceof JournalEntry.Claimed(byte[] known) && java.util.Arrays.equals(known, key));
    }
  }

  @Test
  void keepsEveryChangeOfManyAtOnce() throws Exception {
    try (TestNode node = new TestNode(TestStores.freshDatabase(), directory);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SerialNumber>> issued = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        issued.add(executor.submit(() -> node.certificates.issue(CaId.ORGAN_P256, 0).serial()));
      }
      for (Future<SerialNumber> serial : issued) {
        assertThat(statesOf(serial.get())).contains(CertificateState.GOOD);
      }
    }
  }

  @Test
  void goesOnAfterTornLastLine() throws IOException {
    var database = TestStores.freshDatabase();
    SerialNumber serial;
    try (TestNode node = new TestNode(database, directory)) {
      serial = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
    }
    Path last = JournalSegments.files(directory).getLast();
    Files.writeString(last, "change 3 00aa", StandardOpenOption.APPEND);
    try (TestNode node = new TestNode(database, directory)) {
      assertThat(node.status.unavailableBecause()).isNull();
      node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
      assertThat(statesOf(serial)).contains(CertificateState.REVOKED);
    }
  }

  @Test
  void stopsNodeWhenDamagedInMiddle() throws IOException {
    var database = TestStores.freshDatabase();
    try (TestNode node = new TestNode(database, directory)) {
      node.certificates.issue(CaId.ORGAN_P256, 0);
    }
    Path last = JournalSegments.files(directory).getLast();
    Files.writeString(last, Files.readString(last).replaceFirst("good", "gone"));
    try (TestNode node = new TestNode(database, directory)) {
      assertThat(node.status.unavailableBecause()).contains("damaged");
    }
  }

  @Test
  void refusesDirectoryThatAnotherNodeHolds() {
    try (TestNode node = new TestNode(TestStores.freshDatabase(), directory)) {
      assertThat(node.status.unavailableBecause()).isNull();
      assertThatThrownBy(() -> new RevocationJournal(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds the journal");
    }
  }

  @Test
  void fullDiskStopsNodeAndLosesNothing() throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    JournalSegments.Opener disk = file -> new FillingStream(file, full);
    try (TestNode node =
        new TestNode(TestStores.freshDatabase(), directory, Clock.systemUTC(), disk)) {
      SerialNumber first = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      SerialNumber second = node.certificates.issue(CaId.ORGAN_P256, 0).serial();
      full.set(true);
      assertUnavailable(() -> node.certificates.revoke(first, RevocationReason.SUPERSEDED));
      // The act stands; it was not acknowledged, and nothing more is accepted or answered here.
      assertThat(node.certificates.store.find(first).orElseThrow().state())
          .isEqualTo(CertificateState.REVOKED);
      assertUnavailable(() -> node.certificates.revoke(second, RevocationReason.SUPERSEDED));
      assertThat(node.certificates.store.find(second).orElseThrow().state())
          .isEqualTo(CertificateState.GOOD);
      assertUnavailable(() -> node.status.find(CaId.ORGAN_P256, second.value()));
      full.set(false);
      await().until(() -> node.status.unavailableBecause() == null);
      assertThat(statesOf(first)).contains(CertificateState.REVOKED);
      assertThat(node.certificates.revoke(second, RevocationReason.SUPERSEDED)).isTrue();
    }
  }

  private static void assertUnavailable(Runnable act) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.problem()).isEqualTo(Problem.UNAVAILABLE));
  }

  /** A real file on a disk that fills: half of what is written arrives. */
  private static final class FillingStream extends FileOutputStream {
    private final AtomicBoolean full;

    private FillingStream(Path file, AtomicBoolean full) throws IOException {
      super(file.toFile());
      this.full = full;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (full.get()) {
        super.write(bytes, 0, bytes.length / 2);
        throw new IOException("No space left on device");
      }
      super.write(bytes);
    }
  }
}
