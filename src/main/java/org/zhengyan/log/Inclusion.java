package org.zhengyan.log;

import java.util.List;

/**
 * The proof that a leaf stands in the log (RFC 9162 section 2.1.3).
 *
 * @param index the leaf's place
 * @param path the hashes from the leaf's sibling up
 * @param checkpoint signs the root that the path ends in
 */
public record Inclusion(long index, List<byte[]> path, Checkpoint checkpoint) {
  public Inclusion {
    path = List.copyOf(path);
  }

  /** Whether this proves that leaf; the checkpoint's signatures are somebody else's to check. */
  public boolean proves(Leaf leaf) {
    return MerkleProof.includes(leaf.hash(), index, path, checkpoint.size(), checkpoint.root());
  }
}
