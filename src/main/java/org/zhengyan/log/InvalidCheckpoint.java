package org.zhengyan.log;

import java.io.Serial;

/** A checkpoint that is not well formed, or not signed by the log's keys; the message says where. */
public final class InvalidCheckpoint extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public InvalidCheckpoint(String message) {
    super(message);
  }
}
