package org.zhengyan.principal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The digest that an approval names: SHA-256, in lower-case hex, over one JSON object of strings in
 * the canonical form of RFC 8785.
 *
 * <p>Values hold no control characters (texts from callers cannot, section 1 of the API), which
 * leaves sorted names, no spaces and UTF-8 as all that the canonical form asks for.
 */
public final class ProposalDigest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ProposalDigest() {}

  public static String of(Map<String, String> members) {
    for (String value : members.values()) {
      if (value.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a control character in a digest's member");
      }
    }
    // As a string first: written to bytes, characters beyond the BMP could come out escaped.
    return sha256(JSON.writeValueAsString(new TreeMap<>(members)));
  }

  /** The digest of a text that is canonical already. */
  static String sha256(String canonical) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
