package org.zhengyan.verification;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What opens a session to its holder: the link's secret, the QR codes that stand in for it for half a
 * minute each, and the short code that is typed beside a QR code.
 *
 * <p>The secret is told once and never kept. QR codes and the short code follow from its hash, so that
 * every node shows and accepts the same; the secret does not follow from any of them. Who can read the
 * database can make QR codes, and could as well photograph the platform's page.
 *
 * @param hash SHA-256 of the secret, 32 bytes
 */
public record Link(byte[] hash) {
  private static final int SECRET_OCTETS = 32;
  private static final int MAC_OCTETS = 16;
  private static final int SECRET_LENGTH = 43;
  private static final int QR_LENGTH = 27;

  private static final String ALGORITHM = "HmacSHA256";

  /** Copied for each use: to find who does it takes longer than what it does. */
  private static final Mac HMAC = hmac();

  /** A QR code is shown for this long and accepted for as long again. */
  public static final int WINDOW_SECONDS = 30;

  /** A new link and its secret, base64url. */
  public record Fresh(String secret, Link link) {}

  /** What a fragment turned out to be. */
  public enum Match {
    ACCEPTED,
    /** A QR code of this session that is no longer shown. */
    OUTDATED,
    NONE
  }

  public static Fresh create(SecureRandom random) {
    byte[] octets = new byte[SECRET_OCTETS];
    random.nextBytes(octets);
    return new Fresh(encode(octets), new Link(sha256(octets)));
  }

  /** The fragment of the QR code that is shown at that moment. */
  public String qr(Instant at) {
    return qr(window(at));
  }

  private String qr(int window) {
    byte[] mac = mac("qr", window);
    return encode(ByteBuffer.allocate(Integer.BYTES + MAC_OCTETS).putInt(window).put(mac, 0, MAC_OCTETS).array());
  }

  /** Six digits, the same for the whole session. */
  public String code() {
    int value = ByteBuffer.wrap(mac("code", 0)).getInt() & Integer.MAX_VALUE;
    return Integer.toString(1_000_000 + value % 1_000_000).substring(1);
  }

  /** Whether the fragment opens this session; a QR code does so only when {@code rotated} ones are in use. */
  public Match match(String fragment, Instant at, boolean rotated) {
    if (fragment.length() == SECRET_LENGTH) {
      byte[] secret = decode(fragment);
      return MessageDigest.isEqual(sha256(secret), hash) ? Match.ACCEPTED : Match.NONE;
    }
    if (!rotated || fragment.length() != QR_LENGTH) {
      return Match.NONE;
    }
    byte[] shown = decode(fragment);
    if (shown.length != Integer.BYTES + MAC_OCTETS) {
      return Match.NONE;
    }
    int window = ByteBuffer.wrap(shown).getInt();
    byte[] mac = Arrays.copyOfRange(shown, Integer.BYTES, shown.length);
    if (!MessageDigest.isEqual(mac, Arrays.copyOf(mac("qr", window), MAC_OCTETS))) {
      return Match.NONE;
    }
    return Math.abs((long) window(at) - window) <= 1 ? Match.ACCEPTED : Match.OUTDATED;
  }

  private static int window(Instant at) {
    return Math.toIntExact(at.getEpochSecond() / WINDOW_SECONDS);
  }

  private byte[] mac(String purpose, int window) {
    try {
      Mac mac = (Mac) HMAC.clone();
      mac.init(new SecretKeySpec(hash, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(window).array());
    } catch (GeneralSecurityException | CloneNotSupportedException e) {
      throw new IllegalStateException("HMAC-SHA256 of the platform takes a key, and is copied", e);
    }
  }

  private static Mac hmac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(new byte[SECRET_OCTETS], ALGORITHM)); // chooses who does it
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decode(String fragment) {
    try {
      return Base64.getUrlDecoder().decode(fragment);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
