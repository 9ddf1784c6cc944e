package org.zhengyan.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Compact JWS (RFC 7515 section 7.1) signed with ES256 (RFC 7518 section 3.4): the form of receipts, tokens
 * and security events. Their headers name the key by {@code kid} and never carry or link one.
 */
public final class Es256 {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int SIGNATURE_OCTETS = 64;

  private Es256() {}

  /** The first part of the JWS: {@code alg}, {@code kid}, {@code typ}, encoded. */
  public static String encodedHeader(String kid, String typ) {
    String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"typ\":\"" + typ + "\"}";
    return BASE64URL.encodeToString(header.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The whole JWS over that payload.
   *
   * @throws KeyUnavailable when the key cannot sign now
   */
  public static String sign(Signer signer, String encodedHeader, byte[] payload) {
    String signingInput = encodedHeader + "." + BASE64URL.encodeToString(payload);
    byte[] der = signer.sign(signingInput.getBytes(StandardCharsets.US_ASCII));
    return signingInput + "." + BASE64URL.encodeToString(concatenated(der));
  }

  /** DER to the fixed 64 octets {@code r ‖ s}. */
  private static byte[] concatenated(byte[] der) {
    try {
      return ECDSA.transcodeSignatureToConcat(der, SIGNATURE_OCTETS);
    } catch (JOSEException e) {
      throw new IllegalStateException("a signature of our own is no DER signature", e);
    }
  }
}
