package org.zhengyan.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.Es256;
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

  private final ReceiptKeys keys;
  private final ServiceProperties service;
  private final JsonMapper json;
  private final String encodedHeader;

  SetWriter(ReceiptKeys keys, ServiceProperties service, JsonMapper json) {
    this.keys = keys;
    this.service = service;
    this.json = json;
    this.encodedHeader = Es256.encodedHeader(keys.currentKid(), "secevent+jwt");
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
    return Es256.sign(keys.current(), encodedHeader, json.writeValueAsBytes(claims));
  }
}
