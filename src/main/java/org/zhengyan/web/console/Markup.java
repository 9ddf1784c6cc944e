package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.zhengyan.web.html.Html;

/** The small parts of pages: headings, paragraphs, lists, links that look like buttons. */
public final class Markup {
  private Markup() {}

  public static Html heading(String text) {
    return Html.of("h2", Html.text(text));
  }

  public static Html subheading(String text) {
    return Html.of("h3", Html.text(text));
  }

  public static Html paragraph(String text) {
    return Html.of("p", Html.text(text));
  }

  public static Html paragraph(Html... parts) {
    return Html.of("p", parts);
  }

  /** Small print. */
  public static Html hint(String text) {
    return Html.classed("p", "hint", Html.text(text));
  }

  public static Html list(List<? extends Html> items) {
    return Html.of("ul", Html.all(items.stream().map(item -> Html.of("li", item)).toList()));
  }

  public static Html link(String href, String text) {
    return Html.link(href, Html.text(text));
  }

  /** A link that is the next step on this page. */
  public static Html action(String href, String text) {
    return Html.of("a", List.of("class", "button primary", "href", href), Html.text(text));
  }

  /** A link that is one of several steps. */
  public static Html secondary(String href, String text) {
    return Html.of("a", List.of("class", "button", "href", href), Html.text(text));
  }

  /** Buttons, forms of one button and links in a row, below one another on a phone. */
  public static Html actions(Html... parts) {
    return Html.of("div", List.of("class", "actions"), parts);
  }

  /** A part of the page with a heading, which assistive technology can jump to. */
  public static Html section(String title, Html... parts) {
    List<Html> all = new ArrayList<>();
    all.add(heading(title));
    all.addAll(Arrays.asList(parts));
    return Html.of("section", Html.all(all));
  }

  /** What only some readers want to see, behind its own line. */
  public static Html details(String summary, Html... parts) {
    return Html.of("details", Html.of("summary", Html.text(summary)), Html.of("div", parts));
  }

  /** Where to go from here: each with a sentence that says what is there. */
  public static Html ways(List<Way> ways) {
    return Html.of(
        "ul",
        List.of("class", "ways"),
        Html.all(
            ways.stream()
                .map(
                    way ->
                        Html.of(
                            "li",
                            Html.of("a", List.of("href", way.href()), Html.text(way.title())),
                            Html.of("p", Html.text(way.text()))))
                .toList()));
  }

  /** A link with a sentence. */
  public record Way(String href, String title, String text) {}
}
