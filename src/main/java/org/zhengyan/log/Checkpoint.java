package org.zhengyan.log;

import java.util.Arrays;
import java.util.Base64;
import org.zhengyan.keys.Suite;

/**
 * The signed head of the log at one size (C2SP tlog-checkpoint), in both suites.
 *
 * <p>The text is three lines: origin, size, root. It carries no time: what it proves is order.
 *
 * @param origin names the log, as a URL without scheme
 * @param size the number of leaves
 * @param root the Merkle tree hash over them, 32 bytes
 * @param note the three lines, a blank one, and one signature line for each {@link Suite}
 */
public record Checkpoint(String origin, long size, byte[] root, String note) {

  /** The lines that are signed. */
  static String text(String origin, long size, byte[] root) {
    return origin + '\n' + size + '\n' + Base64.getEncoder().encodeToString(root) + '\n';
  }

  /**
   * Reads a checkpoint without looking at its signatures: {@link CheckpointKeys#verify} does.
   *
   * @throws InvalidCheckpoint for everything that this log would not have written
   */
  public static Checkpoint parse(String note) throws InvalidCheckpoint {
    String text = SignedNote.parse(note).text();
    String[] lines = text.split("\n", -1);
    if (lines.length != 4) {
      throw new InvalidCheckpoint("the text has not three lines");
    }
    try {
      long size = Long.parseLong(lines[1]);
      byte[] root = Base64.getDecoder().decode(lines[2]);
      boolean sound = size > 0 && root.length == Sha256.LENGTH && validOrigin(lines[0]);
      if (sound && text(lines[0], size, root).equals(text)) {
        return new Checkpoint(lines[0], size, root, note);
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one complaint.
    }
    throw new InvalidCheckpoint("the lines are not origin, size, root");
  }

  static boolean validOrigin(String origin) {
    return !origin.isEmpty()
        && origin.codePoints().noneMatch(c -> c <= 0x20 || c == '+' || Character.isSpaceChar(c));
  }

  public boolean sameTree(Checkpoint other) {
    return size == other.size && Arrays.equals(root, other.root);
  }

  /** Size and the beginning of the root, for messages. */
  public String brief() {
    return size + " leaves, root " + Base64.getEncoder().encodeToString(root).substring(0, 12) + "…";
  }
}
