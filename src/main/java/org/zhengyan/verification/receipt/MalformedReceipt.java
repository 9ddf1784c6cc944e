package org.zhengyan.verification.receipt;

import java.io.Serial;

/** What was given is no receipt, or no bundle; the message says why. */
public final class MalformedReceipt extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedReceipt(String message) {
    super(message);
  }
}
