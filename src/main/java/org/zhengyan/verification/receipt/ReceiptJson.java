package org.zhengyan.verification.receipt;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that a stranger kept for years: bounded, no member twice, nothing behind the end. */
final class ReceiptJson {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ReceiptJson() {}

  static JsonNode object(byte[] octets, String what) throws MalformedReceipt {
    try {
      JsonNode node = JSON.readTree(octets);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      // Falls through to the one complaint.
    }
    throw new MalformedReceipt(what + " is no JSON object");
  }

  static String text(JsonNode object, String member) throws MalformedReceipt {
    JsonNode node = object.path(member);
    if (!node.isString()) {
      throw new MalformedReceipt("the member " + member + " is missing or no string");
    }
    return node.asString();
  }

  static long number(JsonNode object, String member) throws MalformedReceipt {
    JsonNode node = object.path(member);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
      throw new MalformedReceipt("the member " + member + " is missing or no number");
    }
    return node.asLong();
  }

  static Optional<String> optional(JsonNode object, String member) {
    JsonNode node = object.path(member);
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  /** Base64url without padding, in the one form that encoding gives. */
  static byte[] base64url(String text, String what) throws MalformedReceipt {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one complaint.
    }
    throw new MalformedReceipt(what + " is not base64url without padding");
  }

  /** The octets of a member's value as they stand; the text is an object that was read before. */
  static byte[] slice(byte[] octets, String member) throws MalformedReceipt {
    try (JsonParser parser = JSON.createParser(octets)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(member);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        if (wanted) {
          return Arrays.copyOfRange(octets, start, (int) parser.currentLocation().getByteOffset());
        }
      }
    } catch (JacksonException e) {
      // Falls through to the one complaint.
    }
    throw new MalformedReceipt("the member " + member + " is missing");
  }
}
