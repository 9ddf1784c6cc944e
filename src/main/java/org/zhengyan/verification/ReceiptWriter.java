package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.Es256;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.EventLog;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs receipts: immediate compact JWS (RFC 7515) with ES256, {@code kid} only.
 *
 * <p>A receipt says which challenge was answered by which evidence with which verdict, as of when,
 * and names its leaf in the log. It carries hashes of what it is about, never the head's name, an
 * address, or the applicant.
 */
@Component
class ReceiptWriter {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final ReceiptKeys keys;
  private final ServiceProperties service;
  private final JsonMapper json;
  private final String encodedHeader;

  ReceiptWriter(ReceiptKeys keys, ServiceProperties service, JsonMapper json) {
    this.keys = keys;
    this.service = service;
    this.json = json;
    this.encodedHeader = Es256.encodedHeader(keys.currentKid(), "zhengyan-receipt+jwt");
  }

  /**
   * The payload.
   *
   * @param iat seconds since the epoch, as in RFC 7519
   * @param jti the verification's id
   */
  @JsonPropertyOrder({
    "iss", "aud", "iat", "jti", "environment", "challenge", "evidence", "verdict", "statusAsOf", "log"
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Payload(
      String iss,
      String aud,
      long iat,
      String jti,
      String environment,
      String challenge,
      String evidence,
      @JsonRawValue String verdict,
      @Nullable Instant statusAsOf,
      LogPart log) {}

  /**
   * @param leaf the Merkle leaf hash of the event (RFC 9162 section 2.1.1), base64url
   * @param salt opens the leaf to whoever also has the record, base64url
   */
  record LogPart(String leaf, String salt) {}

  /** @param verdictJson the verdict; its bytes are those that the event has hashed */
  String write(
      Verification.Asked asked,
      String evidenceHash,
      Verdict verdict,
      String verdictJson,
      EventLog.Draft event,
      Instant at) {
    Payload payload =
        new Payload(
            service.publicUrl().toString(),
            asked.clientId(),
            at.getEpochSecond(),
            asked.id().toString(),
            service.environment().wire(),
            asked.challenge().hash(),
            evidenceHash,
            verdictJson,
            verdict.certificate() == null ? null : verdict.certificate().asOf(),
            new LogPart(BASE64URL.encodeToString(event.leafHash()), BASE64URL.encodeToString(event.salt())));
    return Es256.sign(keys.current(), encodedHeader, json.writeValueAsBytes(payload));
  }
}
