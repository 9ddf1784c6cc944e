package org.zhengyan.principal;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids that cannot be guessed and tell nothing: 128 random bits in lower-case hex. */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  public static String next() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
