package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.TrustedRoots;

/** Exports that prove themselves, and events whose record is erased while the log stays sound. */
class LogExportTest {
  private static final LogSearch.Query ALL = new LogSearch.Query(null, null, null, null, null, null);

  @TempDir static Path directory;
  private static final TestLog log = new TestLog();
  private static LogNode node;
  private static LogSearch search;
  private static LogExport export;
  private static LogErasure erasure;
  private static TrustedRoots roots;
  /** Before it the log has 702 events; a test may append after it. */
  private static Instant grown;

  @BeforeAll
  static void grow() throws Exception {
    node = new LogNode(log, directory);
    search = new LogSearch(log.jdbc, log.transaction);
    export = new LogExport(log.jdbc, search, node.state, node.store, log.keys);
    erasure = new LogErasure(log.jdbc, log.events, search);
    roots = TrustedRoots.read(List.of(Path.of("keys-dev/root-p256.crt"), Path.of("keys-dev/root-sm2.crt")));
    log.appendMany(700);
    log.append("the one");
    log.transaction.executeWithoutResult(
        status -> log.events.append(Event.of("verification.decided", "a verdict", Map.of())));
    node.turn();
    search.follow();
    grown = Instant.now();
  }

  private static String export(LogSearch.Query query) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.write(query, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ExportCheck.Result verify(String file) throws Exception {
    return ExportCheck.verify(
        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), roots, Instant.now());
  }

  @Test
  void findsByTypeAndSubject() {
    assertThat(search.find(new LogSearch.Query("certificate.issued", null, null, null, null, null), 10))
        .extracting(LogSearch.Found::index)
        .containsExactly(700L);
    assertThat(search.find(new LogSearch.Query(null, "the one", null, null, null, null), 10)).hasSize(1);
    assertThat(search.find(new LogSearch.Query(null, "the one", null, null, null, 700L), 10)).isEmpty();
    assertThat(search.types()).contains("certificate.issued", "t");
  }

  @Test
  void findsTheTypeOfNearlyEveryEvent() {
    assertThat(search.find(new LogSearch.Query("verification.decided", null, null, null, null, null), 10))
        .extracting(found -> found.event().subject())
        .containsExactly("a verdict");
    assertThat(search.types()).isSorted().contains("verification.decided").doesNotContain("verification.created");
  }

  @Test
  void findsByTime() {
    Instant before = grown.minusSeconds(3_600);
    Instant after = grown.plusSeconds(3_600);
    assertThat(search.find(new LogSearch.Query(null, null, null, before, grown, null), 10))
        .extracting(LogSearch.Found::index)
        .containsExactly(701L, 700L);
    assertThat(search.find(new LogSearch.Query(null, null, null, after, null, null), 10)).isEmpty();
    assertThat(search.find(new LogSearch.Query(null, null, null, null, before, null), 1))
        .extracting(LogSearch.Found::index)
        .containsExactly(699L);
  }

  @Test
  void exportsWhatAnybodyCanVerify() throws Exception {
    ExportCheck.Result result = verify(export(ALL));
    assertThat(result.wrong()).isNull();
    assertThat(result.events()).isGreaterThanOrEqualTo(701);
    assertThat(verify(export(new LogSearch.Query(null, "the one", null, null, null, null))).events()).isOne();
  }

  @Test
  void readsToTheEndOfAFile() throws Exception {
    String file = export(new LogSearch.Query(null, "the one", null, null, null, null));
    assertThat(verify(file + "\n{\"index\":3}\n").wrong()).contains("it is empty");
    assertThat(verify(file + "{\"index\":3}\n").wrong()).isNotNull();
    assertThat(verify(file.stripTrailing()).wrong()).isNull();
    assertThat(verify("").wrong()).isNotNull();
  }

  /** Each changes one thing of a file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "subject":"the one" | "subject":"the two" | it is not what the log has
          "index":700         | "index":699         | it is not what the log has
          "salt":"            | "salt":"AA          | line 2
          zhengyan-log-export-1 | zhengyan-log-export-2 | it is no export
          log\\n7             | log\\n8             | the checkpoint
          """)
  void findsWhatWasAltered(String before, String after, String told) throws Exception {
    String file = export(new LogSearch.Query(null, "the one", null, null, null, null));
    String altered = file.replace(before, after);
    assertThat(altered).isNotEqualTo(file);
    assertThat(verify(altered).wrong()).contains(told);
  }

  @Test
  void erasesARecordAndTheLogStaysSound() throws Exception {
    long stays = search.find(new LogSearch.Query(null, "5", null, null, null, null), 1).getFirst().index();
    assertThatThrownBy(() -> erasure.require(stays)).as("an issuance").isInstanceOf(Refusal.class);
    log.transaction.executeWithoutResult(
        status -> log.events.append(Event.of("account.suspended", "somebody", Map.of())));
    node.turn();
    search.follow();
    LogSearch.Query query = new LogSearch.Query(null, "somebody", null, null, null, null);
    String kept = export(query);
    long index = search.find(query, 1).getFirst().index();
    log.transaction.executeWithoutResult(status -> erasure.erase(index, "change-1"));
    assertThat(search.at(index)).get().satisfies(found -> assertThat(found.event()).isNull());
    assertThat(search.find(query, 1)).isEmpty();
    assertThat(log.jdbc.queryForObject("select count(*) from event where salt is null", Long.class)).isOne();
    node.turn();
    search.follow();
    TestLog.Checked checked = log.check(node.file);
    assertThat(checked.report()).contains("erased       1 by two persons").endsWith("The log is sound.\n");
    assertThat(verify(export(ALL)).erased()).isOne();
    assertThat(verify(kept).wrong()).as("what was exported before still proves itself").isNull();
    assertThatThrownBy(
            () -> log.transaction.executeWithoutResult(status -> erasure.erase(index, "change-2")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void theDatabaseErasesNothingWithoutAnActAndDeletesNothing() {
    assertThatThrownBy(() -> log.jdbc.update("update event set salt = null, record = null where id = 9"))
        .isInstanceOf(DataAccessException.class);
    assertThatThrownBy(() -> log.jdbc.update("update event set record = '\\x00' where id = 9"))
        .isInstanceOf(DataAccessException.class);
    assertThatThrownBy(() -> log.jdbc.update("delete from event where id = 9"))
        .isInstanceOf(DataAccessException.class);
    assertThatThrownBy(() -> log.jdbc.update("delete from event_erasure"))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void theCheckFindsARecordThatVanishedWithoutAnAct() {
    byte[][] row = new byte[2][];
    log.jdbc.query(
        "select salt, record from event where id = 20",
        result -> {
          row[0] = result.getBytes(1);
          row[1] = result.getBytes(2);
        });
    log.tamper("update event set salt = null, record = null where id = 20");
    assertThat(log.check(node.file).report()).contains("no event says that it was erased");
    log.tamper(
        "update event set salt = '\\x%s', record = '\\x%s' where id = 20"
            .formatted(
                java.util.HexFormat.of().formatHex(row[0]), java.util.HexFormat.of().formatHex(row[1])));
  }
}
