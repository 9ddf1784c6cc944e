package org.zhengyan.keys;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;

/**
 * A private key that can only sign; the key itself never leaves {@code keys}.
 *
 * <p>Two kinds stand behind it: a key of a PKCS#12 file, and a key inside a PKCS#11 token.
 * Thread-safe.
 */
public interface Signer {

  Suite suite();

  SubjectPublicKeyInfo publicKey();

  /** The identifier that stands beside the signature: RFC 5758 for P-256, GM/T 0006 for SM2. */
  AlgorithmIdentifier signatureAlgorithm();

  /**
   * Signs a message (not a digest) and returns the DER signature {@code SEQUENCE {r, s}}.
   *
   * @throws KeyUnavailable when the key store cannot sign now
   */
  byte[] sign(byte[] message);

  /** This signer as Bouncy Castle's builders take one; each serves one signature of one thread. */
  default ContentSigner contentSigner() {
    return new BufferedContentSigner(this);
  }
}
