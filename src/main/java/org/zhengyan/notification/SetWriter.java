package org.zhengyan.notification;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.verification.ReceiptKeys;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * Signs security event tokens (RFC 8417): compact JWS with ES256, {@code typ} {@code secevent+jwt},
 * {@code kid} only, by the key that signs receipts and is published with it.
 *
 * <p>Signed when it is sent, not when it happens: an act never waits for this key, and a token that is
 * sent again has the same claims under another signature. No {@code exp}, as section 2.2 says.
 */
@Component
class SetWriter {
  static final String CONTENT_TYPE = "application/secevent+jwt";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final ReceiptKeys keys;
  private final ServiceProperties service;
  private final JsonMapper json;
  private final String encodedHeader;

  SetWriter(ReceiptKeys keys, ServiceProperties service, JsonMapper json) {
    this.keys = keys;
    this.service = service;
    this.json = json;
    this.encodedHeader =
        encode("{\"alg\":\"ES256\",\"kid\":\"" + keys.currentKid() + "\",\"typ\":\"secevent+jwt\"}");
  }

  /**
   * @throws org.zhengyan.keys.KeyUnavailable when the key cannot sign now
   */
  String write(QueuedEvent event) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", service.publicUrl().toString());
    claims.put("aud", event.audience());
    claims.put("iat", event.createdAt().getEpochSecond());
    claims.put("jti", event.jti());
    claims.put("txn", event.txn());
    claims.put("toe", event.occurredAt().getEpochSecond());
    claims.put("environment", service.environment().wire());
    claims.put("sub_id", Map.of("format", "uri", "uri", event.subject()));
    claims.put("events", Map.of(event.kind().uri(), new RawValue(event.event())));
    String signingInput = encodedHeader + "." + BASE64URL.encodeToString(json.writeValueAsBytes(claims));
    byte[] der = keys.current().sign(signingInput.getBytes(StandardCharsets.US_ASCII));
    return signingInput + "." + BASE64URL.encodeToString(concatenated(der));
  }

  /** DER to the fixed 64 bytes {@code r ‖ s} of RFC 7518 section 3.4. */
  private static byte[] concatenated(byte[] der) {
    try {
      return ECDSA.transcodeSignatureToConcat(der, 64);
    } catch (JOSEException e) {
      throw new IllegalStateException("a signature of our own is no DER signature", e);
    }
  }

  private static String encode(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
