package org.zhengyan.log;

import java.security.MessageDigest;
import java.util.List;

/**
 * Checks inclusion and consistency proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2).
 *
 * <p>Everything given may be hostile: the answer is true only for a proof that has exactly the
 * hashes it needs and ends in the given root. Nothing is thrown.
 */
public final class MerkleProof {
  private MerkleProof() {}

  /** Whether the leaf hash stands at that index of the tree of that size and root. */
  public static boolean includes(
      byte[] leafHash, long index, List<byte[]> proof, long size, byte[] root) {
    if (index < 0 || index >= size || !hashes(proof)) {
      return false;
    }
    long node = index;
    long last = size - 1;
    byte[] hash = leafHash;
    for (byte[] sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Sha256.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = Sha256.node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && MessageDigest.isEqual(hash, root);
  }

  /** Whether the second tree begins with all leaves of the first, which may be empty. */
  public static boolean continues(
      long first, byte[] firstRoot, List<byte[]> proof, long second, byte[] secondRoot) {
    if (first < 0 || first > second || !hashes(proof)) {
      return false;
    }
    if (first == 0 || first == second) {
      byte[] expected = first == 0 ? Sha256.of() : secondRoot;
      return proof.isEmpty() && MessageDigest.isEqual(firstRoot, expected);
    }
    // Where the first tree is one perfect subtree, its root is the proof's silent first hash.
    boolean perfect = Long.bitCount(first) == 1;
    if (!perfect && proof.isEmpty()) {
      return false;
    }
    long node = first - 1;
    long last = second - 1;
    while ((node & 1) == 1) {
      node >>>= 1;
      last >>>= 1;
    }
    byte[] older = perfect ? firstRoot : proof.getFirst();
    byte[] newer = older;
    for (byte[] sibling : perfect ? proof : proof.subList(1, proof.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        older = Sha256.node(sibling, older);
        newer = Sha256.node(sibling, newer);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        newer = Sha256.node(newer, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0
        && MessageDigest.isEqual(older, firstRoot)
        && MessageDigest.isEqual(newer, secondRoot);
  }

  private static boolean hashes(List<byte[]> proof) {
    return proof.stream().allMatch(hash -> hash.length == Sha256.LENGTH);
  }
}
