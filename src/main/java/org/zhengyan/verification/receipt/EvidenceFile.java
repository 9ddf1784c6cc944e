package org.zhengyan.verification.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** What was brought as evidence, as somebody kept it: the JSON that was posted, or a CMS in DER. */
public final class EvidenceFile {
  private EvidenceFile() {}

  /**
   * The hash that a receipt names it by: over the certificate's PEM followed by the signature, or over
   * the CMS.
   *
   * @throws MalformedReceipt when it is an object and no evidence
   */
  public static String hash(byte[] octets) throws MalformedReceipt {
    int first = 0;
    while (first < octets.length && Character.isWhitespace(octets[first])) {
      first++;
    }
    if (first == octets.length || octets[first] != '{') {
      return ReceiptVerifier.named(octets);
    }
    JsonNode json = ReceiptJson.object(octets, "the evidence");
    if (ReceiptJson.text(json, "kind").equals("cms")) {
      return ReceiptVerifier.named(decode(ReceiptJson.text(json, "cms")));
    }
    byte[] certificate = ReceiptJson.text(json, "certificate").getBytes(StandardCharsets.UTF_8);
    return ReceiptVerifier.named(certificate, decode(ReceiptJson.text(json, "signature")));
  }

  private static byte[] decode(String base64url) throws MalformedReceipt {
    try {
      return Base64.getUrlDecoder().decode(base64url);
    } catch (IllegalArgumentException e) {
      throw new MalformedReceipt("the evidence is not base64url");
    }
  }
}
