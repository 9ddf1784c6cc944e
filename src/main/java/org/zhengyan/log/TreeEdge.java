package org.zhengyan.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: what is needed to append leaves, to know the root, and to cut
 * tiles as they fill.
 *
 * <p>It holds the roots of the perfect subtrees that make up the tree (a compact range: one for each
 * one-bit of the size) and the tiles that are not full yet, at most 255 hashes a level. A leaf costs
 * two hash computations on average. Not thread-safe.
 */
public final class TreeEdge {
  /** A tile that has just been filled, and the hash that stands for it in the tile above. */
  public record FullTile(int level, long index, byte[] hashes, byte[] root) {}

  private long size;
  private final List<byte[]> range;
  private final List<List<byte[]>> partial;

  private TreeEdge(long size, List<byte[]> range, List<List<byte[]>> partial) {
    this.size = size;
    this.range = range;
    this.partial = partial;
  }

  public static TreeEdge empty() {
    return new TreeEdge(0, new ArrayList<>(), new ArrayList<>());
  }

  /** The edge of a stored tree; whoever trusts it has compared its {@link #root}. */
  public static TreeEdge of(long size, HashTiles tiles) {
    TreeEdge edge = new TreeEdge(size, new ArrayList<>(), new ArrayList<>());
    for (int level = 0; level < Long.BYTES && size >>> (8 * level) > 0; level++) {
      edge.partial.add(new ArrayList<>());
    }
    for (int level = edge.partial.size() - 1; level >= 0; level--) {
      long hashes = size >>> (8 * level);
      int width = (int) (hashes % 256);
      byte[] tile = width == 0 ? new byte[0] : tiles.tile(level, hashes / 256, width);
      for (int i = 0; i < width; i++) {
        edge.partial.get(level).add(MerkleTree.fold(tile, i, 1));
      }
      int first = 0;
      for (int count = 128; count > 0; count /= 2) {
        if ((width & count) != 0) {
          edge.range.add(MerkleTree.fold(tile, first, count));
          first += count;
        }
      }
    }
    return edge;
  }

  public TreeEdge copy() {
    List<List<byte[]>> tiles = new ArrayList<>();
    partial.forEach(tile -> tiles.add(new ArrayList<>(tile)));
    return new TreeEdge(size, new ArrayList<>(range), tiles);
  }

  public long size() {
    return size;
  }

  /** The root of RFC 9162 section 2.1.1; of nothing, the hash of nothing. */
  public byte[] root() {
    if (range.isEmpty()) {
      return Sha256.of();
    }
    byte[] root = range.getLast();
    for (int i = range.size() - 2; i >= 0; i--) {
      root = Sha256.node(range.get(i), root);
    }
    return root;
  }

  /** The hashes of each level's tile that is not full, from the leaves up; some may be empty. */
  public List<List<byte[]>> partial() {
    return partial.stream().map(List::copyOf).toList();
  }

  /** Appends a leaf by its hash and adds the tiles that it fills, lowest first. */
  public void append(byte[] leafHash, List<FullTile> filled) {
    push(0, leafHash);
    byte[] node = leafHash;
    int height = 0;
    for (long left = size; (left & 1) == 1; left >>>= 1) {
      node = Sha256.node(range.removeLast(), node);
      height++;
      if (height % 8 == 0) {
        int level = height / 8 - 1;
        filled.add(new FullTile(level, size >>> height, drain(level), node));
        push(level + 1, node);
      }
    }
    range.add(node);
    size++;
  }

  private void push(int level, byte[] hash) {
    if (partial.size() == level) {
      partial.add(new ArrayList<>());
    }
    partial.get(level).add(hash);
  }

  private byte[] drain(int level) {
    List<byte[]> tile = partial.get(level);
    byte[] hashes = new byte[256 * Sha256.LENGTH];
    for (int i = 0; i < 256; i++) {
      System.arraycopy(tile.get(i), 0, hashes, i * Sha256.LENGTH, Sha256.LENGTH);
    }
    tile.clear();
    return hashes;
  }
}
