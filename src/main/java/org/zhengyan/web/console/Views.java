package org.zhengyan.web.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.zhengyan.access.SignedIn;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/** Makes the {@link View} of a request; {@code ?lang=} is remembered in a cookie that says nothing else. */
@Component
class Views implements HandlerMethodArgumentResolver, View.Surroundings {
  private static final String LANGUAGE = "lang";

  private final ConsoleAssets assets;
  private final ServiceProperties service;
  private final ObjectProvider<Navigation> navigation;
  private final SectionRoles roles;

  Views(
      ConsoleAssets assets,
      ServiceProperties service,
      ObjectProvider<Navigation> navigation,
      SectionRoles roles) {
    this.assets = assets;
    this.service = service;
    this.navigation = navigation;
    this.roles = roles;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == View.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
    HttpServletResponse response = web.getNativeResponse(HttpServletResponse.class);
    if (request == null || response == null) {
      throw new IllegalStateException("there is no servlet request");
    }
    return view(request, response);
  }

  View view(HttpServletRequest request, HttpServletResponse response) {
    Optional<Language> asked = Language.of(request.getParameter(LANGUAGE));
    asked.ifPresent(language -> remember(language, response));
    Language language = asked.or(() -> remembered(request)).orElse(Language.ZH);
    return new View(request, Console.of(request.getRequestURI()), language, this);
  }

  private static Optional<Language> remembered(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(LANGUAGE)) {
          return Language.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private void remember(Language language, HttpServletResponse response) {
    ResponseCookie cookie =
        ResponseCookie.from(LANGUAGE, language.wire())
            .path("/")
            .maxAge(Duration.ofDays(365))
            .httpOnly(true)
            .secure("https".equals(service.publicUrl().getScheme()))
            .sameSite("Lax")
            .build();
    response.addHeader("Set-Cookie", cookie.toString());
  }

  @Override
  public ConsoleAssets assets() {
    return assets;
  }

  @Override
  public List<Navigation.Item> sections(Console console, HttpServletRequest request) {
    return navigation.stream()
        .filter(each -> each.console() == console)
        .flatMap(each -> each.items().stream())
        .filter(item -> roles.open(item.path(), (SignedIn) request.getAttribute(SignedIn.class.getName())))
        .toList();
  }

  @Override
  public ServiceEnvironment environment() {
    return service.environment();
  }
}
