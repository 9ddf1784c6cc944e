package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds the handler of a path with variables by what the path begins and ends with.
 *
 * <p>Spring holds such a path against the methods, headers and pattern of every handler there is, which is a tenth of
 * what a verification costs in the JVM. Here a handler is passed over when the path does not begin as its patterns do
 * up to their first variable, and end as they do after their last; whatever is left is Spring's to decide, and so is
 * everything about a path that is not written plainly (escapes, parameters), since a pattern sees it decoded.
 */
final class HandlersByBeginning extends RequestMappingHandlerMapping {
  /** Written while the handlers are registered, at the start, and only read from then on. */
  private final Map<RequestMappingInfo, List<Ends>> patterns = new IdentityHashMap<>();

  /** What is written plainly of a pattern: before its first variable or wildcard, and after its last. */
  private record Ends(String beginning, String ending) {
    static Ends of(String pattern) {
      return new Ends(HandlersByBeginning.beginning(pattern), HandlersByBeginning.ending(pattern));
    }
  }

  @Override
  protected void registerHandlerMethod(Object handler, Method method, RequestMappingInfo mapping) {
    patterns.put(mapping, mapping.getPatternValues().stream().map(Ends::of).toList());
    super.registerHandlerMethod(handler, method, mapping);
  }

  /** The request with its path, which Tomcat would make anew of its octets for each handler. */
  private static final class Asked extends HttpServletRequestWrapper {
    private final String path;
    private final boolean plain;

    Asked(HttpServletRequest request) {
      super(request);
      String uri = request.getRequestURI();
      path = uri.substring(request.getContextPath().length());
      plain = uri.indexOf('%') < 0 && uri.indexOf(';') < 0;
    }
  }

  @Override
  protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
    return super.lookupHandlerMethod(path, new Asked(request));
  }

  @Override
  protected @Nullable RequestMappingInfo getMatchingMapping(RequestMappingInfo info, HttpServletRequest request) {
    return request instanceof Asked asked && !mayMatch(info, asked) ? null : super.getMatchingMapping(info, request);
  }

  private boolean mayMatch(RequestMappingInfo info, Asked request) {
    List<Ends> known = patterns.get(info);
    if (known == null || !request.plain) {
      return true;
    }
    for (Ends ends : known) {
      if (request.path.startsWith(ends.beginning()) && request.path.endsWith(ends.ending())) {
        return true;
      }
    }
    return false;
  }

  /** A pattern up to its first variable or wildcard; {@code /files/**} and {@code /files/{*rest}} match /files too. */
  static String beginning(String pattern) {
    int end = 0;
    while (end < pattern.length() && "{*?".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    boolean restOfPath = pattern.startsWith("**", end) || pattern.startsWith("{*", end);
    return pattern.substring(0, restOfPath ? Math.max(0, end - 1) : end);
  }

  /** A pattern after its last variable or wildcard; all of it where it has none. */
  static String ending(String pattern) {
    int begin = pattern.length();
    while (begin > 0 && "}*?".indexOf(pattern.charAt(begin - 1)) < 0) {
      begin--;
    }
    return pattern.substring(begin);
  }
}
