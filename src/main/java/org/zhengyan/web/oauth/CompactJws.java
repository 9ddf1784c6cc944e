package org.zhengyan.web.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.VerificationKey;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A compact JWS (RFC 7515) with ES256, read strictly: three parts of canonical base64url, JSON objects
 * without repeated members, an {@code alg} of {@code ES256} and nothing else, and no header parameter
 * but those that the kind of token may have. So no key is ever taken from a URL or a certificate in the
 * header, and no {@code crit} is ignored.
 */
final class CompactJws {
  private static final int SIGNATURE_OCTETS = 64;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(8).maxNumberLength(20).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode header;
  private final ObjectNode claims;
  private final byte[] signingInput;
  private final byte[] signature;

  private CompactJws(ObjectNode header, ObjectNode claims, byte[] signingInput, byte[] signature) {
    this.header = header;
    this.claims = claims;
    this.signingInput = signingInput;
    this.signature = signature;
  }

  /**
   * Reads a token without checking its signature.
   *
   * @param longest in characters
   * @param parameters the header parameters that it may have
   * @param types what {@code typ} may be, in lower case; the empty string stands for none
   */
  static CompactJws parse(String text, int longest, Set<String> parameters, Set<String> types)
      throws InvalidToken {
    if (text.length() > longest) {
      throw new InvalidToken("it is too long");
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      throw new InvalidToken("it is no compact JWS");
    }
    ObjectNode header = object(decode(text.substring(0, first)));
    for (String name : header.propertyNames()) {
      if (!parameters.contains(name)) {
        throw new InvalidToken("its header has a parameter that is not accepted here");
      }
    }
    if (!"ES256".equals(text(header, "alg"))) {
      throw new InvalidToken("its alg is not ES256");
    }
    String type = text(header, "typ");
    if (!types.contains(type == null ? "" : type.toLowerCase(java.util.Locale.ROOT))) {
      throw new InvalidToken("its typ is not accepted here");
    }
    byte[] signature = decode(text.substring(second + 1));
    if (signature.length != SIGNATURE_OCTETS) {
      throw new InvalidToken("its signature does not verify");
    }
    return new CompactJws(
        header,
        object(decode(text.substring(first + 1, second))),
        text.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        signature);
  }

  boolean verifies(VerificationKey key) {
    try {
      return key.verify(signingInput, ECDSA.transcodeSignatureToDER(signature));
    } catch (JOSEException e) {
      return false;
    }
  }

  ObjectNode header() {
    return header;
  }

  @Nullable String kid() throws InvalidToken {
    return text(header, "kid");
  }

  /** A claim that is absent or a string. */
  @Nullable String claim(String name) throws InvalidToken {
    return text(claims, name);
  }

  String requiredClaim(String name) throws InvalidToken {
    String value = claim(name);
    if (value == null || value.isEmpty()) {
      throw new InvalidToken("its claim " + name + " is missing");
    }
    return value;
  }

  /** A NumericDate (RFC 7519 section 2) in whole seconds; null when absent. */
  @Nullable Long seconds(String name) throws InvalidToken {
    JsonNode value = claims.get(name);
    if (value == null) {
      return null;
    }
    if (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() < 1e11) {
      // Some libraries write fractions; the next lower second is what they mean.
      return (long) value.doubleValue();
    }
    throw new InvalidToken("its claim " + name + " is no number of seconds");
  }

  long requiredSeconds(String name) throws InvalidToken {
    Long value = seconds(name);
    if (value == null) {
      throw new InvalidToken("its claim " + name + " is missing");
    }
    return value;
  }

  @Nullable JsonNode raw(String claim) {
    return claims.get(claim);
  }

  private static @Nullable String text(ObjectNode object, String name) throws InvalidToken {
    JsonNode value = object.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw new InvalidToken("its member " + name + " is no string");
    }
    return value.stringValue();
  }

  private static byte[] decode(String part) throws InvalidToken {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      // Encoding it again refuses padding and stray bits, so that one signature is one text.
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidToken("it is no compact JWS");
  }

  private static ObjectNode object(byte[] json) throws InvalidToken {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw new InvalidToken("a part of it is no JSON object, or repeats a member");
  }
}
