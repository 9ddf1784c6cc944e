package org.zhengyan.log;

/**
 * The stored hashes of one tree, in tiles of 256 (C2SP tlog-tiles).
 *
 * <p>Hash {@code i} of tile {@code index} at {@code level} is the Merkle tree hash of the 256^level
 * leaves that begin with leaf (index · 256 + i) · 256^level.
 */
@FunctionalInterface
public interface HashTiles {
  /**
   * The first {@code width} hashes of a tile, one after the other: {@code width} · 32 bytes.
   *
   * @throws IllegalStateException when the tile does not hold as many
   */
  byte[] tile(int level, long index, int width);
}
