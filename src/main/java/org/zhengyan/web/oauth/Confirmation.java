package org.zhengyan.web.oauth;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an access token is bound to, its {@code cnf} (RFC 7800): the key of a proof ({@code jkt}, RFC 9449
 * section 6.1), a certificate ({@code x5t#S256}, RFC 8705 section 3.1), or nothing.
 */
record Confirmation(@Nullable String jkt, @Nullable String x5t) {
  static final Confirmation NONE = new Confirmation(null, null);

  private static final String JKT = "jkt";
  private static final String X5T = "x5t#S256";

  static Confirmation toKey(@Nullable String thumbprint) {
    return thumbprint == null ? NONE : new Confirmation(thumbprint, null);
  }

  static Confirmation toCertificate(String thumbprint) {
    return new Confirmation(null, thumbprint);
  }

  /**
   * @param claim of a token, or null
   * @throws InvalidToken unless it is one of the two, so that nobody takes a bound token for another
   */
  static Confirmation of(@Nullable JsonNode claim) throws InvalidToken {
    if (claim == null) {
      return NONE;
    }
    String jkt = claim.path(JKT).asString("");
    String x5t = claim.path(X5T).asString("");
    if (claim.size() != 1 || jkt.isEmpty() == x5t.isEmpty()) {
      throw new InvalidToken("it is bound in a way that is not known here");
    }
    return x5t.isEmpty() ? toKey(jkt) : toCertificate(x5t);
  }

  /** Empty when it binds to nothing. */
  Map<String, Object> claim() {
    if (jkt != null) {
      return Map.of(JKT, jkt);
    }
    return x5t == null ? Map.of() : Map.of(X5T, x5t);
  }
}
