package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.ServerTest;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.web.PageRoutes.PageRoute;

/** Every route, from the outside, with every role and with none: a new one without a rule fails here. */
@ServerTest
@NullUnmarked
class EveryRouteTest {
  /** Pages for everybody. Add one here only when nobody's name stands behind it. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /",
          "GET /assets/{name}",
          "GET /check/certificate",
          "GET /check/file",
          "GET /check/receipt",
          "GET /platform/sandbox",
          "POST /check/certificate",
          "POST /check/file",
          "POST /check/receipt");

  /** Where a role is not all that counts: developers add clients in a sandbox only. */
  private static final Set<String> NARROWER = Set.of("DEVELOPER GET /platform/clients/new");

  /** What everybody who is signed in may do: look after the own account. */
  private static final Pattern OWN_ACCOUNT =
      Pattern.compile("/sign-out|/account(/password|/(sessions|devices|keys)(/.*)?)?");

  /** The way in, which a session cannot be asked for; each has a guard of its own. */
  private static final Pattern ENTRY = Pattern.compile("(GET|POST) /(sign-in|sign-out|account/invitation)(/.*)?");

  @LocalServerPort int port;
  @Autowired ApplicationContext application;
  @Autowired Map<String, RequestMappingHandlerMapping> mappings;

  private final HttpClient http = HttpClient.newHttpClient();
  private List<PageRoute> routes;

  @BeforeEach
  void collect() {
    routes = PageRoutes.of(mappings.values()).all();
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void everyRouteHasExactlyOneRule() {
    for (PageRoute route : routes) {
      int rules = (route.open() ? 1 : 0) + (route.scoped() ? 1 : 0) + (route.roles() == null ? 0 : 1);
      assertThat(rules).as(route + " " + route.handler().getShortLogMessage()).isEqualTo(1);
    }
  }

  @Test
  void everyRouteIsMeasured() {
    String property = "management.metrics.web.server.max-uri-tags";
    int most = application.getEnvironment().getRequiredProperty(property, int.class);
    assertThat(routes.stream().map(PageRoute::path).distinct().count()).isGreaterThan(100).isLessThan(most);
  }

  @Test
  void pagesForEverybodyAreListed() {
    Set<String> open = new TreeSet<>();
    for (PageRoute route : routes) {
      if (route.page() && route.open() && !ENTRY.matcher(route.toString()).matches()) {
        open.add(route.toString());
      }
    }
    assertThat(open).as("pages that ask for no role").isSubsetOf(OPEN);
  }

  @Test
  void whoIsNotSignedInIsSentToSignIn() throws Exception {
    for (PageRoute route : routes) {
      if (route.roles() != null) {
        HttpResponse<String> answer = send(route, null, false);
        assertThat(answer.statusCode()).as(route.toString()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).as(route.toString()).startsWith("/sign-in");
      }
    }
  }

  @Test
  void whoHasAnotherRoleIsTurnedAway() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Role, TestSignIn> reader : everyRole().entrySet()) {
      for (PageRoute route : routes) {
        if (route.roles() != null && !route.roles().contains(reader.getKey())) {
          // With all that the page's own form has: nothing but the role keeps the door shut.
          int status =
              route.method() == RequestMethod.GET
                  ? send(route, reader.getValue(), true).statusCode()
                  : reader
                      .getValue()
                      .send(post(reader.getValue(), route, "http://localhost:" + port, reader.getValue().csrf()))
                      .statusCode();
          if (status != 403) {
            wrong.add(reader.getKey() + " " + route + ": " + status);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whoHasTheRoleSeesThePageWithItsHeaders() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Role, TestSignIn> reader : everyRole().entrySet()) {
      for (PageRoute route : routes) {
        if (route.method() == RequestMethod.GET
            && route.plain()
            && route.page()
            && (route.open() || route.roles() != null && route.roles().contains(reader.getKey()))) {
          HttpResponse<String> answer = send(route, reader.getValue(), true);
          String who = reader.getKey() + " " + route;
          if (answer.statusCode() >= 400 && !needsMore(answer) && !NARROWER.contains(who)) {
            wrong.add(who + ": " + answer.statusCode());
          }
          if (html(answer)) {
            assertGuarded(route, answer);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Whoever works for a body or a platform asks; of an authority those who keep accounts and decide about them. */
  private static final Set<Role> ASK_FROM_ABROAD =
      EnumSet.complementOf(EnumSet.of(Role.CLERK, Role.AUDITOR));

  /** Who acts where, said apart from the rules of the handlers: a rule that is too wide fails here. */
  @Test
  void eachRoleHasTheDoorsOfItsConsoleAlone() {
    List<String> wrong = new ArrayList<>();
    for (PageRoute route : routes) {
      Set<Role> roles = route.roles();
      if (roles == null) {
        continue;
      }
      boolean acts = route.method() != RequestMethod.GET;
      boolean own = roles.size() == Role.values().length;
      boolean fits =
          own
              ? OWN_ACCOUNT.matcher(route.path()).matches()
              : doors(route.path(), acts).containsAll(roles)
                  && !(acts && route.path().endsWith("/decision") && roles.size() > 1);
      if (!fits) {
        wrong.add(route + " for " + roles);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Set<Role> doors(String path, boolean acts) {
    if (path.startsWith("/account/overseas")) {
      return ASK_FROM_ABROAD;
    }
    return switch (path.split("/")[1]) {
      case "authority" ->
          acts ? Set.of(Role.CLERK, Role.REVIEWER) : Set.of(Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR);
      case "agency" -> Set.of(Role.RESPONSIBLE, Role.MANAGER, Role.USER);
      case "platform" ->
          acts ? Set.of(Role.OWNER, Role.DEVELOPER) : Set.of(Role.OWNER, Role.DEVELOPER, Role.VIEWER);
      case "auditor" -> Set.of(Role.AUDITOR);
      // Keepers of accounts, who decides what they propose, and certificates of persons of a body.
      case "account" ->
          Set.of(Role.ADMINISTRATOR, Role.REVIEWER, Role.RESPONSIBLE, Role.MANAGER, Role.USER, Role.OWNER);
      default -> Set.of();
    };
  }

  /** The session's cookie alone does nothing: another site's form carries it as well. */
  @Test
  void nothingIsDoneWithoutTheFormsToken() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Role, TestSignIn> reader : everyRole().entrySet()) {
      for (PageRoute route : routes) {
        if (route.roles() != null && route.roles().contains(reader.getKey()) && route.method() != RequestMethod.GET) {
          TestSignIn signIn = reader.getValue();
          int bare = signIn.send(post(signIn, route, "http://localhost:" + port, "")).statusCode();
          int foreign = signIn.send(post(signIn, route, "https://elsewhere.example", signIn.csrf())).statusCode();
          int stolen =
              signIn.send(post(signIn, route, "http://localhost:" + port, "0".repeat(43))).statusCode();
          if (bare != 403 || foreign != 403 || stolen != 403) {
            wrong.add(reader.getKey() + " " + route + ": " + bare + ", " + foreign + ", " + stolen);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A session opens pages and no API; whatever role it has. */
  @Test
  void sessionsOpenNoApi() throws Exception {
    TestSignIn clerk = TestSignIn.as(application, "clerk@national");
    for (PageRoute route : routes) {
      if (route.scoped() && route.path().startsWith("/api/")) {
        assertThat(send(route, clerk, false).statusCode()).as(route.toString()).isEqualTo(401);
      }
    }
  }

  private static HttpRequest.Builder post(TestSignIn signIn, PageRoute route, String origin, String csrf) {
    return signIn
        .request(route.example())
        .header("Origin", origin)
        .header("Accept", "text/html")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .method(route.method().name(), HttpRequest.BodyPublishers.ofString("csrf=" + csrf));
  }

  /** A page that cannot stand without a query says so, and is no closed door. */
  private static boolean needsMore(HttpResponse<String> answer) {
    return answer.statusCode() == 400 || answer.statusCode() == 404 || answer.statusCode() == 409;
  }

  private static boolean html(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  private static void assertGuarded(PageRoute route, HttpResponse<String> answer) {
    assertThat(answer.headers().allValues("Content-Security-Policy"))
        .as(route.toString())
        .singleElement()
        .asString()
        .startsWith("default-src 'none'")
        .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(answer.headers().firstValue("Cache-Control")).as(route.toString()).hasValue("no-store");
    assertThat(answer.headers().firstValue("Referrer-Policy")).isPresent();
    assertThat(answer.body()).as(route.toString()).doesNotContain(" style=\"", " onclick=", "<script>", "javascript:");
  }

  private Map<Role, TestSignIn> everyRole() {
    Map<Role, TestSignIn> readers = new EnumMap<>(Role.class);
    for (DevAccounts.DevAccount account : TestSignIn.oneOfEachRole()) {
      readers.put(account.role(), TestSignIn.as(application, account.login()));
    }
    assertThat(readers.keySet()).containsExactly(Role.values());
    return readers;
  }

  private HttpResponse<String> send(PageRoute route, @Nullable TestSignIn reader, boolean html)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        reader == null
            ? HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + route.example()))
            : reader.request(route.example());
    if (html) {
      request.header("Accept", "text/html");
    }
    request.method(route.method().name(), HttpRequest.BodyPublishers.noBody());
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
