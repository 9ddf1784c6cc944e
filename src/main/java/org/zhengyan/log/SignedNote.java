package org.zhengyan.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A text and its signatures (C2SP signed-note).
 *
 * @param text ends in a line feed; the signatures are over its UTF-8 bytes
 * @param signatures one for each line after the blank one, in their order
 */
record SignedNote(String text, List<Line> signatures) {
  private static final int MAX_LENGTH = 64 * 1024;
  private static final String DASH = "— ";

  /** The key is known by name and number together; neither proves anything. */
  record Line(String keyName, int keyId, byte[] signature) {}

  SignedNote {
    signatures = List.copyOf(signatures);
  }

  /**
   * Reads a note, and nothing that {@link #format} would not write in the same way.
   *
   * @throws InvalidCheckpoint when it is not well formed; signatures are not looked at
   */
  static SignedNote parse(String note) throws InvalidCheckpoint {
    if (note.length() > MAX_LENGTH) {
      throw new InvalidCheckpoint("the note is longer than " + MAX_LENGTH);
    }
    int split = note.lastIndexOf("\n\n");
    if (split < 0) {
      throw new InvalidCheckpoint("no blank line before the signatures");
    }
    if (!note.endsWith("\n") || split + 2 == note.length()) {
      throw new InvalidCheckpoint("no signature line, or the last one has no end");
    }
    List<Line> lines = new ArrayList<>();
    for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
      lines.add(signatureLine(line));
    }
    SignedNote parsed = new SignedNote(note.substring(0, split + 1), lines);
    if (!parsed.format().equals(note)) {
      throw new InvalidCheckpoint("the note is not in its one form");
    }
    return parsed;
  }

  private static Line signatureLine(String line) throws InvalidCheckpoint {
    String[] parts = line.split(" ", -1);
    if (!line.startsWith(DASH) || parts.length != 3 || parts[1].isEmpty()) {
      throw new InvalidCheckpoint("a signature line is not dash, name, base64");
    }
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) {
      throw new InvalidCheckpoint("a signature is not base64");
    }
    if (octets.length <= Integer.BYTES) {
      throw new InvalidCheckpoint("a signature is too short");
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    int keyId = buffer.getInt();
    byte[] signature = new byte[buffer.remaining()];
    buffer.get(signature);
    return new Line(parts[1], keyId, signature);
  }

  String format() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (Line line : signatures) {
      byte[] octets =
          ByteBuffer.allocate(Integer.BYTES + line.signature().length)
              .putInt(line.keyId())
              .put(line.signature())
              .array();
      note.append(DASH).append(line.keyName()).append(' ');
      note.append(Base64.getEncoder().encodeToString(octets)).append('\n');
    }
    return note.toString();
  }
}
