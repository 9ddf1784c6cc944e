package org.zhengyan.web.console;

import java.util.List;
import java.util.Locale;
import org.zhengyan.web.html.Html;

/** A state as a word and a shape; colour says the same once more. Unknown is a state of its own. */
public enum StatusTag {
  GOOD("M3 8.5l3.5 3.5L13 4.5"),
  WAITING("M8 3.5V8l3 2M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13"),
  HELD("M5.5 3v10M10.5 3v10"),
  BAD("M4 4l8 8M12 4l-8 8"),
  UNKNOWN("M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9.2 8 10M8 12.6v.4"),
  ENDED("M3.5 8h9");

  private final String shape;

  StatusTag(String shape) {
    this.shape = shape;
  }

  public Html of(String word) {
    return Html.of(
        "span", List.of("class", "tag " + wire()), icon(), Html.of("span", Html.text(word)));
  }

  Html icon() {
    return Html.of(
        "svg",
        List.of("viewBox", "0 0 16 16", "width", "16", "height", "16", "aria-hidden", "true", "focusable", "false"),
        Html.of(
            "path",
            List.of(
                "d", shape, "fill", "none", "stroke", "currentColor", "stroke-width", "2",
                "stroke-linecap", "round", "stroke-linejoin", "round")));
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
