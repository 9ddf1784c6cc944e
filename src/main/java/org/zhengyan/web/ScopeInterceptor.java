package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.Unauthenticated;

/**
 * Lets a request reach its handler only with a token that carries one of the handler's scopes.
 *
 * <p>It runs before anything of the body is read, and again when all of it is there: whoever sends it drop by
 * drop does not act after the token or the client has ended. A handler method without {@link RequiresScope} and
 * without {@link Unauthenticated} answers nobody. Where a handler is {@link Unauthenticated} and a
 * token comes along all the same, the token must be good, and the handler may ask for its actor.
 */
@Component
final class ScopeInterceptor implements HandlerInterceptor {
  private final CallerAuthentication authentication;

  ScopeInterceptor(CallerAuthentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)) {
      return true; // static pages
    }
    String query = request.getQueryString();
    if (query != null) {
      DataNotNeeded.findInQuery(query)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
    if (method.hasMethodAnnotation(RequiresRole.class)) {
      return true; // a page: who may see it is for RoleInterceptor
    }
    RequiresScope required = method.getMethodAnnotation(RequiresScope.class);
    Unauthenticated free = method.getMethodAnnotation(Unauthenticated.class);
    if (required == null && free == null) {
      throw Refusal.of(Problem.FORBIDDEN, "Nobody may call this");
    }
    String scheme = required != null ? required.orScheme() : free == null ? "" : free.orScheme();
    if (carries(request, scheme)) {
      requireJson(request);
      return true; // the handler looks at what it says
    }
    Optional<Actor> actor = authentication.authenticate(request);
    actor.ifPresent(
        present -> {
          MDC.put(RequestIdFilter.MDC_CLIENT, present.clientId());
          ActorArgumentResolver.keep(request, present);
        });
    if (required != null) {
      requireScope(request, required, actor);
    }
    allowBody(request, method);
    requireJson(request);
    BufferedRequest body = BufferedRequest.in(request);
    if (actor.isPresent() && body != null) {
      body.prefix();
      authentication.requireStill(request);
    }
    return true;
  }

  private static boolean carries(HttpServletRequest request, String scheme) {
    Enumeration<String> headers = request.getHeaders("Authorization");
    return !scheme.isEmpty()
        && headers.hasMoreElements()
        && headers.nextElement().startsWith(scheme + ' ')
        && !headers.hasMoreElements();
  }

  private static void allowBody(HttpServletRequest request, HandlerMethod method) {
    BodyLimit limit = method.getMethodAnnotation(BodyLimit.class);
    BufferedRequest buffered = BufferedRequest.in(request);
    if (limit != null && buffered != null) {
      buffered.allow(limit.kilobytes());
    }
  }

  /** Early, since a form would be parsed before its type is looked at. */
  private static void requireJson(HttpServletRequest request) {
    if (request.getContentType() != null
        && request.getRequestURI().startsWith("/api/")
        && BufferedRequest.in(request) != null) {
      JsonMediaType.require(request.getContentType());
    }
  }

  private static void requireScope(
      HttpServletRequest request, RequiresScope required, Optional<Actor> actor) {
    if (actor.isEmpty()) {
      throw Refusal.of(Problem.UNAUTHENTICATED, "An access token is required");
    }
    for (Scope scope : required.value()) {
      if (actor.get().has(scope)) {
        return;
      }
    }
    String needed =
        Arrays.stream(required.value()).map(Scope::wire).collect(Collectors.joining(" "));
    new Challenge(Challenge.in(request).scheme(), "insufficient_scope", needed).keep(request);
    throw Refusal.of(Problem.FORBIDDEN, "The token carries none of the scopes: " + needed);
  }
}
