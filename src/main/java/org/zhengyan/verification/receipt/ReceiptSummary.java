package org.zhengyan.verification.receipt;

import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** What a receipt says, in a sentence. */
public final class ReceiptSummary {
  private ReceiptSummary() {}

  /**
   * @param file one of which {@link ReceiptVerifier} found no fault
   */
  public static String of(ReceiptFile file) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(file.compact().get(1));
      JsonNode payload = ReceiptJson.object(octets, "the payload");
      JsonNode verdict = payload.path("verdict");
      StringBuilder text = new StringBuilder(ReceiptJson.text(verdict, "result"));
      JsonNode body = verdict.path("institution");
      if (body.isObject()) {
        text.append(", ").append(ReceiptJson.text(body, "name"));
        text.append(" (").append(ReceiptJson.text(body, "uscc")).append(')');
      }
      if (verdict.path("reasons").isArray() && !verdict.path("reasons").isEmpty()) {
        text.append(", because of");
        verdict.path("reasons").forEach(reason -> text.append(' ').append(reason.asString("")));
      }
      text.append("; for ").append(ReceiptJson.text(payload, "aud"));
      text.append(", verification ").append(ReceiptJson.text(payload, "jti"));
      return ReceiptReport.shown(text.toString());
    } catch (MalformedReceipt e) {
      return "nothing that can be read";
    }
  }
}
