package org.zhengyan.x509;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Bytes that are not the one DER encoding of a value, or that are larger or deeper than allowed. */
public final class MalformedDer extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedDer(String message) {
    this(message, null);
  }

  public MalformedDer(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
