package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.web.PageRoutes;
import org.zhengyan.web.PageRoutes.PageRoute;

/**
 * Every page of every console as people of each role meet it, at a desk in light and on a phone in the dark:
 * without a violation that axe finds, within the screen, operable by keyboard, and as pictures in
 * target/browser/pages. What no role comes to by a link is listed, with where it is opened instead.
 * {@link EveryStateTest} has the pages of those who have no account.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryPageTest extends BrowserTest {
  private static final Path PAGES = Path.of("target", "browser", "pages");

  /** Pages that this test does not come to; each is opened elsewhere, or cannot be by a browser. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "/agency/key-recoveries/{id}", "EnrollingTest: it takes two certificates of one person, and a lost key",
          "/authority/key-recoveries/asked/{id}", "EnrollingTest, likewise",
          "/authority/key-recoveries/{id:[0-9a-f]{32}}", "EnrollingTest, likewise");

  /** A page is looked at once, by the first role that sees it; each role's own first page always. */
  private static final Set<String> SEEN = new HashSet<>();

  private static final int OTHERS = 4;

  private static boolean furnished;

  private static final String LINKS =
      "() => [...document.links].filter(a => !a.hasAttribute('download') && a.origin === location.origin)"
          + ".map(a => a.pathname + a.search)";

  /** What can be operated and takes no focus in its order, or does not show that it has it. */
  private static final String KEYLESS =
      """
      () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.checkVisibility() && !e.disabled)
        .filter(e => {
          e.focus({preventScroll: true});
          return document.activeElement !== e || e.tabIndex !== 0 || getComputedStyle(e).outlineStyle === 'none';
        })
        .slice(0, 4).map(e => e.outerHTML.slice(0, 120))
      """;

  @Autowired private Map<String, RequestMappingHandlerMapping> mappings;
  @Autowired private ApplicationContext application;

  /** Nobody first, then somebody of each role there is. */
  static Stream<String> readers() {
    return Stream.concat(Stream.of(""), TestSignIn.oneOfEachRole().stream().map(DevAccounts.DevAccount::login));
  }

  @BeforeEach
  void oneOfEverything() throws Exception {
    if (!furnished) {
      furnished = true;
      new Furnishing(application).furnish(signedIn("clerk@national", Phone.options()).page);
    }
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("readers")
  void isAccessibleAndFits(String login) {
    List<PageRoute> routes = routes(login);
    Set<String> followed = new HashSet<>();
    Map<String, Integer> others = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    try (Phone desk = reader(login, Phone.options().setViewportSize(1280, 900));
        Phone phone = reader(login, Phone.dark())) {
      Deque<String> waiting = new ArrayDeque<>();
      routes.stream().filter(PageRoute::plain).map(PageRoute::path).forEach(waiting::add);
      while (!waiting.isEmpty()) {
        String path = waiting.poll();
        Optional<PageRoute> route = PageRoutes.find(routes, RequestMethod.GET, path);
        if (route.isEmpty() || !followed.add(path)) {
          continue;
        }
        if (SEEN.contains(route.get().path()) && !first(login, path)) {
          // Another of its kind may lead on where the one that was looked at does not.
          if (!route.get().plain() && others.merge(route.get().path(), 1, Integer::sum) <= OTHERS) {
            desk.page.navigate(ORIGIN + path);
            ((List<?>) desk.page.evaluate(LINKS)).forEach(link -> waiting.add((String) link));
          }
          continue;
        }
        if (look(desk, path, name(login, route.get(), "wide"), wrong) < 400) {
          SEEN.add(route.get().path());
        }
        ((List<?>) desk.page.evaluate(LINKS)).forEach(link -> waiting.add((String) link));
        look(phone, path, name(login, route.get(), "narrow"), wrong);
      }
      // The engine's advice to authors about forms is no complaint.
      desk.complaints().stream().filter(words -> !words.startsWith("[DOM]")).forEach(wrong::add);
    }
    assertThat(wrong).isEmpty();
  }

  /** Of all that the readers before may open; other tests may have furnished what these need not open. */
  @Order(2)
  @Test
  void leavesNoPageUnopened() {
    Set<String> unopened = new TreeSet<>();
    PageRoutes.of(mappings.values()).all().stream()
        .filter(EveryPageTest::shown)
        .map(PageRoute::path)
        .filter(path -> !SEEN.contains(path))
        .forEach(unopened::add);
    assertThat(unopened).isSubsetOf(ELSEWHERE.keySet());
  }

  private static int look(Phone reader, String path, String name, List<String> wrong) {
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
    ((List<?>) reader.page.evaluate(KEYLESS)).forEach(element -> wrong.add(name + " by keyboard: " + element));
    return response.status();
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
        .filter(EveryPageTest::shown)
        .filter(route -> role == null ? route.open() : route.roles() != null && route.roles().contains(role))
        .toList();
  }

  private static boolean shown(PageRoute route) {
    String returned = route.handler().getReturnType().getParameterType().getSimpleName();
    return route.page() && route.method() == RequestMethod.GET && Set.of("Page", "Html", "Object").contains(returned);
  }

  /** The page where the reader's console begins, which is not the same for all its roles. */
  private static boolean first(String login, String path) {
    return DevAccounts.ALL.stream()
        .anyMatch(account -> account.login().equals(login) && path.equals("/" + account.realm().wire()));
  }

  private static String name(String login, PageRoute route, String width) {
    String who = login.isEmpty() ? "public" : login.replace('@', '-');
    String page = route.path().replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
    return who + "-" + (page.isEmpty() ? "home" : page) + "-" + width;
  }
}
