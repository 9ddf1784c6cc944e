package org.zhengyan.log.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import org.zhengyan.log.HashTiles;
import org.zhengyan.log.Sha256;
import org.zhengyan.log.TreeEdge;

/**
 * A log's tiles, each full one compared with its hash in the tile above. The tiles that are not full
 * make the root: once that is compared, everything that comes from here is what was signed.
 */
final class AuthenticTiles implements HashTiles {
  private static final int FULL = 256;

  /** Carries a {@link Finding} through an interface that knows none. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Failed(Finding finding) {
      super(finding);
      this.finding = finding;
    }

    Finding finding() {
      return finding;
    }
  }

  private final LogSource log;
  private final long size;

  AuthenticTiles(LogSource log, long size) {
    this.log = log;
    this.size = size;
  }

  @Override
  public byte[] tile(int level, long index, int width) {
    byte[] hashes;
    try {
      hashes = log.hashes(level, index, width);
    } catch (Finding e) {
      throw new Failed(e);
    }
    if (width == FULL) {
      long above = (size >>> (8 * (level + 1))) - index / FULL * FULL;
      byte[] parent = tile(level + 1, index / FULL, (int) Math.min(FULL, above));
      int at = (int) (index % FULL) * Sha256.LENGTH;
      if (!Arrays.equals(root(hashes), Arrays.copyOfRange(parent, at, at + Sha256.LENGTH))) {
        throw new Failed(
            new Finding(
                Finding.Kind.ALTERED,
                "tile %d/%d has not the hash that the tile above it holds".formatted(level, index)));
      }
    }
    return hashes;
  }

  private static byte[] root(byte[] hashes) {
    TreeEdge tree = TreeEdge.empty();
    for (int i = 0; i < hashes.length; i += Sha256.LENGTH) {
      tree.append(Arrays.copyOfRange(hashes, i, i + Sha256.LENGTH), new ArrayList<>());
    }
    return tree.root();
  }
}
