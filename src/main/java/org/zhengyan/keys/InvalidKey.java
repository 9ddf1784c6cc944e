package org.zhengyan.keys;

import java.io.Serial;

/** A public key that no suite of ours accepts; the message says which rule it breaks. */
public final class InvalidKey extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public InvalidKey(String message) {
    super(message);
  }
}
