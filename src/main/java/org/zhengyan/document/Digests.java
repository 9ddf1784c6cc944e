package org.zhengyan.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.SM3Digest;

/** Digests of whole arrays. */
public final class Digests {
  private Digests() {}

  public static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** GB/T 32905-2016. */
  public static byte[] sm3(byte[] octets) {
    SM3Digest digest = new SM3Digest();
    digest.update(octets, 0, octets.length);
    byte[] result = new byte[digest.getDigestSize()];
    digest.doFinal(result, 0);
    return result;
  }
}
