package org.zhengyan.x509;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The bytes are no SignedData in DER: truncated, of another type, in BER, or not ASN.1. */
public final class NotSignedData extends MalformedCms {
  @Serial private static final long serialVersionUID = 1L;

  public NotSignedData(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
