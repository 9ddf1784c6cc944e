package org.zhengyan.launch;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The start cannot go on; the message is the whole of what the person at the terminal needs to read. */
final class StartRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StartRefused(String message) {
    this(message, null);
  }

  StartRefused(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
