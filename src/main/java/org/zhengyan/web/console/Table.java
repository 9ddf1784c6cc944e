package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.web.html.Html;

/**
 * Rows to work through: filters above, pages by cursor below, an export of the same selection; on a phone
 * each row is a card that names its values.
 */
public final class Table {
  private final String caption;
  private final List<String> columns = new ArrayList<>();
  private final List<Boolean> numbers = new ArrayList<>();
  private final List<Html> rows = new ArrayList<>();
  private @Nullable Html filters;
  private @Nullable String first;
  private @Nullable String next;
  private @Nullable String export;
  private @Nullable Html empty;

  private Table(String caption) {
    this.caption = caption;
  }

  /** @param caption what the rows are; spoken, and not shown where the page's heading says it */
  public static Table of(String caption) {
    return new Table(caption);
  }

  public Table column(String name) {
    columns.add(name);
    numbers.add(false);
    return this;
  }

  /** A column of numbers, which stand below one another by their last digit. */
  public Table number(String name) {
    columns.add(name);
    numbers.add(true);
    return this;
  }

  /** The first cell names the row. */
  public Table row(Html... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
    }
    List<Html> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      List<String> attributes =
          numbers.get(i)
              ? List.of("data-label", columns.get(i), "class", "digits")
              : List.of("data-label", columns.get(i));
      row.add(Html.of("td", attributes, Html.of("div", cells[i])));
    }
    rows.add(Html.of("tr", Html.all(row)));
    return this;
  }

  /** A form made with {@link View#search}. */
  public Table filters(Form form) {
    this.filters = form.filters();
    return this;
  }

  /** @param first href of the first page, when this is another one
   *  @param next href of the next page, when there may be more */
  public Table pages(@Nullable String first, @Nullable String next) {
    this.first = first;
    this.next = next;
    return this;
  }

  /** @param href of the same selection as CSV */
  public Table export(String href) {
    this.export = href;
    return this;
  }

  /** What stands there when there is no row: that there is none, and what to do about it. */
  public Table empty(String text, Html... whatNow) {
    this.empty = Html.of("div", List.of("class", "empty"), Html.of("p", Html.text(text)), Html.all(whatNow));
    return this;
  }

  public Html html(View view) {
    List<Html> parts = new ArrayList<>();
    if (filters != null) {
      parts.add(filters);
    }
    if (rows.isEmpty()) {
      parts.add(empty != null ? empty : Html.classed("div", "empty", Markup.paragraph(view.text("table.empty"))));
    } else {
      parts.add(table());
    }
    parts.add(below(view));
    return Html.of("div", List.of("class", "table"), Html.all(parts));
  }

  private Html table() {
    List<Html> heads = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      List<String> attributes =
          numbers.get(i) ? List.of("scope", "col", "class", "digits") : List.of("scope", "col");
      heads.add(Html.of("th", attributes, Html.text(columns.get(i))));
    }
    return Html.of(
        "table",
        List.of("class", "cards"),
        Html.of("caption", List.of("class", "unseen"), Html.text(caption)),
        Html.of("thead", Html.of("tr", Html.all(heads))),
        Html.of("tbody", Html.all(rows)));
  }

  private Html below(View view) {
    List<Html> links = new ArrayList<>();
    if (first != null) {
      links.add(Markup.secondary(first, view.text("table.first")));
    }
    if (next != null) {
      List<String> attributes = List.of("class", "button", "rel", "next", "href", next);
      links.add(Html.of("a", attributes, Html.text(view.text("table.next"))));
    }
    if (export != null && !rows.isEmpty()) {
      links.add(
          Html.of(
              "a", List.of("class", "export", "href", export, "download", ""), Html.text(view.text("table.export"))));
    }
    return links.isEmpty()
        ? Html.nothing()
        : Html.of("nav", List.of("class", "pages", "aria-label", view.text("table.pages", caption)), Html.all(links));
  }
}
