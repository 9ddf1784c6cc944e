package org.zhengyan.document.check.ofd;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file that is no OFD of the form that is read here; the message is a sentence for who sent it. */
public final class MalformedOfd extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedOfd(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedOfd(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
