package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The {@code WWW-Authenticate} header of a 401 or 403 (RFC 6750 section 3, RFC 9449 section 7.1).
 *
 * @param scheme {@code Bearer}, {@code DPoP}, or null when the caller presented neither: both then
 * @param error such as {@code invalid_token}; null when there was no token (RFC 6750 section 3.1)
 * @param scope what would have been needed, or null
 */
public record Challenge(@Nullable String scheme, @Nullable String error, @Nullable String scope) {
  private static final String ATTRIBUTE = Challenge.class.getName();

  static Challenge in(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Challenge challenge
        ? challenge
        : new Challenge(null, null, null);
  }

  /** Remembers the challenge for the renderer. */
  public void keep(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  void write(HttpServletResponse response) {
    StringBuilder parameters = new StringBuilder();
    if (error != null) {
      parameters.append(", error=\"").append(error).append('"');
    }
    if (scope != null) {
      parameters.append(", scope=\"").append(scope).append('"');
    }
    if (!"DPoP".equals(scheme)) {
      response.addHeader("WWW-Authenticate", "Bearer realm=\"api\"" + parameters);
    }
    if (!"Bearer".equals(scheme)) {
      response.addHeader("WWW-Authenticate", "DPoP algs=\"ES256\"" + parameters);
    }
  }
}
