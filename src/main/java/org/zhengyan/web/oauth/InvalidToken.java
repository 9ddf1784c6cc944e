package org.zhengyan.web.oauth;

import java.io.Serial;

/**
 * A JWT that is not accepted; the message says which rule it breaks, in words that hold none of it, and
 * in the ASCII that an {@code error_description} may have (RFC 6749 section 5.2).
 */
final class InvalidToken extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  InvalidToken(String message) {
    super(message, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
