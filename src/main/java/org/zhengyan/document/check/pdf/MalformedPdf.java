package org.zhengyan.document.check.pdf;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file that is no PDF of the form that is read here; the message is a sentence for who sent it. */
public final class MalformedPdf extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedPdf(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedPdf(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
