package org.zhengyan.verification.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What was brought as evidence, as somebody kept it: the JSON that was posted, a CMS in DER, or a document. */
public final class EvidenceFile {
  private EvidenceFile() {}

  /**
   * The hash that a receipt names it by, as src/docs/receipts.md says for each kind.
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
    return switch (ReceiptJson.text(json, "kind")) {
      case "cms" -> ReceiptVerifier.named(decode(ReceiptJson.text(json, "cms")));
      case "document" -> ReceiptVerifier.named(decode(ReceiptJson.text(json, "document")));
      case "paper" -> ReceiptVerifier.named(paper(ReceiptJson.text(json, "number")));
      default ->
          ReceiptVerifier.named(
              utf8(ReceiptJson.text(json, "certificate")), decode(ReceiptJson.text(json, "signature")));
    };
  }

  private static byte[] paper(String number) {
    return utf8("ZHENGYAN PAPER 1\nnumber: " + number.toUpperCase(Locale.ROOT) + "\n");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decode(String base64url) throws MalformedReceipt {
    try {
      return Base64.getUrlDecoder().decode(base64url);
    } catch (IllegalArgumentException e) {
      throw new MalformedReceipt("the evidence is not base64url");
    }
  }
}
