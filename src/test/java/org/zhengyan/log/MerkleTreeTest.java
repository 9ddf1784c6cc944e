package org.zhengyan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  /** The eight inputs that implementations of RFC 6962 are tested with, and the roots of 1 to 8. */
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void hasTheKnownRoots() {
    assertThat(hex(TreeEdge.empty().root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    MemoryTiles tree = new MemoryTiles();
    for (int i = 0; i < 8; i++) {
      tree.append(Sha256.leaf(HexFormat.of().parseHex(INPUTS.get(i))));
      assertThat(hex(tree.edge.root())).isEqualTo(ROOTS.get(i));
      assertThat(hex(new MerkleTree(i + 1, tree).root())).isEqualTo(ROOTS.get(i));
    }
  }

  @Test
  void makesTheKnownProofs() {
    MemoryTiles tree = known();
    assertThat(hex(new MerkleTree(1, tree).inclusionProof(0))).isEmpty();
    assertThat(hex(new MerkleTree(8, tree).inclusionProof(0)))
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    assertThat(hex(new MerkleTree(8, tree).inclusionProof(5)))
        .containsExactly(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assertThat(hex(new MerkleTree(3, tree).inclusionProof(2)))
        .containsExactly("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    assertThat(hex(new MerkleTree(1, tree).consistencyProof(1))).isEmpty();
    assertThat(hex(new MerkleTree(8, tree).consistencyProof(1)))
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    assertThat(hex(new MerkleTree(8, tree).consistencyProof(6)))
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assertThat(hex(new MerkleTree(5, tree).consistencyProof(2)))
        .containsExactly(
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  }

  @Test
  void agreesWithTheDefinitionForEverySizeUpTo300() {
    MemoryTiles tree = new MemoryTiles();
    for (int size = 0; size <= 300; size++) {
      byte[] root = MemoryTiles.naiveRoot(tree.leaves);
      assertThat(tree.edge.root()).isEqualTo(root);
      assertThat(new MerkleTree(size, tree).root()).isEqualTo(root);
      assertThat(TreeEdge.of(size, tree).root()).isEqualTo(root);
      tree.append(MemoryTiles.leaf(size));
    }
  }

  @Test
  void provesEveryLeafOfEverySizeUpTo300() {
    MemoryTiles tree = new MemoryTiles();
    for (int size = 1; size <= 300; size++) {
      tree.append(MemoryTiles.leaf(size - 1));
      byte[] root = tree.edge.root();
      MerkleTree merkle = new MerkleTree(size, tree);
      for (int index = 0; index < size; index++) {
        List<byte[]> proof = merkle.inclusionProof(index);
        assertThat(MerkleProof.includes(tree.leaves.get(index), index, proof, size, root))
            .as("leaf %d of %d", index, size)
            .isTrue();
        // RFC 9162 section 2.1.3: no proof is longer than the tree is high.
        assertThat(proof.size()).isLessThanOrEqualTo(64 - Long.numberOfLeadingZeros(size - 1));
      }
    }
  }

  @Test
  void provesEveryPairOfSizesUpTo300() {
    MemoryTiles tree = new MemoryTiles();
    List<byte[]> roots = new ArrayList<>(List.of(tree.edge.root()));
    for (int second = 1; second <= 300; second++) {
      tree.append(MemoryTiles.leaf(second - 1));
      roots.add(tree.edge.root());
      MerkleTree merkle = new MerkleTree(second, tree);
      assertThat(MerkleProof.continues(0, roots.getFirst(), List.of(), second, roots.get(second))).isTrue();
      for (int first = 1; first <= second; first++) {
        List<byte[]> proof = merkle.consistencyProof(first);
        assertThat(MerkleProof.continues(first, roots.get(first), proof, second, roots.get(second)))
            .as("%d to %d", first, second)
            .isTrue();
      }
    }
  }

  @Test
  void refusesEveryInclusionProofWithOneThingWrong() {
    MemoryTiles tree = new MemoryTiles();
    for (int size = 1; size <= 40; size++) {
      tree.append(MemoryTiles.leaf(size - 1));
      byte[] root = tree.edge.root();
      for (int index = 0; index < size; index++) {
        byte[] leaf = tree.leaves.get(index);
        List<byte[]> proof = new MerkleTree(size, tree).inclusionProof(index);
        assertThat(MerkleProof.includes(MemoryTiles.flipped(leaf), index, proof, size, root)).isFalse();
        assertThat(MerkleProof.includes(leaf, index, proof, size, MemoryTiles.flipped(root))).isFalse();
        assertThat(MerkleProof.includes(leaf, -1, proof, size, root)).isFalse();
        for (int other = 0; other < size + 3; other++) {
          boolean same = other == index;
          assertThat(MerkleProof.includes(leaf, other, proof, size, root)).isEqualTo(same);
        }
        for (List<byte[]> damaged : damaged(proof)) {
          assertThat(MerkleProof.includes(leaf, index, damaged, size, root)).isFalse();
        }
      }
    }
  }

  @Test
  void refusesEveryConsistencyProofWithOneThingWrong() {
    MemoryTiles tree = new MemoryTiles();
    List<byte[]> roots = new ArrayList<>(List.of(tree.edge.root()));
    for (int second = 1; second <= 40; second++) {
      tree.append(MemoryTiles.leaf(second - 1));
      roots.add(tree.edge.root());
      byte[] root = roots.get(second);
      for (int first = 1; first <= second; first++) {
        byte[] older = roots.get(first);
        List<byte[]> proof = new MerkleTree(second, tree).consistencyProof(first);
        assertThat(MerkleProof.continues(first, MemoryTiles.flipped(older), proof, second, root)).isFalse();
        assertThat(MerkleProof.continues(first, older, proof, second, MemoryTiles.flipped(root))).isFalse();
        assertThat(MerkleProof.continues(second + 1, older, proof, second, root)).isFalse();
        assertThat(MerkleProof.continues(-1, older, proof, second, root)).isFalse();
        for (List<byte[]> damaged : damaged(proof)) {
          assertThat(MerkleProof.continues(first, older, damaged, second, root)).isFalse();
        }
      }
    }
  }

  @Test
  void refusesQuestionsAboutWhatTheTreeDoesNotHold() {
    MerkleTree tree = new MerkleTree(8, known());
    for (long index : new long[] {-1, 8, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> tree.inclusionProof(index)).isInstanceOf(IllegalArgumentException.class);
    }
    for (long first : new long[] {-1, 0, 9}) {
      assertThatThrownBy(() -> tree.consistencyProof(first)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The example of C2SP tlog-tiles: what a tree of 70,000 leaves is stored as. */
  @Test
  void cutsTilesAsTheTiledLayoutSays() {
    MemoryTiles tree = new MemoryTiles();
    for (int i = 0; i < 70_000; i++) {
      tree.append(MemoryTiles.leaf(i));
    }
    assertThat(tree.full).hasSize(273 + 1);
    assertThat(tree.full(1, 0).root())
        .isEqualTo(MemoryTiles.naiveRoot(tree.leaves.subList(0, 65_536)));
    assertThat(tree.full(0, 7).root())
        .isEqualTo(MemoryTiles.naiveRoot(tree.leaves.subList(7 * 256, 8 * 256)));
    byte[] root = MemoryTiles.naiveRoot(tree.leaves);
    MerkleTree merkle = new MerkleTree(70_000, tree);
    assertThat(tree.edge.root()).isEqualTo(root);
    assertThat(merkle.root()).isEqualTo(root);
    assertThat(TreeEdge.of(70_000, tree).root()).isEqualTo(root);
    for (int index : new int[] {0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999}) {
      List<byte[]> proof = merkle.inclusionProof(index);
      assertThat(MerkleProof.includes(tree.leaves.get(index), index, proof, 70_000, root)).isTrue();
    }
    for (int first : new int[] {1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999}) {
      byte[] older = new MerkleTree(first, tree).root();
      assertThat(MerkleProof.continues(first, older, merkle.consistencyProof(first), 70_000, root)).isTrue();
    }
  }

  @Test
  void growsOnFromAStoredEdgeAsIfItHadNeverStopped() {
    MemoryTiles tree = new MemoryTiles();
    for (int i = 0; i < 1_000; i++) {
      tree.append(MemoryTiles.leaf(i));
    }
    for (int start : new int[] {1, 255, 256, 257, 511, 512, 900}) {
      TreeEdge edge = TreeEdge.of(start, tree);
      TreeEdge before = edge.copy();
      List<TreeEdge.FullTile> filled = new ArrayList<>();
      for (int i = start; i < 1_000; i++) {
        edge.append(tree.leaves.get(i), filled);
      }
      assertThat(edge.root()).isEqualTo(tree.edge.root());
      for (TreeEdge.FullTile tile : filled) {
        TreeEdge.FullTile same = tree.full(tile.level(), tile.index());
        assertThat(tile.hashes()).isEqualTo(same.hashes());
        assertThat(tile.root()).isEqualTo(same.root());
      }
      assertThat(before.size()).isEqualTo(start);
      assertThat(before.root()).isEqualTo(new MerkleTree(start, tree).root());
    }
  }

  /** Every proof that differs from this one in one hash, by one hash less or by one more. */
  private static List<List<byte[]>> damaged(List<byte[]> proof) {
    List<List<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < proof.size(); i++) {
      List<byte[]> changed = new ArrayList<>(proof);
      changed.set(i, MemoryTiles.flipped(proof.get(i)));
      all.add(changed);
      List<byte[]> shorter = new ArrayList<>(proof);
      shorter.remove(i);
      all.add(shorter);
      List<byte[]> cut = new ArrayList<>(proof);
      cut.set(i, new byte[31]);
      all.add(cut);
    }
    for (int i = 0; i <= proof.size(); i++) {
      List<byte[]> longer = new ArrayList<>(proof);
      longer.add(i, new byte[32]);
      all.add(longer);
    }
    return all;
  }

  private static MemoryTiles known() {
    MemoryTiles tree = new MemoryTiles();
    INPUTS.forEach(input -> tree.append(Sha256.leaf(HexFormat.of().parseHex(input))));
    return tree;
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  private static List<String> hex(List<byte[]> hashes) {
    return hashes.stream().map(MerkleTreeTest::hex).toList();
  }
}
