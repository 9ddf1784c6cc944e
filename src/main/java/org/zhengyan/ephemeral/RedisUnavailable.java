package org.zhengyan.ephemeral;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Redis does not answer now. Whoever asked decides whether that opens or closes. */
public final class RedisUnavailable extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RedisUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
