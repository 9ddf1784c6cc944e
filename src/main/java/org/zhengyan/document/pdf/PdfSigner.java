package org.zhengyan.document.pdf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Puts a CMS into the room that {@link PdfWriter} left, over every other byte (ISO 32000-2, section 12.8.1). */
public final class PdfSigner {
  private static final byte[] RANGE =
      ("/ByteRange [0" + (" " + PdfWriter.PLACEHOLDER).repeat(3) + "]")
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] CONTENTS = "/Contents <0000000000000000".getBytes(StandardCharsets.US_ASCII);

  private PdfSigner() {}

  /**
   * The signed file.
   *
   * @param cms gives the DER of a detached SignedData over the bytes it is given
   */
  public static byte[] sign(byte[] prepared, UnaryOperator<byte[]> cms) {
    byte[] file = prepared.clone();
    int from = find(file, CONTENTS) + CONTENTS.length - 17;
    int to = from + 2 + 2 * PdfWriter.SIGNATURE_OCTETS;
    int rangeAt = find(file, RANGE);
    String range =
        String.format(Locale.ROOT, "/ByteRange [0 %d %d %d", from, to, file.length - to);
    byte[] written = (range + " ".repeat(RANGE.length - range.length() - 1) + "]").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(written, 0, file, rangeAt, written.length);
    ByteArrayOutputStream covered = new ByteArrayOutputStream(file.length);
    covered.write(file, 0, from);
    covered.write(file, to, file.length - to);
    byte[] signature = cms.apply(covered.toByteArray());
    if (signature.length > PdfWriter.SIGNATURE_OCTETS) {
      throw new IllegalStateException("the signature has " + signature.length + " octets, too many for its room");
    }
    byte[] hex = HexFormat.of().formatHex(signature).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(hex, 0, file, from + 1, hex.length);
    return file;
  }

  /** The one place of these bytes. */
  private static int find(byte[] file, byte[] wanted) {
    int found = -1;
    outer:
    for (int i = 0; i <= file.length - wanted.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (file[i + j] != wanted[j]) {
          continue outer;
        }
      }
      if (found >= 0) {
        throw new IllegalStateException("the file has two places for a signature");
      }
      found = i;
    }
    if (found < 0) {
      throw new IllegalStateException("the file has no place for a signature");
    }
    return found;
  }
}
