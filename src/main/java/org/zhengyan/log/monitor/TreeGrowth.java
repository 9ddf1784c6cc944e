package org.zhengyan.log.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.Sha256;
import org.zhengyan.log.TreeEdge;

/**
 * Grows a tree from the log's tiles and entries up to a checkpoint, tile by tile, and compares what is
 * served with what it computes. Contradictions are collected: what they mean is seen at the end.
 */
final class TreeGrowth {
  private static final int TILE = 256;

  private final LogSource log;
  private final Checkpoint target;
  private final TreeEdge edge;
  private final List<String> contradictions = new ArrayList<>();
  private final List<TreeEdge.FullTile> filled = new ArrayList<>();
  private boolean replaced;

  TreeGrowth(LogSource log, Checkpoint target, TreeEdge from) {
    this.log = log;
    this.target = target;
    this.edge = from.copy();
  }

  TreeEdge edge() {
    return edge;
  }

  /** In the order in which they were met, empty when all agrees. */
  List<String> contradictions() {
    return contradictions;
  }

  boolean done() {
    return edge.size() == target.size();
  }

  /** Fetches the next tile of leaves with its entries, and appends what is new in it, up to {@code until}. */
  void next(long until) throws Finding {
    long index = edge.size() / TILE;
    int known = (int) (edge.size() % TILE);
    int width = (int) Math.min(TILE, target.size() - index * TILE);
    byte[] hashes = log.hashes(0, index, width);
    List<byte[]> entries = log.entries(index, width);
    List<byte[]> remembered = edge.partial().isEmpty() ? List.of() : edge.partial().getFirst();
    for (int i = 0; i < width; i++) {
      byte[] hash = Arrays.copyOfRange(hashes, i * Sha256.LENGTH, (i + 1) * Sha256.LENGTH);
      long leaf = index * TILE + i;
      if (!Arrays.equals(Sha256.leaf(entries.get(i)), hash)) {
        contradictions.add("entry " + leaf + " does not give the hash of its leaf");
      }
      if (i < known && !Arrays.equals(remembered.get(i), hash)) {
        contradictions.add("leaf " + leaf + " is not the one that was seen before");
      }
      if (i >= known && leaf < until) {
        edge.append(hash, filled);
      }
    }
    for (TreeEdge.FullTile full : filled) {
      if (full.level() > 0) {
        compare(full.level(), full.index(), full.hashes());
      }
    }
    filled.clear();
  }

  /** Compares the tiles above the leaves that are not full. */
  void end() throws Finding {
    List<List<byte[]>> partial = edge.partial();
    for (int level = 1; level < partial.size(); level++) {
      if (!partial.get(level).isEmpty()) {
        byte[] hashes = new byte[partial.get(level).size() * Sha256.LENGTH];
        for (int i = 0; i < partial.get(level).size(); i++) {
          System.arraycopy(partial.get(level).get(i), 0, hashes, i * Sha256.LENGTH, Sha256.LENGTH);
        }
        compare(level, edge.size() >>> (8 * (level + 1)), hashes);
      }
    }
  }

  private void compare(int level, long index, byte[] computed) throws Finding {
    byte[] served = log.hashes(level, index, computed.length / Sha256.LENGTH);
    int at = Arrays.mismatch(served, computed);
    if (at >= 0) {
      contradictions.add(
          "hash %d of tile %d/%d is not that of the hashes below it".formatted(at / Sha256.LENGTH, level, index));
    }
  }

  /** Compares with the checkpoint that was seen when the tree had this size. */
  void compareWith(Checkpoint seen) {
    if (!Arrays.equals(edge.root(), seen.root())) {
      replaced = true;
      contradictions.add("the first " + seen.size() + " leaves are not those that were seen before");
    }
  }

  /** Whether the leaves are not those of a checkpoint that was seen. */
  boolean replaced() {
    return replaced;
  }

  boolean rootAgrees() {
    return Arrays.equals(edge.root(), target.root());
  }
}
