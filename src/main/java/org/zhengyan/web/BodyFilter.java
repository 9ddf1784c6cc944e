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

  /** Forms are the token endpoint's alone, and Tomcat bounds those ({@code max-http-form-post-size}). */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> PkiPaths.matches(request) || request.getRequestURI().startsWith("/oauth2/");
    };
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new BufferedRequest(request), response);
  }
}
