package org.zhengyan.principal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of something that may happen once: SHA-256 over a purpose and its parts, each after its
 * length, so that no two names run together.
 */
record OnceKey(byte[] digest) {

  static OnceKey of(String purpose, String... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      add(sha256, purpose);
      for (String part : parts) {
        add(sha256, part);
      }
      return new OnceKey(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The key of PostgreSQL's advisory lock; a collision makes two wait for each other, nothing more. */
  long lock() {
    return ByteBuffer.wrap(digest).getLong();
  }

  private static void add(MessageDigest sha256, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    sha256.update(bytes);
  }
}
