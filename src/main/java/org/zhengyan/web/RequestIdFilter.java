package org.zhengyan.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.zhengyan.keys.ServiceProperties;

/**
 * Names each request, and sets the headers that every answer carries.
 *
 * <p>A caller's {@code X-Request-Id} is kept when it has at most 64 letters, digits and {@code ._-};
 * anything else is replaced, so that a log line cannot be forged by a header. OCSP, CRLs and issuer
 * certificates pass untouched: they are cached by others and counted by the million.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestIdFilter extends OncePerRequestFilter {
  static final String HEADER = "X-Request-Id";
  static final String MDC_KEY = "requestId";
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** The client in the log: an id, no name. */
  static final String MDC_CLIENT = "client";

  private final boolean https;

  RequestIdFilter(ServiceProperties service) {
    this.https = "https".equals(service.publicUrl().getScheme());
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return PkiPaths.matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = choose(request.getHeader(HEADER));
    response.setHeader(HEADER, id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Cache-Control", "no-store");
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    MDC.put(MDC_KEY, id);
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.remove(MDC_KEY);
      MDC.remove(MDC_CLIENT);
    }
  }

  static String choose(@Nullable String offered) {
    if (offered != null && ACCEPTED.matcher(offered).matches()) {
      return offered;
    }
    // A name for support, not a secret.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
