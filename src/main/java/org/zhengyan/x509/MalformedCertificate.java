package org.zhengyan.x509;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of reading a certificate that somebody brought; the message is a sentence for the
 * sender's engineer and names the rule that was broken. The cause, if any, is kept for the log.
 */
public final class MalformedCertificate extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedCertificate(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedCertificate(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
