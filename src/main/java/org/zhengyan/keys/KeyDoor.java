package org.zhengyan.keys;

import org.bouncycastle.cert.X509CertificateHolder;

/** Where private keys live: a directory of PKCS#12 files, or a PKCS#11 token. */
interface KeyDoor {

  /** Whether a key of that name is kept behind this door. */
  boolean holds(String name);

  /**
   * The signer of that name.
   *
   * @param certificate of the key, whose public key the signer must have
   * @throws KeyUnavailable when the key is missing or cannot be opened
   */
  Signer open(String name, X509CertificateHolder certificate);

  /**
   * The P-256 key of that name for agreeing on secrets (ECDH), which it is not used with to sign.
   *
   * @throws KeyUnavailable when the key is missing or cannot be opened
   */
  Agreement agreement(String name, X509CertificateHolder certificate);

  /** One side of ECDH (SP 800-56A section 5.7.1.2). */
  interface Agreement {
    /** The shared x coordinate, 32 octets. */
    byte[] agree(VerificationKey other);
  }
}
