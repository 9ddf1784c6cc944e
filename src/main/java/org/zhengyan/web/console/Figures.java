package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/** The few numbers that somebody came for; each is a link to the rows behind it, where the reader may open them. */
public final class Figures {
  private final List<Html> figures = new ArrayList<>();

  private Figures() {}

  public static Figures of() {
    return new Figures();
  }

  /** @param href null where the rows are not the reader's to open */
  public Figures add(String name, long number, @Nullable String href) {
    Html shown = Html.classed("span", "number", Html.text(Show.count(number)));
    Html named = Html.classed("span", "name", Html.text(name));
    figures.add(
        Html.of(
            "li",
            href == null
                ? Html.classed("div", "figure", shown, named)
                : Html.of("a", List.of("class", "figure", "href", href), shown, named)));
    return this;
  }

  public Html html() {
    return Html.of("ul", List.of("class", "figures"), Html.all(figures));
  }
}
