package org.zhengyan.x509;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of reading a CMS signature that somebody brought; the message is a sentence for the
 * sender's engineer and names the rule that was broken.
 */
public final class MalformedCms extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedCms(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedCms(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
