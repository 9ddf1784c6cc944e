package org.zhengyan.log;

import java.io.Serial;

/** The stored tree or the file of checkpoints is not what this program wrote; nothing goes on from there. */
final class DamagedLog extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DamagedLog(String message) {
    super(message);
  }

  DamagedLog(String message, Throwable cause) {
    super(message, cause);
  }
}
