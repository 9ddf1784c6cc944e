package org.zhengyan.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over the parts of a hash input, one after the other. */
public final class Sha256 {
  public static final int LENGTH = 32;
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private Sha256() {}

  public static byte[] of(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** The hash of a leaf, RFC 9162 section 2.1.1. */
  public static byte[] leaf(byte[] entry) {
    return of(LEAF, entry);
  }

  /** The hash of an inner node, RFC 9162 section 2.1.1. */
  public static byte[] node(byte[] left, byte[] right) {
    return of(NODE, left, right);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
