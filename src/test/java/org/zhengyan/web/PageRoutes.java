package org.zhengyan.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Unauthenticated;

/** Every route that a controller of ours serves, with its rule. */
public record PageRoutes(List<PageRoute> all) {
  /** {@code {name}}, or with a pattern whose count of characters stands in braces. */
  public static final Pattern VARIABLE =
      Pattern.compile("\\{\\w+(?::[^{}/]*(?:\\{(\\d+)(?:,\\d*)?}[^{}/]*)?)?}");

  /**
   * @param path with its variables in braces
   * @param roles null for a handler that asks for none
   */
  public record PageRoute(RequestMethod method, String path, HandlerMethod handler, @Nullable Set<Role> roles) {
    public boolean page() {
      return handler.getBeanType().getPackageName().startsWith("org.zhengyan.web.console");
    }

    public boolean open() {
      return handler.hasMethodAnnotation(Unauthenticated.class);
    }

    public boolean scoped() {
      return handler.hasMethodAnnotation(RequiresScope.class);
    }

    /** The path with something in the place of each variable, as long as its pattern asks for. */
    public String example() {
      return VARIABLE
          .matcher(path)
          .replaceAll(found -> "1".repeat(found.group(1) == null ? 1 : Integer.parseInt(found.group(1))));
    }

    public boolean plain() {
      return !path.contains("{");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  public static PageRoutes of(Collection<RequestMappingHandlerMapping> mappings) {
    List<PageRoute> routes = new ArrayList<>();
    for (RequestMappingHandlerMapping mapping : mappings) {
      mapping
          .getHandlerMethods()
          .forEach(
              (info, handler) -> {
                if (ours(handler.getBeanType())) {
                  for (String path : info.getPatternValues()) {
                    for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                      routes.add(new PageRoute(method, path, handler, roles(handler)));
                    }
                  }
                }
              });
    }
    routes.sort(Comparator.comparing(PageRoute::toString));
    return new PageRoutes(List.copyOf(routes));
  }

  /** The route that such a request comes to: the one without variables before the others. */
  public static Optional<PageRoute> find(List<PageRoute> routes, RequestMethod method, String link) {
    PathContainer path = PathContainer.parsePath(URI.create(link).getRawPath());
    return routes.stream()
        .filter(route -> route.method() == method)
        .filter(route -> PathPatternParser.defaultInstance.parse(route.path()).matches(path))
        .min(Comparator.comparing(route -> !route.plain()));
  }

  private static @Nullable Set<Role> roles(HandlerMethod handler) {
    RequiresRole required = handler.getMethodAnnotation(RequiresRole.class);
    return required == null ? null : EnumSet.copyOf(List.of(required.value()));
  }

  /** Tests bring routes of their own. */
  private static boolean ours(Class<?> type) {
    return type.getPackageName().startsWith("org.zhengyan")
        && !type.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith("/test-classes/");
  }
}
