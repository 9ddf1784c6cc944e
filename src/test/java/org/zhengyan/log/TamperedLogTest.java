package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.log.WatchedLog.ALTERED;
import static org.zhengyan.log.WatchedLog.FORKED;
import static org.zhengyan.log.WatchedLog.ROLLED_BACK;
import static org.zhengyan.log.WatchedLog.SOUND;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.log.WatchedLog.Looked;

/** A monitor against a log that was rewritten, taken back or forked, and against a server that lies of a sound one. */
class TamperedLogTest {
  @TempDir Path directory;
  private WatchedLog watched;

  @BeforeEach
  void serve() throws IOException {
    watched = new WatchedLog(directory);
  }

  @AfterEach
  void stop() {
    watched.close();
  }

  /** There is no octet of what is served that may be another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/entries/000", "tile/entries/001",
        "tile/entries/002.p/88", "tile/1/000.p/2"
      })
  void findsEveryOctetThatTheServerChanges(String resource) throws Exception {
    watched.growTo(600);
    PublishedLog published = watched.node.published;
    int length =
        switch (resource) {
          case "checkpoint" -> published.checkpoint().orElseThrow().getBytes(StandardCharsets.UTF_8).length;
          default -> published.tile(TilePath.parse(part(resource, 1), part(resource, 2)).orElseThrow())
              .orElseThrow().length;
        };
    int step = resource.equals("checkpoint") ? 5 : length / 12 + 1;
    for (int octet = 0; octet < length; octet += step) {
      watched.stub.forger = LogStub.flip(resource, octet, octet % 8);
      Looked looked = watched.look();
      assertThat(looked.code()).as("octet %d of %s: %s", octet, resource, looked.out()).isEqualTo(ALTERED);
    }
    assertThat(directory.resolve("state")).satisfiesAnyOf(
        file -> assertThat(file).doesNotExist(),
        file -> assertThat(Files.readString(file)).contains("\"checkpoint\":null"));
    watched.stub.forger = LogStub.HONEST;
    assertThat(watched.look().code()).isEqualTo(SOUND);
  }

  /** Rows changed by somebody who owns the database, below what the monitor fetches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update event set entry = set_byte(entry, 7, get_byte(entry, 7) # 1) where id = 300",
        "update event set entry = set_byte(entry, 7, get_byte(entry, 7) # 1) where id = 590",
        "update log_leaf set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) where leaf_index = 590",
        "update log_tile set hashes = set_byte(hashes, 8191, get_byte(hashes, 8191) # 1) where tile_index = 1",
        "update log_tile set root = set_byte(root, 0, get_byte(root, 0) # 1) where tile_index = 1"
      })
  void findsEveryRowThatWasChanged(String sql) throws Exception {
    watched.growTo(600);
    assertThat(watched.look().code()).isEqualTo(SOUND);
    assertThat(watched.log.tamper(sql)).isPositive();
    Looked whole = watched.look(true);
    assertThat(whole.code()).as(whole.out()).isEqualTo(ALTERED);
    Files.delete(directory.resolve("state"));
    assertThat(watched.look().code()).isEqualTo(ALTERED);
  }

  @Test
  void findsAChangedRowThatEveryTileAboveAgreesWith() throws Exception {
    watched.growTo(600);
    assertThat(watched.look().code()).isEqualTo(SOUND);
    watched.log.tamper("update event set entry = sha256(entry) where id = 18");
    watched.log.tamper(
        "update log_leaf set hash = sha256('\\x00'::bytea || entry) from event where id = event_id and id = 18");
    watched.log.tamper(
        """
        update log_tile set hashes = (select string_agg(hash, ''::bytea order by leaf_index)
                                        from log_leaf where leaf_index < 256)
         where tile_index = 0
        """);
    assertThat(watched.look(true).code()).isEqualTo(ALTERED);
  }

  @Test
  void findsALogThatWasTakenBack() throws Exception {
    watched.growTo(100);
    watched.growTo(600);
    watched.look();
    watched.log.restore(100);
    watched.stub.log = new LogNode(watched.log, directory.resolve("other")).published;
    watched.turnOther();
    Looked looked = watched.look();
    assertThat(looked.out()).contains("THE LOG TOOK SOMETHING BACK: it had 600 leaves");
    assertThat(looked.code()).isEqualTo(ROLLED_BACK);
    assertEvidence("state.evidence-600-100");
    assertThat(watched.look().code()).as("as long as nobody looks into it").isEqualTo(ROLLED_BACK);
  }

  /** A copy was restored and went on: larger than what was seen, and another log. */
  @ParameterizedTest
  @ValueSource(ints = {600, 601, 767, 768, 769, 1_000, 2_000})
  void findsALogThatWasTakenBackAndGrewAgain(int size) throws Exception {
    watched.growTo(100);
    watched.growTo(600);
    watched.look();
    watched.log.restore(100);
    LogNode other = new LogNode(watched.log, directory.resolve("other"));
    watched.log.appendMany(size - 100);
    other.turn();
    watched.stub.log = other.published;
    for (boolean whole : List.of(false, true)) {
      Looked looked = watched.look(whole);
      assertThat(looked.out()).contains("THE LOG TELLS TWO STORIES: ");
      assertThat(looked.code()).isEqualTo(FORKED);
      assertEvidence("state.evidence-600-" + size);
    }
  }

  /** A server that changes a tile must not make the log look like one that was rewritten. */
  @Test
  void doesNotAccuseALogOfWhatItsServerDid() throws Exception {
    watched.growTo(600);
    watched.look();
    watched.growTo(1_000);
    for (String resource : List.of("tile/0/002", "tile/1/000.p/3", "tile/0/003.p/232", "tile/entries/002")) {
      for (int octet : List.of(0, 20, 60)) {
        watched.stub.forger = LogStub.flip(resource, octet, 3);
        Looked looked = watched.look();
        assertThat(looked.code()).as("%s: %s", resource, looked.out()).isEqualTo(ALTERED);
      }
    }
    watched.stub.forger = LogStub.HONEST;
    assertThat(watched.look().code()).isEqualTo(SOUND);
  }

  @Test
  void findsTilesThatAreMissingShortOrLong() throws Exception {
    watched.growTo(600);
    for (String resource : List.of("tile/0/000", "tile/0/002.p/88", "tile/entries/001", "tile/1/000.p/2")) {
      watched.stub.forger = (path, answer) -> path.startsWith(resource.replaceFirst("\\.p/.*", ""))
          ? new LogStub.Answer(404, new byte[0]) : answer;
      assertThat(watched.look().out()).contains(resource + " is missing, and the checkpoint covers it");
      for (int length : List.of(1, 31, 1_000_000)) {
        watched.stub.forger =
            (path, answer) -> path.equals(resource) ? new LogStub.Answer(200, new byte[length]) : answer;
        Looked looked = watched.look();
        assertThat(looked.code()).as(looked.out()).isEqualTo(ALTERED);
      }
    }
  }

  private static String part(String resource, int index) {
    return resource.split("/", 3)[index];
  }

  private void assertEvidence(String name) throws IOException {
    assertThat(Files.readString(directory.resolve(name))).contains("verify.example.org/log\n600\n");
  }
}
