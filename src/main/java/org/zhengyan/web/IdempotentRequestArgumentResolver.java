package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.IdempotentRequest;

/** Makes the {@link IdempotentRequest} of a handler: whose key, which key, and a digest of what was sent. */
@Component
final class IdempotentRequestArgumentResolver implements HandlerMethodArgumentResolver {
  static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final byte[] NO_BODY = new byte[0];

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == IdempotentRequest.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("there is no servlet request");
    }
    String key = key(web.getHeaderValues(HEADER));
    Actor actor = ActorArgumentResolver.in(web);
    // Whoever calls without a token shares nothing with others: without a client there is no key.
    return actor == null || key == null
        ? new IdempotentRequest(actor == null ? "" : actor.clientId(), null, NO_BODY)
        : new IdempotentRequest(actor.clientId(), key, digest(request));
  }

  private static @Nullable String key(String @Nullable [] values) {
    if (values == null || values.length == 0) {
      return null;
    }
    if (values.length > 1 || !KEY.matcher(values[0]).matches()) {
      throw Refusal.of(
          Problem.MALFORMED, "Idempotency-Key is one value of 1 to 255 visible ASCII characters");
    }
    return values[0];
  }

  private static byte[] digest(HttpServletRequest request) {
    BufferedRequest buffered = BufferedRequest.in(request);
    String query = request.getQueryString();
    String line =
        request.getMethod() + ' ' + request.getRequestURI() + (query == null ? "" : '?' + query) + '\n';
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
      return sha256.digest(buffered == null ? NO_BODY : buffered.body());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
