package org.zhengyan.verification.presentation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.VerificationId;

/**
 * The secrets of one holder's browser. They follow from its cookie, so that a page that is loaded again
 * gets the same ones, and the database holds nothing but their hashes.
 */
final class HolderTokens {
  private static final int OCTETS = 32;
  private static final int LENGTH = 43;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final SecureRandom RANDOM = new SecureRandom();

  private HolderTokens() {}

  /** What the browser that takes a session keeps. */
  static String newCookie() {
    byte[] octets = new byte[OCTETS];
    RANDOM.nextBytes(octets);
    return BASE64URL.encodeToString(octets);
  }

  /** What the page answers with. */
  static String answerToken(String cookie, VerificationId id) {
    return derived(cookie, "answer", id);
  }

  /** What the browser carries to the platform once its answer is held. */
  static String completion(String answerToken, VerificationId id) {
    return derived(answerToken, "completion", id);
  }

  /** SHA-256, as it is kept. */
  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Compares in constant time; what is missing on either side matches nothing. */
  static boolean matches(@Nullable String token, byte @Nullable [] hash) {
    return token != null
        && hash != null
        && token.length() == LENGTH
        && MessageDigest.isEqual(hash(token), hash);
  }

  private static String derived(String key, String purpose, VerificationId id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return BASE64URL.encodeToString(
          mac.doFinal((purpose + ' ' + id).getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
