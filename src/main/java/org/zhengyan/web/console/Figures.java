package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.web.html.Html;

/** The few numbers that somebody came for; each is a link to the rows behind it. */
public final class Figures {
  private final List<Html> figures = new ArrayList<>();

  private Figures() {}

  public static Figures of() {
    return new Figures();
  }

  public Figures add(String name, long number, String href) {
    figures.add(
        Html.of(
            "li",
            Html.of(
                "a",
                List.of("href", href),
                Html.classed("span", "number", Html.text(Show.count(number))),
                Html.classed("span", "name", Html.text(name)))));
    return this;
  }

  public Html html() {
    return Html.of("ul", List.of("class", "figures"), Html.all(figures));
  }
}
