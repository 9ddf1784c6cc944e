package org.zhengyan.web.oauth;

import java.util.Optional;

/**
 * The scheme and the access token of an {@code Authorization} header (RFC 6750 section 2.1, RFC 9449 section
 * 7.1), read by hand because every request passes here. What the token is worth is not known yet.
 *
 * @param dpop whether the scheme is {@code DPoP}; else it is {@code Bearer}
 * @param token of the syntax {@code token68} (RFC 9110 section 11.2)
 */
record TokenCredentials(boolean dpop, String token) {

  /** Empty for another scheme, for no token, and for anything behind it. */
  static Optional<TokenCredentials> parse(String header) {
    boolean dpop = header.regionMatches(true, 0, "DPoP ", 0, 5);
    if (!dpop && !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    int start = dpop ? 5 : 7;
    while (start < header.length() && header.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < header.length() && token68(header.charAt(end))) {
      end++;
    }
    int padding = end;
    while (padding < header.length() && header.charAt(padding) == '=') {
      padding++;
    }
    return end > start && padding == header.length()
        ? Optional.of(new TokenCredentials(dpop, header.substring(start)))
        : Optional.empty();
  }

  private static boolean token68(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
  }
}
