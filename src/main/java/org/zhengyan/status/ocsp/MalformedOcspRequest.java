package org.zhengyan.status.ocsp;

import java.io.Serial;

/** A request that is answered {@code malformedRequest}; holds no stack trace, since it must stay cheap. */
final class MalformedOcspRequest extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedOcspRequest(String message) {
    super(message, null, false, false);
  }
}
