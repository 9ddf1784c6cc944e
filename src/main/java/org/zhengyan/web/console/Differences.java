package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.web.html.Html;

/** Two versions of one thing beside each other; what differs is marked, by word as well as by colour. */
public final class Differences {
  private final View view;
  private final List<Html> rows = new ArrayList<>();
  private int changed;

  private Differences(View view) {
    this.view = view;
  }

  public static Differences of(View view) {
    return new Differences(view);
  }

  /** A line; nothing before is a thing added, nothing after a thing taken away. */
  public Differences add(String name, String before, String after) {
    boolean differs = !before.equals(after);
    if (differs) {
      changed++;
    }
    rows.add(
        Html.of(
            "tr",
            List.of("class", differs ? "changed" : "same"),
            Html.of("th", List.of("scope", "row"), Html.text(name)),
            cell("differences.before", before, differs ? "del" : ""),
            cell("differences.after", after, differs ? "ins" : "")));
    return this;
  }

  private Html cell(String label, String value, String mark) {
    String shown = value.isEmpty() ? view.text("differences.none") : value;
    return Html.of(
        "td",
        List.of("data-label", view.text(label)),
        mark.isEmpty() || value.isEmpty() ? Html.text(shown) : Html.of(mark, Html.text(shown)));
  }

  public Html html() {
    return Html.all(
        Markup.hint(view.text("differences.count", changed)),
        Html.of(
            "table",
            List.of("class", "cards differences"),
            Html.of("caption", List.of("class", "unseen"), Html.text(view.text("differences.caption"))),
            Html.of(
                "thead",
                Html.of("tr", head("differences.member"), head("differences.before"), head("differences.after"))),
            Html.of("tbody", Html.all(rows))));
  }

  private Html head(String key) {
    return Html.of("th", List.of("scope", "col"), Html.text(view.text(key)));
  }
}
