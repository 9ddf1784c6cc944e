package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;

class PublishedLogTest {
  @TempDir Path directory;
  private final TestLog log = new TestLog();

  @Test
  void givesTilesAndEntriesThatMakeTheRoot() throws Exception {
    LogNode node = new LogNode(log, directory);
    log.appendMany(70_000);
    node.turn();
    Checkpoint checkpoint = Checkpoint.parse(node.published.checkpoint().orElseThrow());
    assertThat(checkpoint.size()).isEqualTo(70_000);
    TreeEdge tree = TreeEdge.empty();
    List<TreeEdge.FullTile> filled = new ArrayList<>();
    for (long index = 0; index * 256 < 70_000; index++) {
      int width = (int) Math.min(256, 70_000 - index * 256);
      byte[] hashes = tile(node, 0, index, width);
      ByteBuffer bundle = ByteBuffer.wrap(tile(node, TilePath.ENTRIES, index, width));
      assertThat(hashes).hasSize(width * 32);
      for (int i = 0; i < width; i++) {
        byte[] entry = new byte[bundle.getShort()];
        bundle.get(entry);
        byte[] hash = Sha256.leaf(entry);
        assertThat(MerkleTree.fold(hashes, i, 1)).isEqualTo(hash);
        tree.append(hash, filled);
      }
      assertThat(bundle.hasRemaining()).isFalse();
    }
    assertThat(tree.root()).isEqualTo(checkpoint.root());
    for (TreeEdge.FullTile full : filled) {
      assertThat(tile(node, full.level(), full.index(), 256)).isEqualTo(full.hashes());
    }
    assertThat(tile(node, 1, 1, 17)).hasSize(17 * 32);
    assertThat(filled).filteredOn(full -> full.level() == 1).hasSize(1)
        .allSatisfy(full -> assertThat(tile(node, 2, 0, 1)).isEqualTo(full.root()));
  }

  /** What was not in a checkpoint outside the database is given to nobody. */
  @Test
  void givesNothingBeyondTheCheckpointThatWasKept() {
    LogNode sequencing = new LogNode(log, directory.resolve("a"));
    LogNode serving = new LogNode(log, directory.resolve("b"));
    log.appendMany(300);
    sequencing.turn();
    serving.state.follow();
    log.appendMany(300);
    sequencing.turn();
    assertThat(sequencing.published.tile(new TilePath(0, 1, 256))).isPresent();
    assertThat(serving.published.tile(new TilePath(0, 1, 44))).isPresent();
    assertThat(serving.published.tile(new TilePath(0, 1, 45))).isEmpty();
    assertThat(serving.published.tile(new TilePath(0, 1, 256))).isEmpty();
    assertThat(serving.published.tile(new TilePath(TilePath.ENTRIES, 1, 45))).isEmpty();
    assertThat(serving.published.tile(new TilePath(1, 0, 2))).isEmpty();
  }

  @Test
  void givesNothingOfAnEmptyLog() {
    LogNode node = new LogNode(log, directory);
    node.turn();
    assertThat(node.published.checkpoint()).isEmpty();
    assertThat(node.published.checkpoint(Suite.SM2)).isEmpty();
    assertThat(node.published.tile(new TilePath(0, 0, 1))).isEmpty();
  }

  @Test
  void givesNothingWhileDatabaseAndCheckpointsDisagree() {
    LogNode node = new LogNode(log, directory);
    log.appendMany(300);
    node.turn();
    log.restore(0);
    node.turn();
    assertThatThrownBy(node.published::checkpoint).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> node.published.tile(new TilePath(0, 0, 256))).isInstanceOf(Refusal.class);
  }

  @Test
  void doesNotGiveHalfATile() {
    LogNode node = new LogNode(log, directory);
    log.appendMany(300);
    node.turn();
    log.tamper("delete from event where id = 18");
    log.tamper("delete from log_tile where tile_index = 0");
    assertThatThrownBy(() -> node.published.tile(new TilePath(TilePath.ENTRIES, 0, 256)))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> node.published.tile(new TilePath(0, 0, 256))).isInstanceOf(Refusal.class);
  }

  @Test
  void signsInEachSuiteAndInBoth() throws Exception {
    LogNode node = new LogNode(log, directory);
    log.appendMany(3);
    node.turn();
    String both = node.published.checkpoint().orElseThrow();
    String text = SignedNote.parse(both).text();
    for (Suite suite : Suite.values()) {
      SignedNote one = SignedNote.parse(node.published.checkpoint(suite).orElseThrow());
      assertThat(one.text()).isEqualTo(text);
      assertThat(one.signatures()).hasSize(1);
      NoteKey key =
          log.keys.of("verify.example.org/log").stream()
              .filter(each -> each.suite() == suite)
              .findFirst()
              .orElseThrow();
      assertThat(key.made(one.signatures().getFirst())).isTrue();
      assertThat(both).contains(one.format().substring(text.length() + 1));
    }
    assertThat(Pem.decode(node.published.certificates())).hasSize(4);
  }

  private static byte[] tile(LogNode node, int level, long index, int width) {
    return node.published.tile(new TilePath(level, index, width)).orElseThrow();
  }
}
