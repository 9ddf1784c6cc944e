package org.zhengyan.document.check.pdf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PDF and the one signature in it, as its bytes show them.
 *
 * <p>The words {@code /ByteRange} and {@code /Contents} are looked for in the bytes, at a cost linear
 * in their number. Accepted is only {@code [0 a b c]} that ends with the file and leaves out nothing
 * but {@code <hex>}, the value of {@code /Contents}; the numbers themselves are signed, so the gap
 * cannot be moved or grown. A file with a second signature, or anything after the first, is another
 * file than the one that was signed (ISO 32000-2 section 12.8.1; incremental updates, shadow
 * documents).
 */
public record PdfFile(Optional<Signature> signature) {

  /**
   * The signature.
   *
   * @param covered all bytes but the gap, in their order
   * @param cms the DER in the gap, without the zeros that fill it up
   * @param problem what it leaves uncovered; null when nothing
   */
  public record Signature(byte[] covered, byte[] cms, @Nullable String problem) {}

  private static final byte[] HEADER = ascii("%PDF-");
  private static final byte[] BYTE_RANGE = ascii("/ByteRange");
  private static final byte[] CONTENTS = ascii("/Contents");

  /** True when the file begins as a PDF does. */
  public static boolean looksLike(byte[] file) {
    return startsWith(file, 0, HEADER);
  }

  /** Reads a file; one without a signature that can be told apart is malformed. */
  public static PdfFile read(byte[] file) throws MalformedPdf {
    if (!looksLike(file)) {
      throw new MalformedPdf("The file does not begin as a PDF.");
    }
    int at = find(file, BYTE_RANGE, 0);
    if (at < 0) {
      return new PdfFile(Optional.empty());
    }
    int[] range = range(file, at + BYTE_RANGE.length);
    boolean several = find(file, BYTE_RANGE, at + 1) >= 0;
    return new PdfFile(Optional.of(signature(file, range, several)));
  }

  private static Signature signature(byte[] file, int[] range, boolean several) throws MalformedPdf {
    int from = range[1];
    int to = range[2];
    if (range[0] != 0 || from >= to || (long) to + range[3] > file.length) {
      throw new MalformedPdf("The signature's ByteRange does not fit the file.");
    }
    boolean gap =
        file[from] == '<' && file[to - 1] == '>' && (to - from) % 2 == 0 && follows(file, from, CONTENTS);
    if (!gap) {
      throw new MalformedPdf("The signature leaves out more than its own value.");
    }
    byte[] value = hex(file, from + 1, to - 1);
    byte[] covered = new byte[from + range[3]];
    System.arraycopy(file, 0, covered, 0, from);
    System.arraycopy(file, to, covered, from, range[3]);
    String problem = null;
    if (to + range[3] != file.length) {
      problem = "something was added after it was signed";
    } else if (several) {
      problem = "it has more than one signature; a face has one";
    }
    return new Signature(covered, unpadded(value), problem);
  }

  /** Four numbers in brackets, with blanks between them. */
  private static int[] range(byte[] file, int from) throws MalformedPdf {
    int at = skipBlanks(file, from);
    require(at < file.length && file[at] == '[');
    int[] numbers = new int[4];
    at++;
    for (int i = 0; i < 4; i++) {
      at = skipBlanks(file, at);
      int start = at;
      long number = 0;
      while (at < file.length && file[at] >= '0' && file[at] <= '9' && at - start < 10) {
        number = number * 10 + file[at++] - '0';
      }
      require(at > start && number <= Integer.MAX_VALUE);
      numbers[i] = (int) number;
    }
    at = skipBlanks(file, at);
    require(at < file.length && file[at] == ']');
    return numbers;
  }

  private static void require(boolean holds) throws MalformedPdf {
    if (!holds) {
      throw new MalformedPdf("The signature's ByteRange is not four numbers.");
    }
  }

  private static int skipBlanks(byte[] file, int from) {
    int at = from;
    while (at < file.length && blank(file[at])) {
      at++;
    }
    return at;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Whether the word stands before this place, with nothing but blanks between. */
  private static boolean follows(byte[] file, int place, byte[] word) {
    int at = place;
    while (at > 0 && blank(file[at - 1])) {
      at--;
    }
    return at >= word.length && startsWith(file, at - word.length, word);
  }

  private static byte[] hex(byte[] file, int from, int to) throws MalformedPdf {
    byte[] value = new byte[(to - from) / 2];
    for (int i = 0; i < value.length; i++) {
      int high = Character.digit(file[from + 2 * i], 16);
      int low = Character.digit(file[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        throw new MalformedPdf("The signature leaves out more than its own value.");
      }
      value[i] = (byte) (high << 4 | low);
    }
    return value;
  }

  /** One DER value, and zeros after it. */
  private static byte[] unpadded(byte[] value) throws MalformedPdf {
    int length = derLength(value);
    for (int i = length; i < value.length; i++) {
      if (value[i] != 0) {
        throw new MalformedPdf("Something follows the signature's value.");
      }
    }
    return Arrays.copyOf(value, length);
  }

  private static int derLength(byte[] value) throws MalformedPdf {
    int octets = value.length < 6 ? -1 : (value[1] & 0xff) - 0x80;
    if (octets < 1 || octets > 4 || value[0] != 0x30) {
      throw new MalformedPdf("The signature's value is not DER.");
    }
    long length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | value[2 + i] & 0xff;
    }
    if (length + 2 + octets > value.length) {
      throw new MalformedPdf("The signature's value is not DER.");
    }
    return (int) length + 2 + octets;
  }

  private static int find(byte[] file, byte[] word, int from) {
    for (int at = from; at <= file.length - word.length; at++) {
      if (file[at] == word[0] && startsWith(file, at, word)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] file, int at, byte[] word) {
    return file.length - at >= word.length
        && Arrays.equals(file, at, at + word.length, word, 0, word.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
