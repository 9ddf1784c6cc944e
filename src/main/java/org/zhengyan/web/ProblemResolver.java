package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Answers for every exception of Spring MVC, with or without a handler.
 *
 * <p>A complaint about the body gives way to {@code data-not-needed} when the body names such data:
 * only here are the bytes looked at again, so a good request pays nothing for it.
 */
@Component
final class ProblemResolver implements HandlerExceptionResolver, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemResolver.class);

  private final ProblemRenderer renderer;

  ProblemResolver(ProblemRenderer renderer) {
    this.renderer = renderer;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    try {
      if (failure instanceof AsyncRequestNotUsableException) {
        return new ModelAndView(); // the caller went away
      }
      if (failure instanceof HttpRequestMethodNotSupportedException e && e.getSupportedMethods() != null) {
        response.setHeader("Allow", String.join(", ", allowed(e)));
      }
      Refusal refusal = FailureTranslator.translate(failure);
      renderer.write(request, response, explain(request, failure, refusal));
    } catch (IOException e) {
      LOG.debug("the caller went away before the problem was written", e);
    }
    return new ModelAndView();
  }

  private static Iterable<String> allowed(HttpRequestMethodNotSupportedException e) {
    var methods = e.getSupportedHttpMethods();
    return methods == null ? java.util.List.of() : methods.stream().map(HttpMethod::name).sorted().toList();
  }

  private static Refusal explain(HttpServletRequest request, Exception failure, Refusal refusal) {
    boolean aboutBody =
        failure instanceof HttpMessageNotReadableException
            || failure instanceof HttpMediaTypeNotSupportedException
            || refusal.problem() == Problem.TOO_LARGE
            || refusal.problem() == Problem.UNSUPPORTED_MEDIA_TYPE;
    BufferedRequest buffered = aboutBody ? BufferedRequest.in(request) : null;
    if (buffered == null) {
      return refusal;
    }
    try {
      Optional<Refusal> found = DataNotNeeded.find(buffered.prefix());
      return found.orElse(refusal);
    } catch (Refusal brokenOff) {
      return refusal;
    }
  }
}
