package org.zhengyan.x509;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of reading a CMS signature that somebody brought; the message is a sentence for the
 * sender's engineer and names the rule that was broken. {@link NotSignedData} when the bytes are no
 * SignedData at all; otherwise they are, of a form that is not taken as evidence.
 */
public sealed class MalformedCms extends Exception permits NotSignedData {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedCms(String message) {
    this(message, null);
  }

  /** Bad input is ordinary and must stay cheap: no stack trace of its own. */
  public MalformedCms(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }

  /** Fails with this sentence unless it holds. */
  static void require(boolean holds, String otherwise) throws MalformedCms {
    if (!holds) {
      throw new MalformedCms(otherwise);
    }
  }

  /** The sentence; never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
