package org.zhengyan.web.console.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.access.SessionToken;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.SameOrigin;
import org.zhengyan.web.SessionCookie;

/**
 * Guards the forms that come before a session: their token goes with a cookie that this browser got with
 * the page, and a post comes from a page of ours.
 */
@Component
class EntryForms {
  /** Where forms look for their token. */
  static final String CSRF = "org.zhengyan.access.csrf";

  private static final Duration DEVICE_LIFE = Duration.ofDays(400);

  private final SessionCookie cookies;
  private final SameOrigin sameOrigin;

  EntryForms(SessionCookie cookies, SameOrigin sameOrigin) {
    this.cookies = cookies;
    this.sameOrigin = sameOrigin;
  }

  /** Makes the forms of this answer ours. */
  void offer(HttpServletRequest request, HttpServletResponse response) {
    SessionToken entry =
        cookies
            .read(request, SessionCookie.Kind.ENTRY)
            .orElseGet(
                () -> {
                  SessionToken fresh = SessionToken.random();
                  cookies.write(response, SessionCookie.Kind.ENTRY, fresh, null);
                  return fresh;
                });
    request.setAttribute(CSRF, entry.csrf());
    response.setHeader("Referrer-Policy", "same-origin");
  }

  /** @throws Refusal {@code forbidden} */
  void require(HttpServletRequest request) {
    boolean ours =
        sameOrigin.of(request)
            && cookies
                .read(request, SessionCookie.Kind.ENTRY)
                .filter(entry -> entry.accepts(request.getParameter("csrf")))
                .isPresent();
    if (!ours) {
      throw Refusal.of(
          Problem.FORBIDDEN, "This form is not of this browser's page: open /sign-in and send it from there");
    }
  }

  /** The cookie that came with the page; empty for a browser that was shown none. */
  Optional<SessionToken> entry(HttpServletRequest request) {
    return cookies.read(request, SessionCookie.Kind.ENTRY);
  }

  /** The cookie by which this browser is known again, given to it if it has none. */
  SessionToken device(HttpServletRequest request, HttpServletResponse response) {
    SessionToken device =
        cookies.read(request, SessionCookie.Kind.DEVICE).orElseGet(SessionToken::random);
    cookies.write(response, SessionCookie.Kind.DEVICE, device, DEVICE_LIFE);
    return device;
  }

  static String browser(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : Browsers.name(agent);
  }
}
