package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds the handler of a path with variables by what the path begins and ends with.
 *
 * <p>Spring holds such a path against the methods, headers and pattern of every handler there is, which is a tenth of
 * what a verification costs in the JVM. Here only those handlers are asked whose patterns begin as the path does up to
 * their first variable, and end as it does after their last. Whether one of them fits is Spring's to decide, and so is
 * everything where several fit, and everything about a path that is not written plainly (escapes, parameters), since a
 * pattern sees it decoded. Handlers that are registered after the start are not found.
 */
final class HandlersByBeginning extends RequestMappingHandlerMapping {
  private final Map<String, List<Candidate>> byBeginning = new HashMap<>();

  /** Those whose beginning is no whole number of segments: few, and looked through. */
  private final List<Candidate> withinSegment = new ArrayList<>();

  /** Paths without a variable, which Spring finds at once. */
  private final Set<String> direct = new HashSet<>();

  /** One pattern of a handler, with what is written plainly of it before its first variable and after its last. */
  private record Candidate(RequestMappingInfo mapping, HandlerMethod handler, String beginning, String ending) {
    boolean mayMatch(String path) {
      return path.startsWith(beginning) && path.endsWith(ending);
    }
  }

  @Override
  public void afterPropertiesSet() {
    super.afterPropertiesSet();
    getHandlerMethods().forEach(this::index);
  }

  private void index(RequestMappingInfo mapping, HandlerMethod handler) {
    Set<String> plain = getDirectPaths(mapping);
    direct.addAll(plain);
    for (String pattern : mapping.getPatternValues()) {
      if (plain.contains(pattern)) {
        continue;
      }
      Candidate candidate = new Candidate(mapping, handler, beginning(pattern), ending(pattern));
      if (candidate.beginning().endsWith("/")) {
        byBeginning.computeIfAbsent(candidate.beginning(), beginning -> new ArrayList<>()).add(candidate);
      } else {
        withinSegment.add(candidate);
      }
    }
  }

  @Override
  protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
    if (direct.contains(path) || path.indexOf('%') >= 0 || path.indexOf(';') >= 0) {
      return super.lookupHandlerMethod(path, request);
    }
    List<Candidate> candidates = candidates(path);
    Candidate only = null;
    RequestMappingInfo match = null;
    for (Candidate candidate : candidates) {
      RequestMappingInfo matching = getMatchingMapping(candidate.mapping(), request);
      if (matching != null && match != null) {
        return super.lookupHandlerMethod(path, request); // which of them is the nearer
      }
      if (matching != null) {
        only = candidate;
        match = matching;
      }
    }
    if (only == null || match == null) {
      return handleNoMatch(candidates.stream().map(Candidate::mapping).collect(Collectors.toSet()), path, request);
    }
    request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, only.handler());
    handleMatch(match, path, request);
    return only.handler();
  }

  private List<Candidate> candidates(String path) {
    List<Candidate> found = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      for (Candidate candidate : byBeginning.getOrDefault(path.substring(0, slash + 1), List.of())) {
        if (candidate.mayMatch(path)) {
          found.add(candidate);
        }
      }
    }
    for (Candidate candidate : withinSegment) {
      if (candidate.mayMatch(path)) {
        found.add(candidate);
      }
    }
    return found;
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
