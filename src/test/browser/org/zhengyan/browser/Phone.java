package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A browser of its own, as large as a phone, that remembers every complaint of the engine: blocked
 * loads, errors of scripts, words on the console.
 */
final class Phone implements AutoCloseable {
  private static final Path CHROMIUM = Path.of(System.getProperty("zhengyan.chromium", "/usr/bin/chromium"));
  private static final Path SHOTS = Path.of("target", "browser", "shots");
  private static Browser browser;

  final BrowserContext context;
  final Page page;
  private final List<String> complaints = new ArrayList<>();

  Phone() {
    this(new Browser.NewContextOptions());
  }

  Phone(Browser.NewContextOptions options) {
    if (options.viewportSize == null) {
      options.setViewportSize(390, 844);
    }
    options.setLocale(options.locale == null ? "zh-CN" : options.locale);
    context = browser().newContext(options);
    context.setDefaultTimeout(20_000);
    context.route(
        Body.BACK + "**",
        route -> route.fulfill(new Route.FulfillOptions().setBody("platform").setContentType("text/html")));
    context.onWebError(error -> complaints.add(error.error()));
    context.onConsoleMessage(
        message -> {
          // The engine notes every answer of 4xx; those are the server's word, and expected.
          if (!message.text().startsWith("Failed to load resource: the server responded with a status of 4")) {
            complaints.add(message.text());
          }
        });
    page = context.newPage();
  }

  static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions();
  }

  private static synchronized Browser browser() {
    if (browser == null) {
      assertThat(CHROMIUM).as("install Debian's package chromium, or set -Dzhengyan.chromium").isExecutable();
      List<String> arguments =
          List.of(
              "--no-sandbox",
              "--disable-gpu",
              "--disable-quic",
              "--disable-sync",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update");
      Playwright playwright = Playwright.create();
      browser =
          playwright
              .chromium()
              .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(arguments));
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
    }
    return browser;
  }

  /** Opens the link in this tab and presses the button that takes the session. */
  Phone take(Body.Asked asked) {
    page.navigate(asked.url());
    press("查看请求");
    return this;
  }

  Phone typeCode(String code) {
    page.getByLabel("核对码", new Page.GetByLabelOptions().setExact(true)).fill(code);
    press("继续");
    waitFor("用哪张证书");
    return this;
  }

  Phone choose(Path file) {
    page.setInputFiles("#file", file);
    page.locator(".chosen > *, .problems:not([hidden])").first().waitFor();
    return this;
  }

  Phone password(String password) {
    page.fill("#password", password);
    return this;
  }

  Phone agree() {
    page.locator("button[type=submit]").click();
    return this;
  }

  Phone refuse() {
    press("拒绝");
    return this;
  }

  void press(String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
  }

  /** Until a heading with these words stands there. */
  Phone waitFor(String heading) {
    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading)).first().waitFor();
    return this;
  }

  /** The summary of what is wrong, once it shows. */
  String problem() {
    Locator problems = page.locator(".problems:not([hidden])");
    problems.waitFor();
    return problems.innerText();
  }

  String text() {
    return page.locator("main").innerText();
  }

  /** A picture of the whole page, for people to look at. */
  Phone shoot(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")).setFullPage(true));
    return this;
  }

  static Browser.NewContextOptions dark() {
    return options().setColorScheme(ColorScheme.DARK);
  }

  /** Nothing was blocked, nothing failed, nothing was printed. */
  void assertQuiet() {
    assertThat(complaints).isEmpty();
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    context.close();
  }

  static {
    try {
      Files.createDirectories(SHOTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
