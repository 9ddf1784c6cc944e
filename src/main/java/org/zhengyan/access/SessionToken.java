package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a cookie holds: 256 random bits, of which the database knows the SHA-256 alone.
 *
 * <p>The token of a form is an HMAC under these bits, so it needs no row and no key of the server: who can
 * compute it has the cookie.
 */
public final class SessionToken {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final byte[] CSRF = "zhengyan form token".getBytes(StandardCharsets.US_ASCII);

  private final String text;

  private SessionToken(String text) {
    this.text = text;
  }

  public static SessionToken random() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return new SessionToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** The token that a cookie holds; empty for anything that we never gave out. */
  public static Optional<SessionToken> of(@Nullable String cookie) {
    return cookie != null && FORM.matcher(cookie).matches()
        ? Optional.of(new SessionToken(cookie))
        : Optional.empty();
  }

  /** For the Set-Cookie header, and for nothing else. */
  public String cookie() {
    return text;
  }

  /** What the database keeps. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The hidden member {@code csrf} of every form that goes out under this cookie. */
  public String csrf() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(CSRF));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Whether a form carries the token of this cookie. */
  public boolean accepts(@Nullable String csrf) {
    return csrf != null
        && MessageDigest.isEqual(
            csrf.getBytes(StandardCharsets.UTF_8), csrf().getBytes(StandardCharsets.UTF_8));
  }
}
