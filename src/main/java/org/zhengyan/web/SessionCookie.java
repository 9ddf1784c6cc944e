package org.zhengyan.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.zhengyan.access.SessionToken;
import org.zhengyan.keys.ServiceProperties;

/**
 * The cookies of consoles: {@code __Host-zhengyan} holds the session, {@code __Host-zhengyan-entry} guards
 * the sign-in form, {@code __Host-zhengyan-device} tells a device again. None is for scripts; Lax, since
 * Strict would sign out whoever follows a link from a mail. Without the prefix where the service is plain
 * http: a browser would not take it.
 */
@Component
public class SessionCookie {
  /** Which of them. */
  public enum Kind {
    SESSION(""),
    ENTRY("-entry"),
    DEVICE("-device");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  private final boolean https;

  SessionCookie(ServiceProperties service) {
    this.https = "https".equals(service.publicUrl().getScheme());
  }

  public String name(Kind kind) {
    return (https ? "__Host-zhengyan" : "zhengyan") + kind.suffix;
  }

  /** The token of that cookie; empty when it is missing, stands twice, or is none of ours. */
  public Optional<SessionToken> read(HttpServletRequest request, Kind kind) {
    Cookie[] cookies = request.getCookies();
    String found = null;
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      if (cookie.getName().equals(name(kind))) {
        if (found != null) {
          return Optional.empty();
        }
        found = cookie.getValue();
      }
    }
    return SessionToken.of(found);
  }

  /** @param life null until the browser is closed */
  public void write(HttpServletResponse response, Kind kind, SessionToken token, @Nullable Duration life) {
    response.addHeader("Set-Cookie", cookie(kind, token.cookie(), life));
  }

  public void forget(HttpServletResponse response, Kind kind) {
    response.addHeader("Set-Cookie", cookie(kind, "", Duration.ZERO));
  }

  private String cookie(Kind kind, String value, @Nullable Duration life) {
    ResponseCookie.ResponseCookieBuilder cookie =
        ResponseCookie.from(name(kind), value).path("/").httpOnly(true).sameSite("Lax").secure(https);
    return (life == null ? cookie : cookie.maxAge(life)).build().toString();
  }
}
