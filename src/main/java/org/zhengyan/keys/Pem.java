package org.zhengyan.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The textual encodings of RFC 7468: written in its strict form, read a little wider.
 *
 * <p>Reading takes any length of line and LF or CRLF; around a block only white space may stand,
 * the labels of both boundaries must agree, and the base64 must be the canonical one. The caller
 * bounds the length of the text.
 */
public final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  /** One block. */
  public record Block(String label, byte[] content) {}

  public static String encode(String label, byte[] content) {
    byte[] newline = {'\n'};
    String base64 = Base64.getMimeEncoder(LINE, newline).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /**
   * The blocks of a text, in order; an empty list when there is none.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote the text
   */
  public static List<Block> decode(String text) {
    List<Block> blocks = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      String label = label(rest);
      int from = "-----BEGIN -----".length() + label.length();
      String end = "-----END " + label + "-----";
      int until = rest.indexOf(end, from);
      require(until >= 0, "a PEM block has no matching END line");
      blocks.add(new Block(label, base64(rest.substring(from, until))));
      rest = rest.substring(until + end.length()).strip();
    }
    return blocks;
  }

  private static String label(String text) {
    require(text.startsWith("-----BEGIN "), "text stands outside of a PEM block");
    int from = "-----BEGIN ".length();
    int until = text.indexOf("-----", from);
    require(until >= 0, "a PEM block's first line does not end");
    String label = text.substring(from, until);
    require(label.matches("[A-Z0-9]+( [A-Z0-9]+)*"), "a PEM block has no proper label");
    return label;
  }

  private static byte[] base64(String lines) {
    byte[] packed = lines.replaceAll("[ \t\r\n]", "").getBytes(StandardCharsets.UTF_8);
    byte[] content;
    try {
      content = Base64.getDecoder().decode(packed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a PEM block's content is not base64", e);
    }
    require(content.length > 0, "a PEM block is empty");
    require(
        Arrays.equals(Base64.getEncoder().encode(content), packed),
        "a PEM block's base64 is not canonical");
    return content;
  }

  private static void require(boolean claim, String otherwise) {
    if (!claim) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
