package org.zhengyan.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.zhengyan.access.EntryRules;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.SessionToken;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Lets a request reach a page only from a session whose account has one of the page's roles.
 *
 * <p>Who is not signed in is sent to sign in and comes back. What changes something needs the form's token
 * and must come from a page of ours as well. Staff who left the ranges of their authority, and who went abroad
 * without a permission, are told so, and their session is over. Pages for everybody learn who is signed in, if
 * anybody is.
 */
@Component
final class RoleInterceptor implements HandlerInterceptor {
  /** Where a page finds the token for its forms. */
  static final String CSRF = "org.zhengyan.access.csrf";

  private final Sessions sessions;
  private final EntryRules rules;
  private final SessionCookie cookies;
  private final SameOrigin sameOrigin;

  RoleInterceptor(
      Sessions sessions, EntryRules rules, SessionCookie cookies, SameOrigin sameOrigin) {
    this.sessions = sessions;
    this.rules = rules;
    this.cookies = cookies;
    this.sameOrigin = sameOrigin;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)) {
      return true;
    }
    RequiresRole required = method.getMethodAnnotation(RequiresRole.class);
    if (required == null && !mayKnow(request.getRequestURI())) {
      return true;
    }
    // Of a whole form, before the session is asked: one that comes in drop by drop would outlive it.
    String csrf = required == null || reads(request) ? null : request.getParameter("csrf");
    Optional<SessionToken> token = cookies.read(request, SessionCookie.Kind.SESSION);
    Optional<SignedIn> found = token.flatMap(sessions::find);
    EntryRules.Stay stay =
        found.map(who -> rules.stay(who, request.getRemoteAddr())).orElse(EntryRules.Stay.MAY);
    if (stay != EntryRules.Stay.MAY) {
      if (required != null) {
        throw left(stay);
      }
      found = Optional.empty();
    }
    if (found.isPresent()) {
      MDC.put(RequestIdFilter.MDC_CLIENT, "account:" + found.get().accountId());
      request.setAttribute(SignedIn.class.getName(), found.get());
      request.setAttribute(CSRF, token.orElseThrow().csrf());
    }
    if (required == null) {
      return true;
    }
    // Pages send no referrer elsewhere, but their origin to us.
    response.setHeader("Referrer-Policy", "same-origin");
    if (found.isEmpty()) {
      if (token.isPresent() && !reads(request) && ours(request, token.get(), csrf)) {
        again(request, response);
      } else {
        signIn(request, response);
      }
      return false;
    }
    if (!found.get().hasAny(required.value())) {
      throw Refusal.of(Problem.FORBIDDEN, "This page is for other roles than those of your account");
    }
    if (!reads(request)) {
      requireOurForm(request, token.orElseThrow(), csrf);
    }
    return true;
  }

  private static Refusal left(EntryRules.Stay stay) {
    return stay == EntryRules.Stay.ABROAD
        ? Refusal.member(
            Problem.FORBIDDEN,
            "/address",
            "address-abroad",
            "This address is abroad, and there is no permission for that on this device now")
        : Refusal.member(
            Problem.FORBIDDEN,
            "/address",
            "address-out-of-range",
            "This address is not among those from which your authority lets its staff work");
  }

  private void requireOurForm(HttpServletRequest request, SessionToken token, @Nullable String csrf) {
    if (!sameOrigin.of(request)) {
      throw Refusal.of(Problem.FORBIDDEN, "This did not come from a page of this service");
    }
    if (!token.accepts(csrf)) {
      throw Refusal.of(
          Problem.FORBIDDEN, "The form is of another session: go back, reload the page and send it again");
    }
  }

  private boolean ours(HttpServletRequest request, SessionToken token, @Nullable String csrf) {
    return sameOrigin.of(request) && token.accepts(csrf);
  }

  /** The session ran out over a form: what was typed goes along with the sign-in. */
  private static void again(HttpServletRequest request, HttpServletResponse response) {
    try {
      request.getRequestDispatcher("/sign-in/again").forward(request, response);
    } catch (ServletException | IOException e) {
      throw new IllegalStateException("the sign-in page cannot be shown", e);
    }
  }

  private static void signIn(HttpServletRequest request, HttpServletResponse response) {
    String query = request.getQueryString();
    String to = request.getRequestURI() + (query == null ? "" : '?' + query);
    String where =
        reads(request) && to.length() < 1000
            ? "/sign-in?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)
            : "/sign-in";
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", where);
  }

  static boolean reads(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  /** Machines' paths and files are the same for everybody: no session is looked for. */
  private static boolean mayKnow(String path) {
    return !(path.startsWith("/api/")
        || path.startsWith("/oauth2/")
        || path.startsWith("/assets/")
        || path.startsWith("/v/")
        || path.startsWith("/log/")
        || path.startsWith("/.well-known/")
        || path.startsWith("/docs")
        || path.startsWith("/openapi"));
  }
}
