package org.zhengyan.access.webauthn;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * An authenticator and the browser before it, by the text of Web Authentication: sections 5.8.1 (client data),
 * 6.1 (authenticator data) and 6.5 (attestation objects), in CBOR written by hand. Everything that it says can
 * be set to something wrong.
 */
public final class TestAuthenticator {
  public static final int PRESENT = 0x01;
  public static final int VERIFIED = 0x04;
  public static final int SYNCED = 0x08;

  /** What signs. */
  public enum Algorithm {
    ES256(-7, "SHA256withECDSA"),
    EDDSA(-8, "Ed25519"),
    RS256(-257, "SHA256withRSA"),
    ES384(-35, "SHA384withECDSA");

    final int cose;
    final String name;

    Algorithm(int cose, String name) {
      this.cose = cose;
      this.name = name;
    }
  }

  public String origin;
  public String rpId;
  public String type = "";
  public String crossOrigin = "false";
  public int flags = PRESENT | VERIFIED;
  public long count;
  public byte[] userHandle = new byte[0];
  public byte[] id = new byte[20];
  public boolean forges;

  private final Algorithm algorithm;
  private final KeyPair key;

  public TestAuthenticator(String origin, String rpId) {
    this(Algorithm.ES256, origin, rpId);
  }

  public TestAuthenticator(Algorithm algorithm, String origin, String rpId) {
    this.algorithm = algorithm;
    this.origin = origin;
    this.rpId = rpId;
    this.key = generate(algorithm);
    new SecureRandom().nextBytes(id);
  }

  private static KeyPair generate(Algorithm algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case ES256, ES384 -> "EC";
                case EDDSA -> "Ed25519";
                case RS256 -> "RSA";
              });
      switch (algorithm) {
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case ES384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
        case RS256 -> generator.initialize(2048);
        case EDDSA -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A {@code RegistrationResponseJSON}. */
  public String register(byte[] challenge) {
    byte[] attestation =
        join(
            new byte[] {(byte) 0xa3},
            text("fmt"), text("none"),
            text("attStmt"), new byte[] {(byte) 0xa0},
            text("authData"), octets(authenticatorData(true)));
    return "{\"id\":\"%1$s\",\"rawId\":\"%1$s\",\"type\":\"public-key\",\"clientExtensionResults\":{},"
            .formatted(base64url(id))
        + "\"response\":{\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\"}}"
            .formatted(base64url(clientData("webauthn.create", challenge)), base64url(attestation));
  }

  /** An {@code AuthenticationResponseJSON}. */
  public String sign(byte[] challenge) {
    byte[] clientData = clientData("webauthn.get", challenge);
    byte[] data = authenticatorData(false);
    byte[] signature = signature(join(data, sha256(clientData)));
    String handle =
        userHandle.length == 0 ? "" : ",\"userHandle\":\"" + base64url(userHandle) + "\"";
    return "{\"id\":\"%1$s\",\"rawId\":\"%1$s\",\"type\":\"public-key\",\"clientExtensionResults\":{},"
            .formatted(base64url(id))
        + "\"response\":{\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\"%s}}"
            .formatted(base64url(clientData), base64url(data), base64url(signature), handle);
  }

  private byte[] clientData(String kind, byte[] challenge) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}"
        .formatted(type.isEmpty() ? kind : type, base64url(challenge), origin, crossOrigin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(boolean attested) {
    byte[] head =
        join(
            sha256(rpId.getBytes(StandardCharsets.UTF_8)),
            new byte[] {(byte) (attested ? flags | 0x40 : flags)},
            ByteBuffer.allocate(4).putInt((int) count).array());
    byte[] length = ByteBuffer.allocate(2).putShort((short) id.length).array();
    return attested ? join(head, new byte[16], length, id, coseKey()) : head;
  }

  /** RFC 9053 sections 7.1 and 7.2; RFC 8230 section 4. */
  private byte[] coseKey() {
    return switch (key.getPublic()) {
      case ECPublicKey ec -> {
        int size = algorithm == Algorithm.ES256 ? 32 : 48;
        yield join(
            new byte[] {(byte) 0xa5},
            number(1), number(2),
            number(3), number(algorithm.cose),
            number(-1), number(algorithm == Algorithm.ES256 ? 1 : 2),
            number(-2), octets(fixed(ec.getW().getAffineX(), size)),
            number(-3), octets(fixed(ec.getW().getAffineY(), size)));
      }
      case EdECPublicKey ed -> {
        byte[] spki = ed.getEncoded();
        yield join(
            new byte[] {(byte) 0xa4},
            number(1), number(1),
            number(3), number(algorithm.cose),
            number(-1), number(6),
            number(-2), octets(Arrays.copyOfRange(spki, spki.length - 32, spki.length)));
      }
      case RSAPublicKey rsa ->
          join(
              new byte[] {(byte) 0xa4},
              number(1), number(3),
              number(3), number(algorithm.cose),
              number(-1), octets(fixed(rsa.getModulus(), 256)),
              number(-2), octets(rsa.getPublicExponent().toByteArray()));
      default -> throw new IllegalStateException();
    };
  }

  private byte[] signature(byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm.name);
      signature.initSign(forges ? generate(algorithm).getPrivate() : key.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] number(int value) {
    return value < 0 ? head(0x20, -1 - value) : head(0, value);
  }

  private static byte[] octets(byte[] value) {
    return join(head(0x40, value.length), value);
  }

  private static byte[] text(String value) {
    return join(head(0x60, value.length()), value.getBytes(StandardCharsets.US_ASCII));
  }

  /** RFC 8949 section 3. */
  private static byte[] head(int major, int value) {
    return value < 24
        ? new byte[] {(byte) (major | value)}
        : value < 256
            ? new byte[] {(byte) (major | 24), (byte) value}
            : new byte[] {(byte) (major | 25), (byte) (value >> 8), (byte) value};
  }

  private static byte[] fixed(BigInteger value, int size) {
    byte[] octets = value.toByteArray();
    byte[] all = new byte[size];
    int length = Math.min(size, octets.length);
    System.arraycopy(octets, octets.length - length, all, size - length, length);
    return all;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
