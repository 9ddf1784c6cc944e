package org.zhengyan.document.ses;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Bytes that are no seal, or no signature of a seal, of the version that is read here. */
public final class MalformedSeal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedSeal(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedSeal(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
