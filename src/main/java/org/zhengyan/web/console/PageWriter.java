package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.zhengyan.web.html.Html;

/** Writes what a page handler returned, with the headers of a page. */
@Component
class PageWriter implements HandlerMethodReturnValueHandler {
  private static final String PACKAGE = PageWriter.class.getPackageName();

  @Override
  public boolean supportsReturnType(MethodParameter type) {
    Class<?> returned = type.getParameterType();
    return returned == Page.class
        || returned == SeeOther.class
        || returned == Export.class
        || Html.class.isAssignableFrom(returned)
        || returned == Object.class && type.getContainingClass().getPackageName().startsWith(PACKAGE);
  }

  @Override
  public void handleReturnValue(
      @Nullable Object returned, MethodParameter type, ModelAndViewContainer container, NativeWebRequest web)
      throws IOException {
    container.setRequestHandled(true);
    HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
    HttpServletResponse response = web.getNativeResponse(HttpServletResponse.class);
    if (request == null || response == null) {
      throw new IllegalStateException("there is no servlet request");
    }
    switch (returned) {
      case Page page -> write(page, request, response);
      case Html html -> write(html, 200, request, response);
      case Export export -> export.write(request, response);
      case SeeOther other -> {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", other.path());
      }
      case null, default -> throw new IllegalStateException("a page handler returns Page, Html, Export or SeeOther");
    }
  }

  void write(Page page, HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Content-Security-Policy", page.policy());
    write(page.html(), page.status(), request, response);
  }

  private static void write(Html html, int status, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes = html.document().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(
        "Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=()");
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(bytes.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }
}
