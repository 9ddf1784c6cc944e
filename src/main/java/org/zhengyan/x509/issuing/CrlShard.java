package org.zhengyan.x509.issuing;

import java.math.BigInteger;

/**
 * Which of a CA's CRLs a certificate is on: its serial number modulo the number of shards.
 *
 * <p>Serial numbers are random, so the shards fill evenly. The number is frozen into the
 * certificate's distribution point and recorded with it: after the count was changed, the record is
 * what holds, and this function speaks for new certificates only.
 */
public final class CrlShard {
  /** What a CA has unless it is configured otherwise. */
  public static final int DEFAULT_COUNT = 16;

  private CrlShard() {}

  /** From 0 to {@code count - 1}. */
  public static int of(BigInteger serial, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a CA has at least one CRL");
    }
    return serial.mod(BigInteger.valueOf(count)).intValueExact();
  }
}
