package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.zhengyan.ephemeral.AddressQuotas;
import org.zhengyan.principal.LimitedByAddress;

/** Counts what comes without a name, by address, before anything of it is read. */
@Component
final class AddressInterceptor implements HandlerInterceptor {
  private final AddressQuotas quotas;

  AddressInterceptor(AddressQuotas quotas) {
    this.quotas = quotas;
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method) {
      LimitedByAddress limited = method.getMethodAnnotation(LimitedByAddress.class);
      if (limited != null) {
        quotas.take(limited.value(), request.getRemoteAddr());
      }
    }
    return true;
  }
}
