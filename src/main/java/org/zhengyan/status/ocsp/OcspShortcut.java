package org.zhengyan.status.ocsp;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Hands requests of {@code /ocsp} to their servlet before any other filter sees them.
 *
 * <p>The security chain guards nothing there, costs more than an answer, and refuses the {@code //} and
 * {@code %2F} that base64 brings.
 */
record OcspShortcut(OcspServlet servlet) implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain unused)
      throws IOException, ServletException {
    servlet.service(request, response);
  }
}
