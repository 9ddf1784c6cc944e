package org.zhengyan.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What axe-core finds against WCAG 2.1 AA on a page as it stands. */
final class Axe {
  private static final String RULES =
      """
      async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})).violations
        .map(v => v.id + ': ' + v.nodes.slice(0, 4).map(n => n.html + ' ' + (n.any[0]?.message ?? '')).join(' | '))
      """;
  private static final String SCRIPT = read();

  private Axe() {}

  static List<?> violations(Page page) {
    page.evaluate("() => {" + SCRIPT + "}");
    return (List<?>) page.evaluate(RULES);
  }

  private static String read() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe.min.js is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
