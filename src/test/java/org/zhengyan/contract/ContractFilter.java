package org.zhengyan.contract;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Compares every answer of every application under test with the description.
 *
 * <p>It is found by the component scan of the test class path. It changes nothing: {@link
 * ContractListener} fails the test in which a difference was seen.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ContractFilter extends OncePerRequestFilter {
  /** Plain servlets whose answers are not JSON and are counted by the million. */
  private static final List<String> PLAIN = List.of("/ocsp", "/crl/", "/ca/", "/actuator/");

  private static final int LIMIT = 512 * 1024 + 1;
  private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    // Routes that are not described are ServedRoutesTest's business; tests may bring some of their own.
    // A stream of events is no answer that could be kept and compared.
    return request.getRequestURI().endsWith("/events")
        || PLAIN.stream().anyMatch(request.getRequestURI()::startsWith)
        || Contract.load().find(request.getMethod(), request.getRequestURI()).isEmpty();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var recordedRequest = new ContentCachingRequestWrapper(request, LIMIT);
    var recordedResponse = new ContentCachingResponseWrapper(response);
    try {
      chain.doFilter(recordedRequest, recordedResponse);
    } finally {
      VIOLATIONS.addAll(Contract.load().violations(exchange(recordedRequest, recordedResponse)));
      recordedResponse.copyBodyToResponse();
    }
  }

  private static Contract.Exchange exchange(
      ContentCachingRequestWrapper request, ContentCachingResponseWrapper response) {
    Map<String, String> headers = new HashMap<>();
    for (String name : response.getHeaderNames()) {
      String value = response.getHeader(name);
      if (value != null) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
    if (response.getContentType() != null) {
      headers.put("content-type", response.getContentType());
    }
    return new Contract.Exchange(
        request.getMethod(),
        request.getRequestURI(),
        request.getContentType(),
        request.getContentAsByteArray(),
        response.getStatus(),
        headers,
        response.getContentAsByteArray());
  }

  /** What was seen since the last call. */
  static List<String> drain() {
    List<String> seen = List.copyOf(VIOLATIONS);
    VIOLATIONS.clear();
    return seen.stream().distinct().toList();
  }
}
