package org.zhengyan.verification.receipt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.zhengyan.keys.VerificationKey;

/** The key of receipts as JOSE names it and reads its signatures. */
record ReceiptKey(VerificationKey key) {
  /** Whether this is its ES256 signature over the text (RFC 7518 section 3.4): r ‖ s, 32 octets each. */
  boolean signed(byte[] text, byte[] signature) {
    if (signature.length != 64) {
      return false;
    }
    byte[] r = new BigInteger(1, Arrays.copyOf(signature, 32)).toByteArray();
    byte[] s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)).toByteArray();
    byte[] der = new byte[6 + r.length + s.length];
    der[0] = 0x30;
    der[1] = (byte) (4 + r.length + s.length);
    der[2] = 0x02;
    der[3] = (byte) r.length;
    System.arraycopy(r, 0, der, 4, r.length);
    der[4 + r.length] = 0x02;
    der[5 + r.length] = (byte) s.length;
    System.arraycopy(s, 0, der, 6 + r.length, s.length);
    return key.verify(text, der);
  }

  /** What headers name it by (RFC 7638 section 3). */
  String thumbprint() {
    byte[] point = key.publicKey().getPublicKeyData().getOctets();
    Base64.Encoder base64url = Base64.getUrlEncoder().withoutPadding();
    String jwk =
        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(
                base64url.encodeToString(Arrays.copyOfRange(point, 1, 33)),
                base64url.encodeToString(Arrays.copyOfRange(point, 33, 65)));
    return base64url.encodeToString(ReceiptVerifier.sha256(jwk.getBytes(StandardCharsets.US_ASCII)));
  }
}
