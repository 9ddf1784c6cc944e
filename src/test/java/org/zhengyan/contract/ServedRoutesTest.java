package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.ServerTest;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** What is served is what the description names, in both directions, and so are the scopes. */
@ServerTest
class ServedRoutesTest {
  /** Served by filters of the authorization server, by Spring Boot's actuator, or by the docs page. */
  private static final Set<String> SERVED_BY_FRAMEWORK =
      Set.of(
          "GET /.well-known/oauth-authorization-server",
          "POST /oauth2/token",
          "POST /oauth2/par",
          "GET /oauth2/jwks",
          "GET /actuator/health",
          "GET /actuator/health/liveness",
          "GET /actuator/health/readiness",
          "GET /actuator/prometheus");

  @Autowired Map<String, RequestMappingHandlerMapping> mappings;
  @Autowired ServletContext servlets;

  private final Contract contract = Contract.load();

  @Test
  void everyServedRouteIsDescribed() {
    assertThat(routes().keySet())
        .as("served and not in " + Contract.FILE + ": describe it, or do not serve it")
        .isSubsetOf(described());
  }

  @Test
  void everyDescribedRouteIsServed() {
    Set<String> served = new TreeSet<>(routes().keySet());
    served.addAll(SERVED_BY_FRAMEWORK);
    Set<String> missing = new TreeSet<>(described());
    missing.removeAll(served);
    missing.removeIf(route -> servletServes(route.substring(route.indexOf(' ') + 1)));
    assertThat(missing).as("in " + Contract.FILE + " and not served: build it, or take it out").isEmpty();
  }

  @Test
  void everyServletIsDescribed() {
    Set<String> paths =
        contract.operations().stream().map(Operation::template).collect(Collectors.toSet());
    for (ServletRegistration servlet : servlets.getServletRegistrations().values()) {
      for (String mapping : servlet.getMappings()) {
        if (mapping.equals("/") || mapping.equals("*.jsp") || mapping.equals("*.jspx")) {
          continue;
        }
        String prefix = mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 2) : mapping;
        assertThat(paths)
            .as("the servlet at " + mapping)
            .anyMatch(path -> path.equals(prefix) || path.startsWith(prefix + "/"));
      }
    }
  }

  @Test
  void scopesAreThoseOfTheHandlers() {
    Map<String, HandlerMethod> routes = routes();
    for (Operation operation : contract.operations()) {
      HandlerMethod handler = routes.get(normal(operation.toString()));
      if (handler == null) {
        continue;
      }
      RequiresScope required = handler.getMethodAnnotation(RequiresScope.class);
      Set<String> scopes =
          required == null
              ? Set.of()
              : Arrays.stream(required.value()).map(Scope::wire).collect(Collectors.toSet());
      assertThat(operation.scopes())
          .as("the scopes of " + operation + " and of " + handler.getShortLogMessage())
          .containsExactlyInAnyOrderElementsOf(scopes);
    }
  }

  /** Whoever may send the header is served once by it: the handler takes it, and the other way round. */
  @Test
  void idempotencyKeysReachTheirHandlers() {
    Map<String, HandlerMethod> routes = routes();
    Set<String> described = new TreeSet<>();
    Set<String> taken = new TreeSet<>();
    for (Operation operation : contract.operations()) {
      HandlerMethod handler = routes.get(normal(operation.toString()));
      if (handler == null) {
        continue;
      }
      if (operation.node().path("parameters").toString().contains("IdempotencyKey")) {
        described.add(operation.toString());
      }
      if (Arrays.stream(handler.getMethodParameters())
          .anyMatch(each -> each.getParameterType() == IdempotentRequest.class)) {
        taken.add(operation.toString());
      }
    }
    assertThat(taken).isEqualTo(described).hasSizeGreaterThan(20);
  }

  /** Method and path of every handler of ours, with the names of variables left out. */
  private Map<String, HandlerMethod> routes() {
    Map<String, HandlerMethod> routes = new TreeMap<>();
    for (RequestMappingHandlerMapping mapping : mappings.values()) {
      mapping
          .getHandlerMethods()
          .forEach(
              (info, handler) -> {
                if (ours(handler.getBeanType())) {
                  add(routes, info, handler);
                }
              });
    }
    return routes;
  }

  /** Tests bring routes of their own to look behind the edge; pages of the consoles are no API. */
  private static boolean ours(Class<?> type) {
    return type.getPackageName().startsWith("org.zhengyan")
        && !type.getPackageName().startsWith("org.zhengyan.web.console")
        && !type.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith("/test-classes/");
  }

  private static void add(
      Map<String, HandlerMethod> routes, RequestMappingInfo info, HandlerMethod handler) {
    for (String path : info.getPatternValues()) {
      for (RequestMethod method : info.getMethodsCondition().getMethods()) {
        routes.put(normal(method + " " + path), handler);
      }
      assertThat(info.getMethodsCondition().getMethods()).as(path + " names its method").isNotEmpty();
    }
  }

  private Set<String> described() {
    return contract.operations().stream()
        .map(operation -> normal(operation.toString()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean servletServes(String path) {
    for (ServletRegistration servlet : servlets.getServletRegistrations().values()) {
      for (String mapping : servlet.getMappings()) {
        boolean prefix = mapping.endsWith("/*") && mapping.length() > 2;
        String root = prefix ? mapping.substring(0, mapping.length() - 2) : mapping;
        if (path.equals(root) || prefix && path.startsWith(root + "/")) {
          return true;
        }
      }
    }
    return false;
  }

  private static String normal(String route) {
    return route.replaceAll("\\{[^}]*}", "{}");
  }
}
