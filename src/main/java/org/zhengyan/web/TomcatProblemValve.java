package org.zhengyan.web;

import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Renders what no servlet answered: malformed requests, {@code sendError}, failures of filters. */
final class TomcatProblemValve extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(TomcatProblemValve.class);

  private final ProblemRenderer renderer;

  TomcatProblemValve(ProblemRenderer renderer) {
    this.renderer = renderer;
    setShowReport(false);
    setShowServerInfo(false);
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      // Not its facade, for which the answer is on its way once sendError was called.
      response.resetBuffer(true);
      renderer.write(request.getRequest(), response, refusal(status, failure));
      response.finishResponse();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the caller went away before the problem was written", e);
    }
  }

  private static Refusal refusal(int status, @Nullable Throwable failure) {
    // Tomcat keeps its parser's exception with a 400 as well.
    if (failure != null && status == 500) {
      return FailureTranslator.translate(failure);
    }
    return switch (status) {
      case 401 -> Refusal.of(Problem.UNAUTHENTICATED, "An access token is required");
      case 403 -> Refusal.of(Problem.FORBIDDEN, "The request is not permitted");
      case 404 -> Refusal.of(Problem.NOT_FOUND, "There is nothing here");
      case 405 ->
          Refusal.of(Problem.METHOD_NOT_ALLOWED, "The resource does not offer this method");
      case 406 -> Refusal.of(Problem.NOT_ACCEPTABLE, "Accept application/json");
      case 413 -> Refusal.of(Problem.TOO_LARGE, "The body is too large");
      case 415 -> Refusal.of(Problem.UNSUPPORTED_MEDIA_TYPE, "Send application/json in UTF-8");
      case 503 ->
          Refusal.unavailable("The service is stopping or overloaded", Duration.ofSeconds(2), null);
      case 501, 505 ->
          Refusal.of(Problem.MALFORMED, "Speak HTTP/1.1, with no transfer coding but chunked");
      default ->
          status < 500
              ? Refusal.of(Problem.MALFORMED, "The request is malformed")
              : FailureTranslator.internal(new IllegalStateException("status " + status));
    };
  }
}
