package org.zhengyan.x509.issuing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a whole array. */
final class Sha256 {
  private Sha256() {}

  static byte[] digest(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
