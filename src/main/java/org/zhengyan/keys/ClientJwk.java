package org.zhengyan.keys;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.util.BigIntegers;

/**
 * A new ES256 key pair as a private JWK (RFC 7517, RFC 7518 section 6.2), for a demonstration
 * client.
 */
final class ClientJwk {
  private static final int FIELD_OCTETS = 32;

  private ClientJwk() {}

  /** The JSON text; its {@code kid} is the thumbprint of RFC 7638. */
  static String of(SoftwareSigner signer) {
    ECPrivateKeyParameters key = signer.privateKey();
    var point = signer.point();
    String x = coordinate(point.getAffineXCoord());
    String y = coordinate(point.getAffineYCoord());
    String d = base64url(BigIntegers.asUnsignedByteArray(FIELD_OCTETS, key.getD()));
    String thumbprinted =
        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
    String kid = base64url(SoftwareSigner.sha256(thumbprinted.getBytes(StandardCharsets.US_ASCII)));
    return """
    {
      "kty": "EC",
      "crv": "P-256",
      "use": "sig",
      "alg": "ES256",
      "kid": "%s",
      "x": "%s",
      "y": "%s",
      "d": "%s"
    }
    """
        .formatted(kid, x, y, d);
  }

  private static String coordinate(ECFieldElement element) {
    return base64url(BigIntegers.asUnsignedByteArray(FIELD_OCTETS, element.toBigInteger()));
  }

  private static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
