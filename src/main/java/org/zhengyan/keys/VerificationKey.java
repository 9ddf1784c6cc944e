package org.zhengyan.keys;

import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A public key of one of our suites, checked when it is read, that verifies signatures.
 *
 * <p>It holds its point and the tables that Bouncy Castle computes for it, so an object that is kept
 * verifies more than twice as fast as a fresh one. Thread-safe.
 */
public final class VerificationKey {
  private VerificationKey() {}

  /**
   * Reads a public key: uncompressed or compressed point, on the curve, not infinity, named curve.
   *
   * @throws InvalidKey for any other algorithm, curve or point
   */
  public static VerificationKey of(SubjectPublicKeyInfo publicKey) throws InvalidKey {
    throw new UnsupportedOperationException();
  }

  public Suite suite() {
    throw new UnsupportedOperationException();
  }

  /** True only for a canonical DER {@code SEQUENCE {r, s}} that verifies over the message. */
  public boolean verify(byte[] message, byte[] signature) {
    throw new UnsupportedOperationException();
  }
}
