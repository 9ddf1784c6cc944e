package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every failure, whoever met it, as {@code application/problem+json} (RFC 9457), or as a page for
 * people in a browser.
 *
 * <p>What goes out is the refusal's own words. Causes are logged with the request's id and stay here.
 */
@Component
public class ProblemRenderer {
  static final String CONTENT_TYPE = "application/problem+json";
  private static final Logger LOG = LoggerFactory.getLogger(ProblemRenderer.class);

  private final JsonMapper json;
  private final ObjectProvider<ProblemPages> pages;

  ProblemRenderer(JsonMapper json, ObjectProvider<ProblemPages> pages) {
    this.json = json;
    this.pages = pages;
  }

  /** Does nothing once an answer is on its way. */
  public void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    log(request, refusal);
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(refusal.problem().status());
    response.setHeader("Cache-Control", "no-store");
    Duration retryAfter = refusal.retryAfter();
    if (retryAfter != null) {
      long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
      response.setHeader("Retry-After", Long.toString(seconds));
    }
    if (refusal.problem() == Problem.TOO_LARGE) {
      response.setHeader("Connection", "close");
    }
    ProblemPages readable = pages.getIfAvailable();
    if (readable != null && readable.wanted(request)) {
      readable.write(request, response, refusal);
      return;
    }
    if (refusal.problem() == Problem.UNAUTHENTICATED || refusal.problem() == Problem.FORBIDDEN) {
      Challenge.in(request).write(response);
    }
    byte[] body = bytes(refusal);
    response.setContentType(CONTENT_TYPE);
    response.setContentLength(body.length);
    if (!"HEAD".equals(request.getMethod())) {
      response.getOutputStream().write(body);
    }
  }

  /** What that failure is called out here. */
  public Refusal refusal(Throwable failure) {
    return FailureTranslator.translate(failure);
  }

  byte[] bytes(Refusal refusal) {
    return json.writeValueAsBytes(ProblemResponse.of(refusal));
  }

  private static void log(HttpServletRequest request, Refusal refusal) {
    // The path is the caller's and may hold anything: it is not logged, the code is ours.
    if (refusal.problem() == Problem.INTERNAL) {
      LOG.error("{} request failed", request.getMethod(), refusal);
    } else if (refusal.getCause() != null) {
      LOG.warn("{} request refused: {}", request.getMethod(), refusal.problem().code(), refusal);
    } else {
      LOG.debug("{} request refused: {}", request.getMethod(), refusal.problem().code());
    }
  }
}
