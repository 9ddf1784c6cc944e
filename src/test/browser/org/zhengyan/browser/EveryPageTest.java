package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.access.Role;
import org.zhengyan.web.PageRoutes;
import org.zhengyan.web.PageRoutes.PageRoute;

/**
 * Every page of every console as people of each role meet it, at a desk in light and on a phone in the dark:
 * without a violation that axe finds, within the screen, and as pictures in target/browser/pages.
 */
class EveryPageTest extends BrowserTest {
  private static final Path PAGES = Path.of("target", "browser", "pages");

  /** A page is looked at once, by the first role that sees it; each role's own first page always. */
  private static final Set<String> SEEN = new HashSet<>();

  private static final String LINKS =
      "() => [...document.links].filter(a => !a.hasAttribute('download') && a.origin === location.origin)"
          + ".map(a => a.pathname + a.search)";

  @Autowired private Map<String, RequestMappingHandlerMapping> mappings;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "clerk@national",
        "reviewer@national",
        "auditor@national",
        "admin@national",
        "responsible@demo-organ",
        "manager@demo-organ",
        "owner@appstore",
        "developer@appstore"
      })
  void isAccessibleAndFits(String login) {
    List<PageRoute> routes = routes(login);
    Set<String> own = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    try (Phone desk = reader(login, Phone.options().setViewportSize(1280, 900));
        Phone phone = reader(login, Phone.dark())) {
      Deque<String> waiting = new ArrayDeque<>();
      routes.stream().filter(PageRoute::plain).map(PageRoute::path).forEach(waiting::add);
      while (!waiting.isEmpty()) {
        String path = waiting.poll();
        Optional<PageRoute> route = match(routes, path);
        if (route.isEmpty() || !own.add(route.get().path()) || !SEEN.add(route.get().path())) {
          continue;
        }
        look(desk, path, name(login, route.get(), "wide"), wrong);
        ((List<?>) desk.page.evaluate(LINKS)).forEach(link -> waiting.add((String) link));
        look(phone, path, name(login, route.get(), "narrow"), wrong);
      }
      // The engine's advice to authors about forms is no complaint.
      desk.complaints().stream().filter(words -> !words.startsWith("[DOM]")).forEach(wrong::add);
    }
    assertThat(wrong).isEmpty();
  }

  private static void look(Phone reader, String path, String name, List<String> wrong) {
    Response response = reader.page.navigate(ORIGIN + path);
    reader.page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PAGES.resolve(name + ".png"))
            .setFullPage(true));
    if (response.status() >= 500) {
      wrong.add(path + ": " + response.status());
    }
    if (!reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth").equals(true)) {
      wrong.add(name + " is wider than the screen");
    }
    Axe.violations(reader.page).forEach(violation -> wrong.add(name + ": " + violation));
  }

  private Phone reader(String login, Browser.NewContextOptions options) {
    Phone reader = new Phone(options);
    if (!login.isEmpty()) {
      signIn(reader, login);
    }
    return reader;
  }

  /** What that reader may open: pages, no downloads. */
  private List<PageRoute> routes(String login) {
    Role role =
        DevAccounts.ALL.stream()
            .filter(account -> account.login().equals(login))
            .map(DevAccounts.DevAccount::role)
            .findFirst()
            .orElse(null);
    return PageRoutes.of(mappings.values()).all().stream()
        .filter(route -> route.page() && route.method() == RequestMethod.GET && shown(route))
        .filter(route -> role == null ? route.open() : route.roles() != null && route.roles().contains(role))
        .toList();
  }

  private static boolean shown(PageRoute route) {
    String returned = route.handler().getReturnType().getParameterType().getSimpleName();
    return Set.of("Page", "Html", "Object").contains(returned);
  }

  private static Optional<PageRoute> match(List<PageRoute> routes, String link) {
    PathContainer path = PathContainer.parsePath(URI.create(link).getRawPath());
    Optional<PageRoute> exact =
        routes.stream().filter(route -> route.plain() && route.path().equals(path.value())).findFirst();
    return exact.or(
        () ->
            routes.stream()
                .filter(route -> PathPatternParser.defaultInstance.parse(route.path()).matches(path))
                .findFirst());
  }

  private static String name(String login, PageRoute route, String width) {
    String who = login.isEmpty() ? "public" : login.replace('@', '-');
    String page = route.path().replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
    return who + "-" + (page.isEmpty() ? "home" : page) + "-" + width;
  }
}
