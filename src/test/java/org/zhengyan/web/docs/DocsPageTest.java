package org.zhengyan.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page is whole: every operation and schema stands in it, and every link leads somewhere. */
class DocsPageTest {
  private static final Path SPEC = Path.of("api-spec", "openapi.yaml");

  private final String page;
  private final String yaml;

  DocsPageTest() throws IOException {
    yaml = Files.readString(SPEC);
    page = DocsPage.of(yaml, "h1 > a { color: black; }");
    Files.createDirectories(Path.of("target", "docs"));
    Files.writeString(
        Path.of("target", "docs", "index.html"),
        DocsPage.of(yaml, Files.readString(Path.of("src/main/resources/templates/web/docs/docs.css"))));
  }

  @Test
  void everyLinkLeadsSomewhere() {
    Set<String> ids = new HashSet<>(found("id=\"([^\"]+)\""));
    assertThat(ids).isNotEmpty();
    Set<String> targets = found("href=\"#([^\"]+)\"");
    assertThat(ids).containsAll(targets);
  }

  @Test
  void showsEveryOperationAndSchema() {
    Description description = new Description(Yaml.parse(yaml));
    for (Yaml tag : description.root().at("tags").items()) {
      for (Description.Operation each : description.operations(tag.at("name").text())) {
        assertThat(page).contains("id=\"" + each.id() + "\"");
      }
    }
    for (String schema : description.root().at("components", "schemas").names()) {
      assertThat(page).contains("id=\"schema-" + schema + "\"");
    }
  }

  @Test
  void loadsNothing() {
    assertThat(page).doesNotContain("<script", "<link", "src=", "@import", "url(");
  }

  /** What is wider than a telephone scrolls, and by keyboard too (WCAG 2.1.1). */
  @Test
  void linesCanBeScrolledByKeyboard() {
    assertThat(page).contains("<pre tabindex=\"0\">").doesNotContain("<pre>");
  }

  @Test
  void leavesNoMarkdownBehind() {
    assertThat(page.replaceAll("(?s)<pre[^>]*>.*?</pre>|<code>.*?</code>|<style>.*?</style>", ""))
        .doesNotContain("```", "**", "`");
  }

  @Test
  void escapesWhatTheDescriptionSays() {
    String hostile = "info: {title: '<script>alert(1)</script>', description: '`<b>` & \"x\"'}\n";
    assertThat(DocsPage.of(hostile, ""))
        .doesNotContain("<script>", "<b>")
        .contains("&lt;script&gt;", "<code>&lt;b&gt;</code> &amp; &quot;x&quot;");
  }

  private Set<String> found(String regex) {
    Set<String> found = new HashSet<>();
    Matcher matcher = Pattern.compile(regex).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
