package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/** A way in steps: what was done, by whom and when, whose turn it is, what comes. */
public final class Steps {
  private final List<Html> steps = new ArrayList<>();

  private Steps() {}

  public static Steps of() {
    return new Steps();
  }

  public Steps done(String title, @Nullable Html detail) {
    return add("done", StatusTag.GOOD, title, detail);
  }

  /** Whose turn it is stands in the title. */
  public Steps current(String title, @Nullable Html detail) {
    return add("current", StatusTag.WAITING, title, detail);
  }

  public Steps stopped(String title, @Nullable Html detail) {
    return add("stopped", StatusTag.BAD, title, detail);
  }

  public Steps todo(String title, @Nullable Html detail) {
    return add("todo", StatusTag.ENDED, title, detail);
  }

  private Steps add(String kind, StatusTag state, String title, @Nullable Html detail) {
    List<String> attributes =
        kind.equals("current") ? List.of("class", kind, "aria-current", "step") : List.of("class", kind);
    steps.add(
        Html.of(
            "li",
            attributes,
            state.icon(),
            Html.of(
                "div",
                Html.of("p", Html.of("strong", Html.text(title))),
                detail == null ? Html.nothing() : Html.classed("div", "hint", detail))));
    return this;
  }

  public Html html() {
    return Html.of("ol", List.of("class", "steps"), Html.all(steps));
  }
}
