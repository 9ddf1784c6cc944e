package org.zhengyan.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.zhengyan.access.SignedIn;

/**
 * Gives a page's handler who is signed in, as {@link RoleInterceptor} found it: never null under {@link
 * org.zhengyan.access.RequiresRole}; elsewhere null for everybody else, and the parameter says {@code
 * @Nullable}.
 */
@Component
final class SignedInArgumentResolver implements HandlerMethodArgumentResolver {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == SignedIn.class;
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return request.getAttribute(SignedIn.class.getName(), RequestAttributes.SCOPE_REQUEST);
  }
}
