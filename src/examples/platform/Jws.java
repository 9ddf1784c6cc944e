import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.Map;

/**
 * Compact JSON Web Signatures with ES256 (RFC 7515, RFC 7518 section 3.4) by the JDK alone. Nothing in a
 * header is followed: the caller knows which keys there are.
 */
record Jws(Map<String, Object> header, Map<String, Object> payload, String signed, byte[] signature) {
  private static final String ES256 = "SHA256withECDSAinP1363Format";

  /**
   * Takes a token apart; nothing in it may be believed until {@link #verifies} has said yes.
   *
   * @throws IllegalArgumentException when it is no compact JWS of JSON
   */
  static Jws parse(String token) {
    String[] parts = token.strip().split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no compact JWS");
    }
    return new Jws(
        Json.object(text(parts[0])), Json.object(text(parts[1])), parts[0] + "." + parts[1], bytes(parts[2]));
  }

  boolean verifies(PublicKey key) {
    try {
      Signature verifier = Signature.getInstance(ES256);
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signature.length == 64 && verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String sign(Map<String, Object> header, Map<String, Object> payload, PrivateKey key) {
    String signed = base64url(Json.write(header)) + "." + base64url(Json.write(payload));
    try {
      Signature signer = Signature.getInstance(ES256);
      signer.initSign(key);
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this key cannot sign", e);
    }
  }

  static PrivateKey privateKey(Map<String, Object> jwk) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(integer(jwk.get("d")), p256()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no private P-256 key", e);
    }
  }

  static PublicKey publicKey(Map<String, Object> jwk) {
    try {
      ECPoint point = new ECPoint(integer(jwk.get("x")), integer(jwk.get("y")));
      return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, p256()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no public P-256 key", e);
    }
  }

  static byte[] bytes(String base64url) {
    return Base64.getUrlDecoder().decode(base64url);
  }

  private static ECParameterSpec p256() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  private static BigInteger integer(Object base64url) {
    return new BigInteger(1, bytes(Json.string(base64url)));
  }

  private static String text(String base64url) {
    return new String(bytes(base64url), StandardCharsets.UTF_8);
  }

  private static String base64url(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
