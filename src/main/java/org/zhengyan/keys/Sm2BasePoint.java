package org.zhengyan.keys;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECLookupTable;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/**
 * [k]G of SM2 for a secret k, by additions alone: k is read as 52 digits of five bits, and each digit has a table of
 * the 32 multiples of G that it can stand for, made once. Bouncy Castle's comb has one table for all digits and
 * doubles the sum between them, which takes half as long again.
 *
 * <p>A look-up reads its whole table, and every digit costs one addition of a point that is not infinity, so neither
 * the path nor the memory that is read depends on k. The arithmetic below is Bouncy Castle's.
 */
final class Sm2BasePoint {
  private static final int BITS = 5;
  private static final int POINTS = 1 << BITS;
  private static final int DIGITS = (256 + BITS - 1) / BITS;

  /** For each digit, from the lowest, the multiples 0 to 31 of 32<sup>i</sup>G, each with {@link #EXTRA} added. */
  private static final ECLookupTable[] TABLES = new ECLookupTable[DIGITS];

  /** What keeps digits of zero from being infinity. */
  private static final ECPoint EXTRA;

  /** What all the extras come to, to be taken away at the end. */
  private static final ECPoint MINUS_EXTRAS;

  static {
    ECCurve curve = Curve.SM2.getCurve();
    EXTRA = Curve.SM2.getG().timesPow2(BITS * DIGITS).normalize();
    ECPoint unit = Curve.SM2.getG();
    for (int digit = 0; digit < DIGITS; digit++) {
      ECPoint[] multiples = new ECPoint[POINTS];
      multiples[0] = EXTRA;
      for (int i = 1; i < POINTS; i++) {
        multiples[i] = multiples[i - 1].add(unit);
      }
      curve.normalizeAll(multiples);
      TABLES[digit] = curve.createCacheSafeLookupTable(multiples, 0, POINTS);
      unit = unit.timesPow2(BITS).normalize();
    }
    MINUS_EXTRAS = EXTRA.multiply(BigInteger.valueOf(DIGITS)).negate().normalize();
  }

  private Sm2BasePoint() {}

  /**
   * [k]G in affine coordinates.
   *
   * @param k in [1, n-1]
   * @throws IllegalStateException when a fault led off the curve, so that no signature is made of it
   */
  static ECPoint times(BigInteger k) {
    // The lowest octet first, and room to read two octets at the end.
    byte[] octets = Arrays.copyOf(Arrays.reverse(BigIntegers.asUnsignedByteArray(32, k)), 34);
    ECPoint sum = MINUS_EXTRAS;
    for (int digit = 0; digit < DIGITS; digit++) {
      sum = sum.add(TABLES[digit].lookup(digit(octets, digit * BITS)));
    }
    ECPoint point = sum.normalize();
    if (!point.isValid()) {
      throw new IllegalStateException("a multiple of G is not on the curve: this machine computes wrongly");
    }
    return point;
  }

  private static int digit(byte[] octets, int bit) {
    int two = octets[bit >>> 3] & 0xff | (octets[(bit >>> 3) + 1] & 0xff) << 8;
    return two >>> (bit & 7) & (POINTS - 1);
  }
}
