package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogCheckTest {
  @TempDir static Path directory;
  private static final TestLog log = new TestLog();
  private static LogNode node;
  private static byte[] file;

  @BeforeAll
  static void grow() throws IOException {
    node = new LogNode(log, directory);
    for (int batch : List.of(100, 200, 300)) {
      log.appendMany(batch);
      node.turn();
    }
    log.append("waiting");
    log.remember();
    file = Files.readAllBytes(node.file.path());
  }

  @AfterEach
  void putBack() throws IOException {
    log.putBack();
    Files.write(node.file.path(), file);
  }

  @Test
  void reportsASoundLog() {
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report())
        .contains("Log verify.example.org/log")
        .contains("events       600 in place, 1 waiting")
        .contains("full tiles   2")
        .contains("checkpoints  3 in the database")
        .contains("3 in " + node.file.path())
        .endsWith("The log is sound.\n");
    assertThat(checked.code()).isZero();
  }

  /** Each breaks one thing; the second column is what the report must say of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          update event set record = set_byte(record, 60, 90) where id = 18 ; salt and record do not give
          update event set salt = set_byte(salt, 31, get_byte(salt, 31) # 1) where id = 18 ; salt and record do not
          update event set entry = sha256(entry) where id = 18 ; salt and record do not give its entry
          update event set occurred_at = occurred_at + interval '1 us' where id = 18 ; canonical one of its time
          update event set xid = '3' where id = 18 ; event 18 (leaf 17) is missing
          update event set salt = sha256('x'), entry = sha256(sha256('x') || record) where id = 18 ; leaf's hash
          delete from event where id = 18 ; event 18 (leaf 17) is missing
          update log_leaf set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where leaf_index = 17 ; does not give the leaf
          update log_leaf set hash = sha256(hash) where leaf_index = 17 ; tile 0/0 has not the hashes
          update log_leaf set event_id = 99999 where leaf_index = 17 ; event 18 has no leaf
          delete from log_leaf where leaf_index = 17 ; leaf 18 follows leaf 16
          delete from log_leaf where leaf_index = 17 ; event 18 has no leaf and should have one
          delete from log_leaf where leaf_index >= 590 ; checkpoint of 600 covers leaves that are missing
          delete from log_leaf where leaf_index >= 590 ; kept checkpoint of 600 is newer than the database's 590
          insert into log_leaf values (600, 99999, '3', sha256('x')) ; no checkpoint covers the leaves from 600
          update log_tile set hashes = set_byte(hashes, 8191, get_byte(hashes, 8191) # 1) where tile_index = 1 ; tile 0/1 has
          update log_tile set root = sha256(root) where tile_index = 0 ; tile 0/0 has not the root
          delete from log_tile where tile_index = 1 ; tile 0/1 is missing
          insert into log_tile select 3, 0, hashes, root from log_tile where tile_index = 1 ; 1 more than
          update log_checkpoint set root = sha256(root) where size = 300 ; its row is not what it signs
          update log_checkpoint set note = overlay(note placing 'AAAA' from length(note) - 60) ; signature is not
          update log_checkpoint set note = '' where size = 300 ; no blank line before the signatures
          update log_checkpoint set previous_size = 99 where size = 300 ; of 300 does not follow the one of 100
          delete from log_checkpoint where size = 300 ; checkpoint of 600 does not follow the one of 100
          delete from log_checkpoint where size = 300 ; the kept checkpoint of 300 is not in the database
          delete from log_checkpoint where size = 600 ; no checkpoint covers the leaves from 300 to 599
          """)
  void findsWhatWasChanged(String sql, String finding) {
    assertThat(log.tamper(sql)).isPositive();
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report()).contains(finding).contains("THE LOG IS NOT SOUND");
    assertThat(checked.code()).isOne();
  }

  @Test
  void findsTwoEventsThatChangedPlaces() {
    log.tamper(
        """
        update log_leaf l set event_id = o.event_id + 100000, event_xid = o.event_xid, hash = o.hash
          from log_leaf o where (l.leaf_index, o.leaf_index) in ((20, 21), (21, 20))
        """);
    log.tamper("update log_leaf set event_id = event_id - 100000 where event_id > 100000");
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report())
        .contains("tile 0/0 has not the hashes")
        .contains("the checkpoint of 100 has another root")
        .contains("the kept checkpoint of 100 has another root");
    assertThat(checked.code()).isOne();
  }

  /** An attacker who recomputes everything but cannot sign. */
  @Test
  void findsAnEventThatWasRewrittenUpToItsTile() {
    log.tamper(
        """
        update event set record = r, entry = sha256(salt || r)
          from (select convert_to(
            '{"members":{},"occurredAt":"2026-11-22T12:00:00Z","subject":"other","type":"t"}', 'UTF8') as r) x
         where id = 18
        """);
    log.tamper(
        """
        update log_leaf set hash = sha256('\\x00'::bytea || entry) from event
         where event.id = event_id and leaf_index = 17
        """);
    log.tamper(
        """
        update log_tile set hashes = (select string_agg(hash, ''::bytea order by leaf_index)
                                        from log_leaf where leaf_index < 256)
         where tile_index = 0
        """);
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report())
        .contains("tile 0/0 has not the root")
        .contains("the checkpoint of 100 has another root than the leaves below it");
    assertThat(checked.code()).isOne();
  }

  @Test
  void findsADatabaseOlderThanTheFile() {
    log.restore(100);
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report())
        .contains("the kept checkpoint of 600 is newer than the database's 100 leaves, as if restored");
    assertThat(checked.code()).isOne();
  }

  @Test
  void findsARestoredDatabaseThatGrewAgain() {
    log.restore(100);
    LogNode elsewhere = new LogNode(log, directory.resolve("elsewhere"));
    log.appendMany(900);
    elsewhere.turn();
    assertThat(log.check(elsewhere.file).code()).isZero();
    assertThat(log.check(node.file).report())
        .contains("the kept checkpoint of 300 has another root than the database's leaves");
  }

  @Test
  void findsEachChangedLineOfTheFile() throws Exception {
    String text = Files.readString(node.file.path());
    int lines = text.split("\n", -1).length;
    assertThat(lines).isGreaterThan(20);
    for (int i = 0; i < text.length(); i += 41) {
      char other = text.charAt(i) == 'B' ? 'C' : 'B';
      Files.writeString(node.file.path(), text.substring(0, i) + other + text.substring(i + 1));
      assertThat(log.check(node.file).code()).as("character %d", i).isOne();
    }
    Files.writeString(node.file.path(), text.substring(0, text.length() - 30));
    assertThat(log.check(node.file).report()).contains("ends within a record");
  }

  @Test
  void readsEveryFileThatWasFullBefore() throws Exception {
    TestLog other = new TestLog();
    CheckpointFile small = new CheckpointFile(directory.resolve("small"), 1_000);
    LogNode writer = new LogNode(other, other.keys, small);
    for (int i = 0; i < 10; i++) {
      other.append("event " + i);
      writer.turn();
    }
    assertThat(small.files()).hasSizeGreaterThan(2);
    assertThat(other.check(small).report()).contains("10 in " + small.path()).contains("The log is sound.");
    Files.writeString(small.files().getFirst(), "");
    assertThat(other.check(small).code()).isZero();
    Files.writeString(small.files().getFirst(), "x");
    assertThat(other.check(small).report()).contains("ends within a record, at byte 0");
  }

  @Test
  void staysSoundWhileNodesWrite() throws Exception {
    TestLog busy = new TestLog();
    LogNode writer = new LogNode(busy, directory.resolve("busy"));
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> done =
          threads.submit(
              () -> {
                while (writing.get()) {
                  busy.append("one");
                  writer.turn();
                }
              });
      for (int i = 0; i < 20; i++) {
        assertThat(busy.check(writer.file).report()).contains("The log is sound.");
      }
      writing.set(false);
      done.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void findsCheckpointsInTheWrongOrder() throws Exception {
    List<String> notes = CheckpointRecords.read(node.file.path()).notes();
    Files.writeString(
        node.file.path(), notes.get(0) + "\n" + notes.get(2) + "\n" + notes.get(1) + "\n");
    assertThat(log.check(node.file).report()).contains("after the checkpoint of 600: a checkpoint of 300");
  }

  @Test
  void saysThatItCouldNotRead() {
    log.jdbc.execute("alter table log_leaf rename to elsewhere");
    TestLog.Checked checked = log.check(node.file);
    log.jdbc.execute("alter table elsewhere rename to log_leaf");
    assertThat(checked.code()).isEqualTo(2);
    assertThat(checked.report()).startsWith("The log could not be read: ");
  }

  @Test
  void reportsAnEmptyLog() {
    TestLog empty = new TestLog();
    TestLog.Checked checked = empty.check(new CheckpointFile(directory.resolve("empty")));
    assertThat(checked.report()).contains("Log without a checkpoint").contains("0 in place, 0 waiting");
    assertThat(checked.code()).isZero();
    assertThat(directory.resolve("empty")).doesNotExist();
  }
}
