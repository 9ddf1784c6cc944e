package org.zhengyan.status.ocsp;

import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes out.
 *
 * @param der an OCSPResponse
 * @param certId the one CertID that it answers; null when it must not be kept
 * @param packed the status that it tells
 * @param thisUpdate the whole second as of which it holds; null for an error, which is never cached
 * @param tag an HTTP entity tag; null when it must not be kept
 */
record OcspAnswer(
    byte[] der,
    byte @Nullable [] certId,
    long packed,
    @Nullable Instant thisUpdate,
    @Nullable String tag) {

  /** One that may be kept. */
  static OcspAnswer reusable(byte[] der, byte[] certId, long packed, Instant thisUpdate) {
    byte[] hash = new byte[32];
    SHA256Digest digest = new SHA256Digest();
    digest.update(der, 0, der.length);
    digest.doFinal(hash, 0);
    String tag = '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    return new OcspAnswer(der, certId, packed, thisUpdate, tag);
  }

  static OcspAnswer once(byte[] der) {
    return new OcspAnswer(der, null, 0, null, null);
  }

  /** One of the responses without content of RFC 6960 section 2.3. */
  static OcspAnswer error(int responseStatus) {
    return once(new byte[] {0x30, 0x03, 0x0a, 0x01, (byte) responseStatus});
  }

  static final OcspAnswer MALFORMED_REQUEST = error(1);
  static final OcspAnswer TRY_LATER = error(3);

  /** RFC 5019 section 2.2.3: the responder cannot answer authoritatively. */
  static final OcspAnswer UNAUTHORIZED = error(6);
}
