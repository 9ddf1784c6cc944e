package org.zhengyan.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A tree in memory, grown by {@link TreeEdge} alone, with the tiles that it cut. */
final class MemoryTiles implements HashTiles {
  final List<byte[]> leaves = new ArrayList<>();
  final Map<String, TreeEdge.FullTile> full = new HashMap<>();
  final TreeEdge edge = TreeEdge.empty();

  void append(byte[] leafHash) {
    leaves.add(leafHash);
    List<TreeEdge.FullTile> filled = new ArrayList<>();
    edge.append(leafHash, filled);
    filled.forEach(tile -> full.put(tile.level() + "/" + tile.index(), tile));
  }

  TreeEdge.FullTile full(int level, long index) {
    return Objects.requireNonNull(full.get(level + "/" + index));
  }

  @Override
  public byte[] tile(int level, long index, int width) {
    if (width == 256) {
      return full(level, index).hashes();
    }
    byte[] hashes = new byte[width * 32];
    for (int i = 0; i < width; i++) {
      int at = (int) (index * 256 + i);
      byte[] hash = level == 0 ? leaves.get(at) : full(level - 1, at).root();
      System.arraycopy(hash, 0, hashes, i * 32, 32);
    }
    return hashes;
  }

  /** MTH of RFC 9162 section 2.1.1, word by word. */
  static byte[] naiveRoot(List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 0) {
      return Sha256.of();
    }
    if (n == 1) {
      return leaves.getFirst();
    }
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return Sha256.node(naiveRoot(leaves.subList(0, k)), naiveRoot(leaves.subList(k, n)));
  }

  static byte[] leaf(int i) {
    return Sha256.leaf(("leaf " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  static byte[] flipped(byte[] hash) {
    byte[] other = Arrays.copyOf(hash, hash.length);
    other[other.length / 2] ^= 1;
    return other;
  }
}
