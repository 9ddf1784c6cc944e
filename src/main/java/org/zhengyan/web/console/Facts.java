package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.web.html.Html;

/** What is known about one thing: names and values, with a link beside a value that can be changed. */
public final class Facts {
  private final List<Html> rows = new ArrayList<>();

  private Facts() {}

  public static Facts of() {
    return new Facts();
  }

  /** A line; one without a value is left out. */
  public Facts add(String name, String value) {
    return value.isBlank() ? this : add(name, Html.text(value));
  }

  public Facts add(String name, Html value) {
    rows.add(
        Html.of("div", Html.of("dt", Html.text(name)), Html.of("dd", value)));
    return this;
  }

  /** A line of a page that lets its reader check what was typed. */
  public Facts change(String name, String value, String href, String change) {
    rows.add(
        Html.of(
            "div",
            Html.of("dt", Html.text(name)),
            Html.of(
                "dd",
                Html.of("span", Html.text(value)),
                Html.of(
                    "a",
                    List.of("href", href, "class", "change"),
                    Html.text(change),
                    Html.classed("span", "unseen", Html.text(" " + name))))));
    return this;
  }

  public Html html() {
    return Html.of("dl", List.of("class", "facts"), Html.all(rows));
  }
}
