package org.zhengyan.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request that may have a body a {@link BufferedRequest}, which bounds and keeps it. */
@Component
@Order(0)
final class BodyFilter extends OncePerRequestFilter {

  /**
   * Tomcat bounds the token endpoint's forms ({@code max-http-form-post-size}); a page that takes a file reads it
   * as it comes in, within its own bound.
   */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> PkiPaths.matches(request)
          || request.getRequestURI().startsWith("/oauth2/")
          || fileOfPage(request);
    };
  }

  private static boolean fileOfPage(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null
        && type.startsWith("multipart/form-data")
        && !request.getRequestURI().startsWith("/api/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new BufferedRequest(request), response);
  }
}
