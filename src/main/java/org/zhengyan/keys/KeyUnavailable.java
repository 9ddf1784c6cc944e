package org.zhengyan.keys;

import java.io.Serial;

/** A key is missing, unreadable, or its token does not answer; the act that needed it stops. */
public final class KeyUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public KeyUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public KeyUnavailable(String message) {
    super(message);
  }
}
