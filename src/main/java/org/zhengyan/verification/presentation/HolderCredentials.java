package org.zhengyan.verification.presentation;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;

/** The two things that a holder's browser shows: its cookie, and the answer token of its page. */
@Component
class HolderCredentials {
  /** Of the {@code Authorization} header. */
  static final String SCHEME = "Answer";

  private final boolean https;
  private final String name;

  HolderCredentials(ServiceProperties service) {
    this.https = "https".equals(service.publicUrl().getScheme());
    // RFC 6265bis section 4.1.3.1: such a name is set by https alone.
    this.name = https ? "__Secure-taking" : "taking";
  }

  static @Nullable String answerToken(@Nullable String authorization) {
    return authorization != null && authorization.startsWith(SCHEME + " ")
        ? authorization.substring(SCHEME.length() + 1).strip()
        : null;
  }

  @Nullable String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /** No script reads it, no other site sends it, no other session gets it. */
  ResponseCookie cookie(String id, String value, Duration life) {
    return ResponseCookie.from(name, value)
        .path("/api/v1/presentations/" + id)
        .httpOnly(true)
        .secure(https)
        .sameSite("Strict")
        .maxAge(life)
        .build();
  }
}
