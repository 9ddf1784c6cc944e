package org.zhengyan.status.ocsp;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The base64 of a request in a GET's path (RFC 6960 appendix A.1): standard alphabet, with {@code +},
 * {@code /} and {@code =} as they are or percent-encoded, padding optional.
 */
final class PathBase64 {
  private PathBase64() {}

  /** The octets from that place of the raw path on; null when it is not base64. */
  static byte @Nullable [] decode(String path, int start) {
    byte[] text = new byte[path.length() - start];
    int length = 0;
    for (int i = start; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        c = unescape(path, i + 1);
        i += 2;
      }
      boolean known =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/'
              || c == '=';
      if (!known) {
        return null;
      }
      text[length++] = (byte) c;
    }
    try {
      return Base64.getDecoder().decode(length == text.length ? text : java.util.Arrays.copyOf(text, length));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The character of two hexadecimal digits, or NUL, which is no base64. */
  private static char unescape(String path, int at) {
    if (at + 2 > path.length()) {
      return 0;
    }
    int high = Character.digit(path.charAt(at), 16);
    int low = Character.digit(path.charAt(at + 1), 16);
    return high < 0 || low < 0 ? 0 : (char) (high << 4 | low);
  }
}
