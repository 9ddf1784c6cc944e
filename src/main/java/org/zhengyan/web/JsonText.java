package org.zhengyan.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * What the JSON parser does not look at: that the bytes are UTF-8 (RFC 8259 section 8.1; no overlong
 * forms, no encoded surrogates, no other encoding), and that no escape leaves half a character
 * (section 8.2).
 */
final class JsonText {
  private JsonText() {}

  /**
   * @throws Refusal {@code malformed}
   */
  static void require(byte[] json) {
    boolean ascii = true;
    for (int i = 0; i < json.length; i++) {
      byte b = json[i];
      if (b < 0) {
        ascii = false;
      } else if (b == 0) {
        throw Refusal.of(Problem.MALFORMED, "The body is not JSON in UTF-8");
      } else if (b == '\\') {
        i = escape(json, i);
      }
    }
    if (!ascii) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      } catch (CharacterCodingException e) {
        throw Refusal.of(Problem.MALFORMED, "The body is not valid UTF-8");
      }
    }
  }

  /** Returns the index of the escape's last byte; what is not even an escape is left to the parser. */
  private static int escape(byte[] json, int backslash) {
    int unit = unit(json, backslash);
    if (unit < 0) {
      return backslash + 1;
    }
    if (Character.isHighSurrogate((char) unit)) {
      int next = unit(json, backslash + 6);
      if (next >= 0 && Character.isLowSurrogate((char) next)) {
        return backslash + 11;
      }
    }
    if (Character.isSurrogate((char) unit)) {
      throw Refusal.of(Problem.MALFORMED, "A \\u escape names half of a surrogate pair");
    }
    return backslash + 5;
  }

  /** The code unit of a {@code \\uXXXX} that begins at {@code from}, or -1. */
  private static int unit(byte[] json, int from) {
    if (from + 5 >= json.length || json[from] != '\\' || json[from + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = from + 2; i < from + 6; i++) {
      int digit = json[i] < 0 ? -1 : Character.digit(json[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
