package org.zhengyan.web.console.platform;

import java.util.List;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.principal.PublicJwk;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A public key as somebody pasted it. A private one is refused by its own words; of what was pasted nothing
 * is logged, kept or shown again.
 */
final class PastedKey {
  private static final int LONGEST = 4_000;
  private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private PastedKey() {}

  /** @throws Refusal {@code refused-by-rule} at {@code /key}: {@code key-private} or {@code key-invalid} */
  static PublicJwk read(String text) {
    if (isPrivate(text)) {
      throw refusal("key-private", "this is a private key: paste the public half alone, and make a new key");
    }
    try {
      if (text.length() <= LONGEST) {
        return PublicJwk.parse(text);
      }
    } catch (InvalidKey e) {
      // Said below, without what stood there.
    }
    throw refusal("key-invalid", "give a JWK with the members kty, crv, x and y of a P-256 public key");
  }

  static boolean isPrivate(String text) {
    return text.contains("PRIVATE KEY") || hasPrivateMember(text);
  }

  private static boolean hasPrivateMember(String text) {
    try {
      JsonNode node = JsonMapper.shared().readTree(text);
      JsonNode key = node.path("keys").isArray() ? node.path("keys").path(0) : node;
      return PRIVATE.stream().anyMatch(key::has);
    } catch (JacksonException e) {
      // A key that was cut in the middle is still one: look for the member itself.
      return text.contains("\"d\"");
    }
  }

  private static Refusal refusal(String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, "/key", code, detail);
  }
}
