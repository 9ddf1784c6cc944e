package org.zhengyan.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.signers.DSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * The SM2 signature scheme of GB/T 32918.2 on Bouncy Castle's curve arithmetic.
 *
 * <p>It is written out, in the standard's steps, because Bouncy Castle's {@code SM2Signer} is a
 * stateful object which multiplies the base point once more for every key it is given: here all
 * that depends on the key alone (Z<sub>A</sub>, (1+d)⁻¹) is computed once by the caller, and any
 * number of threads share it.
 *
 * <p>The user ID is always the default of GB/T 35276, {@code 1234567812345678}. Nothing that comes
 * in can name another one.
 */
final class Sm2 {
  private static final byte[] USER_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger N = Curve.SM2.getN();
  private static final int FIELD_OCTETS = 32;

  private Sm2() {}

  /**
   * Z<sub>A</sub> of section 5.5: SM3(ENTL ‖ ID ‖ a ‖ b ‖ x<sub>G</sub> ‖ y<sub>G</sub> ‖
   * x<sub>A</sub> ‖ y<sub>A</sub>).
   */
  static byte[] identityDigest(ECPoint publicPoint) {
    SM3Digest digest = new SM3Digest();
    int bits = USER_ID.length * 8;
    digest.update((byte) (bits >> 8));
    digest.update((byte) bits);
    digest.update(USER_ID, 0, USER_ID.length);
    ECPoint g = Curve.SM2.getG();
    update(digest, Curve.SM2.getCurve().getA());
    update(digest, Curve.SM2.getCurve().getB());
    update(digest, g.getAffineXCoord());
    update(digest, g.getAffineYCoord());
    update(digest, publicPoint.getAffineXCoord());
    update(digest, publicPoint.getAffineYCoord());
    return finish(digest);
  }

  /**
   * Section 6.1.
   *
   * @param d the private key
   * @param inverse (1+d)⁻¹ mod n
   * @param nonces not yet initialised; used by this call alone
   */
  static DerSignature sign(
      BigInteger d,
      BigInteger inverse,
      byte[] identityDigest,
      byte[] message,
      DSAKCalculator nonces) {
    // A1, A2: e = SM3(ZA ‖ M)
    byte[] digest = digest(identityDigest, message);
    BigInteger e = new BigInteger(1, digest);
    nonces.init(N, d, digest);
    while (true) {
      // A3, A4: k in [1, n-1], (x1, y1) = [k]G
      BigInteger k = nonces.nextK();
      ECPoint point = Sm2BasePoint.times(k);
      // A5: r = (e + x1) mod n; not 0, and r + k not n
      BigInteger r = e.add(point.getAffineXCoord().toBigInteger()).mod(N);
      if (r.signum() == 0 || r.add(k).equals(N)) {
        continue;
      }
      // A6: s = (1+d)⁻¹ (k - r d) mod n, which is (1+d)⁻¹ (k + r) - r
      BigInteger s = inverse.multiply(k.add(r)).subtract(r).mod(N);
      if (s.signum() != 0) {
        return new DerSignature(r, s);
      }
    }
  }

  /** Section 7.1; {@code signature} holds numbers in [1, n-1] already (steps B1, B2). */
  static boolean verify(
      ECPoint publicPoint, byte[] identityDigest, byte[] message, DerSignature signature) {
    // B3, B4: e = SM3(ZA ‖ M)
    return verify(publicPoint, new BigInteger(1, digest(identityDigest, message)), signature);
  }

  /** Section 7.1 from step B5 on. */
  static boolean verify(ECPoint publicPoint, BigInteger e, DerSignature signature) {
    // B5: t = (r + s) mod n, not 0
    BigInteger t = signature.r().add(signature.s()).mod(N);
    if (t.signum() == 0) {
      return false;
    }
    // B6: (x1, y1) = [s]G + [t]P
    ECPoint point =
        ECAlgorithms.sumOfTwoMultiplies(Curve.SM2.getG(), signature.s(), publicPoint, t)
            .normalize();
    if (point.isInfinity()) {
      return false;
    }
    // B7: R = (e + x1) mod n equals r
    return e.add(point.getAffineXCoord().toBigInteger()).mod(N).equals(signature.r());
  }

  /** (1+d)⁻¹ mod n, for a private key in [1, n-2]. */
  static BigInteger inverse(BigInteger d) {
    return BigIntegers.modOddInverse(N, d.add(BigInteger.ONE));
  }

  private static byte[] digest(byte[] identityDigest, byte[] message) {
    SM3Digest digest = new SM3Digest();
    digest.update(identityDigest, 0, identityDigest.length);
    digest.update(message, 0, message.length);
    return finish(digest);
  }

  private static void update(SM3Digest digest, ECFieldElement element) {
    byte[] octets = BigIntegers.asUnsignedByteArray(FIELD_OCTETS, element.toBigInteger());
    digest.update(octets, 0, octets.length);
  }

  private static byte[] finish(SM3Digest digest) {
    byte[] out = new byte[digest.getDigestSize()];
    digest.doFinal(out, 0);
    return out;
  }
}
