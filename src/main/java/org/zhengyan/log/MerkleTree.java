package org.zhengyan.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Roots and proofs of one Merkle tree (RFC 9162 section 2.1, SHA-256), read from its tiles.
 *
 * <p>An object reads each tile and computes each subtree once, and keeps them: make one for the
 * questions at hand. Leaves are given by their hash, so nothing here knows what they hold. {@link
 * MerkleProof} checks what this makes. Not thread-safe.
 */
public final class MerkleTree {
  private final long size;
  private final HashTiles tiles;
  private final Map<TileId, byte[]> read = new HashMap<>();
  private final Map<Range, byte[]> known = new HashMap<>();

  private record TileId(int level, long index) {}

  private record Range(long from, long to) {}

  public MerkleTree(long size, HashTiles tiles) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    this.size = size;
    this.tiles = tiles;
  }

  /** MTH(D_n) of section 2.1.1. */
  public byte[] root() {
    return size == 0 ? Sha256.of() : subtree(0, size);
  }

  /** PATH(index, D_n) of section 2.1.3.1: from the leaf's sibling up. */
  List<byte[]> inclusionProof(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " of " + size);
    }
    List<byte[]> proof = new ArrayList<>();
    path(index, 0, size, proof);
    return proof;
  }

  /** PROOF(first, D_n) of section 2.1.4.1; empty when both trees are the same. */
  public List<byte[]> consistencyProof(long first) {
    if (first < 1 || first > size) {
      throw new IllegalArgumentException("tree of " + first + " in one of " + size);
    }
    List<byte[]> proof = new ArrayList<>();
    subproof(first, 0, size, true, proof);
    return proof;
  }

  private void path(long index, long from, long to, List<byte[]> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, proof);
      proof.add(subtree(middle, to));
    } else {
      path(index, middle, to, proof);
      proof.add(subtree(from, middle));
    }
  }

  private void subproof(long first, long from, long to, boolean known, List<byte[]> proof) {
    if (first == to) {
      if (!known) {
        proof.add(subtree(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (first <= middle) {
      subproof(first, from, middle, known, proof);
      proof.add(subtree(middle, to));
    } else {
      subproof(first, middle, to, false, proof);
      proof.add(subtree(from, middle));
    }
  }

  /** MTH(D[from:to]), where {@code from} is a multiple of the largest power of two in the range. */
  private byte[] subtree(long from, long to) {
    Range range = new Range(from, to);
    byte[] hash = known.get(range);
    if (hash == null) {
      long leaves = to - from;
      long middle = from + split(leaves);
      hash =
          Long.bitCount(leaves) == 1
              ? perfect(from, Long.numberOfTrailingZeros(leaves))
              : Sha256.node(subtree(from, middle), subtree(middle, to));
      known.put(range, hash);
    }
    return hash;
  }

  /** The hash of 2^height leaves, from at most 128 hashes of one tile. */
  private byte[] perfect(long from, int height) {
    int level = height / 8;
    long first = from >>> (8 * level);
    byte[] tile = tile(level, first / 256);
    return fold(tile, (int) (first % 256), 1 << (height % 8));
  }

  private byte[] tile(int level, long index) {
    return read.computeIfAbsent(
        new TileId(level, index),
        id -> tiles.tile(level, index, (int) Math.min(256, (size >>> (8 * level)) - index * 256)));
  }

  /** The root over {@code count} consecutive hashes, a power of two, of a tile. */
  static byte[] fold(byte[] tile, int first, int count) {
    if (count == 1) {
      return Arrays.copyOfRange(tile, first * Sha256.LENGTH, (first + 1) * Sha256.LENGTH);
    }
    int half = count / 2;
    return Sha256.node(fold(tile, first, half), fold(tile, first + half, half));
  }

  /** The largest power of two smaller than n. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
