package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.zhengyan.web.html.Html;

/**
 * Figures as a picture made on the server: bars to compare, a line over time. Each figure is a link to the
 * rows behind it, and the same figures stand in a table below.
 */
public final class Chart {
  private static final int WIDTH = 720;
  private static final int ROW = 36;
  private static final int HEIGHT = 240;
  private static final int LEFT = 56;
  private static final int BOTTOM = 32;
  private static final int TOP = 16;
  private static final int LABELS = 7;

  /** One figure. */
  private record Figure(String name, long number, String href) {}

  private final String title;
  private final String what;
  private final List<Figure> figures = new ArrayList<>();

  private Chart(String title, String what) {
    this.title = title;
    this.what = what;
  }

  /**
   * @param title of the chart
   * @param what the heading of the names: a platform, a day
   */
  public static Chart of(String title, String what) {
    return new Chart(title, what);
  }

  public Chart add(String name, long number, String href) {
    figures.add(new Figure(name, number, href));
    return this;
  }

  /** Lying bars, in the order given: to compare a few. */
  public Html bars(View view) {
    long most = Math.max(1, most());
    List<Html> parts = new ArrayList<>();
    int labels = 200;
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      int y = i * ROW;
      double width = Math.max(figure.number() == 0 ? 0 : 2, (WIDTH - labels - 80.0) * figure.number() / most);
      parts.add(
          link(
              figure,
              text(0, y + 23, "start", "", shortened(figure.name())),
              rect("bar", labels, y + 8, width, ROW - 16),
              text(labels + width + 8, y + 23, "start", "value", Show.count(figure.number()))));
    }
    return figure(view, Math.max(1, figures.size()) * ROW, parts);
  }

  /** A line over the figures in their order: days, weeks, months. */
  public Html line(View view) {
    long top = ceiling(most());
    List<Html> parts = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      double y = y(top * i / 4.0, top);
      parts.add(
          Html.of(
              "line",
              List.of("class", "grid", "x1", at(LEFT), "x2", at(WIDTH), "y1", at(y), "y2", at(y))));
      if (top >= 4 || i % 4 == 0) {
        parts.add(text(LEFT - 8, y + 4, "end", "", Show.count(top * i / 4)));
      }
    }
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < figures.size(); i++) {
      path.append(i == 0 ? 'M' : 'L').append(at(x(i))).append(' ').append(at(y(figures.get(i).number(), top)));
    }
    parts.add(Html.of("path", List.of("class", "line", "d", path.isEmpty() ? "M0 0" : path.toString())));
    int every = Math.max(1, (figures.size() + LABELS - 1) / LABELS);
    double step = figures.size() < 2 ? WIDTH - LEFT : x(1) - x(0);
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      parts.add(
          link(
              figure,
              rect("hit", x(i) - step / 2, TOP, step, HEIGHT - TOP - BOTTOM),
              Html.of(
                  "circle",
                  List.of("class", "dot", "cx", at(x(i)), "cy", at(y(figure.number(), top)), "r", "4"))));
      if (i % every == 0) {
        parts.add(text(x(i), HEIGHT - 8, "middle", "", figure.name()));
      }
    }
    return figure(view, HEIGHT, parts);
  }

  private Html figure(View view, int height, List<Html> parts) {
    Table table = Table.of(title).column(what).number(view.text("chart.number"));
    figures.forEach(
        figure -> table.row(Html.text(figure.name()), Markup.link(figure.href(), Show.count(figure.number()))));
    return Html.of(
        "figure",
        List.of("class", "chart"),
        Html.of("figcaption", Html.text(title)),
        Html.of(
            "svg",
            List.of("viewBox", "0 0 " + WIDTH + " " + height, "role", "group", "aria-label", title),
            Html.all(parts)),
        Markup.details(view.text("chart.table"), table.html(view)));
  }

  private static Html link(Figure figure, Html... parts) {
    String words = figure.name() + ": " + Show.count(figure.number());
    return Html.of(
        "a",
        List.of("href", figure.href(), "aria-label", words),
        Html.of("title", Html.text(words)),
        Html.all(parts));
  }

  private static Html text(double x, double y, String anchor, String css, String words) {
    return Html.of("text", List.of("class", css, "x", at(x), "y", at(y), "text-anchor", anchor), Html.text(words));
  }

  private static Html rect(String css, double x, double y, double width, double height) {
    return Html.of(
        "rect",
        List.of("class", css, "x", at(x), "y", at(y), "width", at(width), "height", at(height)));
  }

  private double x(int i) {
    double room = WIDTH - LEFT - 24.0;
    return LEFT + 12 + (figures.size() < 2 ? room / 2 : room * i / (figures.size() - 1));
  }

  private static double y(double number, long top) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / top);
  }

  private long most() {
    return figures.stream().mapToLong(Figure::number).max().orElse(0);
  }

  /** The next number that four lines divide well: 4, 8, 20, 40, 80, 200 … */
  private static long ceiling(long most) {
    for (long ten = 1; ; ten *= 10) {
      for (long step : new long[] {4, 8, 20}) {
        if (most <= step * ten) {
          return step * ten;
        }
      }
    }
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= 12
        ? name
        : name.substring(0, name.offsetByCodePoints(0, 11)) + "…";
  }

  private static String at(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number);
  }
}
