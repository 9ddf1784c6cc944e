package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.RequiresScope;

/**
 * Gives a handler the {@link Actor} that {@link ScopeInterceptor} found. It is never null under {@link
 * RequiresScope} without another scheme; elsewhere it is null when no token came, and the parameter says
 * {@code @Nullable}.
 */
@Component
final class ActorArgumentResolver implements HandlerMethodArgumentResolver {
  private static final String ATTRIBUTE = Actor.class.getName();

  static void keep(HttpServletRequest request, Actor actor) {
    request.setAttribute(ATTRIBUTE, actor);
  }

  static @Nullable Actor in(NativeWebRequest request) {
    return (Actor) request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Actor.class;
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return in(request);
  }
}
