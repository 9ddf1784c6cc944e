package org.zhengyan.keys;

import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * The pair of an elliptic-curve signature, {@code SEQUENCE {r INTEGER, s INTEGER}} (RFC 3279
 * section 2.2.3, GM/T 0009), in its one DER encoding.
 *
 * <p>Reading accepts nothing but that encoding with both numbers in [1, n-1], so that two different
 * byte strings are never the same signature: no BER lengths, no padding octets, no negative
 * numbers, no trailing bytes. It does not ask for the smaller of the two possible s of ECDSA.
 */
record DerSignature(BigInteger r, BigInteger s) {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** 2 + 2 × (2 + 33): the longest pair of 256-bit numbers. */
  private static final int LONGEST = 72;

  private static final int SHORTEST = 8;

  /** The pair, or null when the bytes are not the canonical encoding of one below {@code order}. */
  static @Nullable DerSignature parse(byte[] encoded, BigInteger order) {
    if (encoded.length < SHORTEST || encoded.length > LONGEST) {
      return null;
    }
    if (encoded[0] != SEQUENCE || encoded[1] != encoded.length - 2) {
      return null;
    }
    int sAt = end(encoded, 2);
    if (sAt < 0 || sAt >= encoded.length || end(encoded, sAt) != encoded.length) {
      return null;
    }
    BigInteger r = new BigInteger(1, encoded, 4, sAt - 4);
    BigInteger s = new BigInteger(1, encoded, sAt + 2, encoded.length - sAt - 2);
    if (r.signum() == 0 || s.signum() == 0 || r.compareTo(order) >= 0 || s.compareTo(order) >= 0) {
      return null;
    }
    return new DerSignature(r, s);
  }

  /** Where the minimal, non-negative INTEGER at {@code at} ends, or -1 when there is none. */
  private static int end(byte[] encoded, int at) {
    if (at + 2 >= encoded.length || encoded[at] != INTEGER) {
      return -1;
    }
    int length = encoded[at + 1];
    int first = at + 2;
    int end = first + length;
    if (length < 1 || end > encoded.length || encoded[first] < 0) {
      return -1;
    }
    boolean padded = length > 1 && encoded[first] == 0 && encoded[first + 1] >= 0;
    return padded ? -1 : end;
  }

  byte[] encode() {
    byte[] first = BigIntegers.asUnsignedByteArray(r);
    byte[] second = BigIntegers.asUnsignedByteArray(s);
    int firstPad = first[0] < 0 ? 1 : 0;
    int secondPad = second[0] < 0 ? 1 : 0;
    byte[] out = new byte[6 + firstPad + first.length + secondPad + second.length];
    out[0] = SEQUENCE;
    out[1] = (byte) (out.length - 2);
    int at = put(out, 2, first, firstPad);
    put(out, at, second, secondPad);
    return out;
  }

  private static int put(byte[] out, int at, byte[] magnitude, int pad) {
    out[at] = INTEGER;
    out[at + 1] = (byte) (pad + magnitude.length);
    System.arraycopy(magnitude, 0, out, at + 2 + pad, magnitude.length);
    return at + 2 + pad + magnitude.length;
  }
}
