package org.zhengyan.document.ofd;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.zhengyan.document.page.FacePage;
import org.zhengyan.document.page.Mark;

/** The {@code Content.xml} of a page: paths and text (GB/T 33190-2016, chapters 9 and 11). */
final class PageContent {
  private static final String NONE = "false";

  private final FacePage page;
  private final Map<String, Integer> fonts;
  private final int colours;
  private final Xml xml;
  private int id;

  /**
   * @param fonts the ids of the fonts by name
   * @param colours the id of the colour space
   * @param id the last id in use
   */
  PageContent(FacePage page, Map<String, Integer> fonts, int colours, int id) {
    this.page = page;
    this.fonts = Map.copyOf(fonts);
    this.colours = colours;
    this.id = id;
    this.xml = Xml.root("Page");
  }

  int lastId() {
    return id;
  }

  byte[] write() {
    String box = Xml.numbers(0, 0, page.width(), page.height());
    xml.open("Area").element("PhysicalBox", box).close("Area");
    xml.open("Content").open("Layer", "ID", next(), "Type", "Body");
    List<Mark.Glyph> run = new ArrayList<>();
    for (Mark mark : page.marks()) {
      if (mark instanceof Mark.Glyph glyph) {
        if (!run.isEmpty() && !continues(run.getLast(), glyph)) {
          text(run);
          run.clear();
        }
        run.add(glyph);
      } else {
        text(run);
        run.clear();
        path(mark, box);
      }
    }
    text(run);
    return xml.close("Layer").close("Content").close("Page").bytes();
  }

  private String next() {
    id++;
    return Integer.toString(id);
  }

  /** Readers differ in how they count a character beyond the BMP, so each stands alone. */
  private static boolean continues(Mark.Glyph last, Mark.Glyph next) {
    return last.drawn().font().equals(next.drawn().font())
        && Double.compare(last.size(), next.size()) == 0
        && Double.compare(last.y(), next.y()) == 0
        && last.ink().equals(next.ink())
        && next.x() > last.x()
        && Character.isBmpCodePoint(last.codePoint())
        && Character.isBmpCodePoint(next.codePoint());
  }

  private void text(List<Mark.Glyph> run) {
    if (run.isEmpty()) {
      return;
    }
    Mark.Glyph first = run.getFirst();
    double size = first.size();
    double width = run.getLast().x() - first.x() + size;
    String boundary = Xml.numbers(first.x(), first.y() - size, width, size * 1.4);
    String font = Integer.toString(fonts.getOrDefault(first.drawn().font().name(), 0));
    xml.open(
        "TextObject", "ID", next(), "Boundary", boundary, "Font", font, "Size", Xml.number(size));
    colour("FillColor", first.ink());
    StringBuilder characters = new StringBuilder();
    StringBuilder steps = new StringBuilder();
    double before = first.x();
    for (Mark.Glyph glyph : run) {
      if (!characters.isEmpty()) {
        steps.append(steps.isEmpty() ? "" : " ").append(Xml.number(glyph.x() - before));
      }
      characters.appendCodePoint(glyph.codePoint());
      before = glyph.x();
    }
    if (steps.isEmpty()) {
      xml.element("TextCode", characters.toString(), "X", "0", "Y", Xml.number(size));
    } else {
      xml.element(
          "TextCode", characters.toString(), "X", "0", "Y", Xml.number(size), "DeltaX", steps.toString());
    }
    xml.close("TextObject");
  }

  private void path(Mark mark, String box) {
    switch (mark) {
      case Mark.Stroke stroke -> {
        xml.open(
            "PathObject",
            "ID",
            next(),
            "Boundary",
            box,
            "LineWidth",
            Xml.number(stroke.width()));
        colour("StrokeColor", stroke.ink());
        xml.element("AbbreviatedData", data(stroke.path()));
      }
      case Mark.Fill fill -> {
        xml.open(
            "PathObject", "ID", next(), "Boundary", box, "Stroke", NONE, "Fill", "true", "Rule", "NonZero");
        colour("FillColor", fill.ink());
        xml.element("AbbreviatedData", data(fill.path()));
      }
      case Mark.Glyph glyph -> throw new IllegalArgumentException("set as text: " + glyph);
    }
    xml.close("PathObject");
  }

  private void colour(String element, Mark.Ink ink) {
    String value = ink.red() + " " + ink.green() + " " + ink.blue();
    xml.element(element, "", "Value", value, "ColorSpace", Integer.toString(colours));
  }

  private static String data(Path2D.Double path) {
    StringBuilder data = new StringBuilder();
    double[] p = new double[6];
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      data.append(data.isEmpty() ? "" : " ");
      switch (i.currentSegment(p)) {
        case PathIterator.SEG_MOVETO -> data.append("M ").append(Xml.numbers(p[0], p[1]));
        case PathIterator.SEG_LINETO -> data.append("L ").append(Xml.numbers(p[0], p[1]));
        case PathIterator.SEG_QUADTO ->
            data.append("Q ").append(Xml.numbers(p[0], p[1], p[2], p[3]));
        case PathIterator.SEG_CUBICTO ->
            data.append("B ").append(Xml.numbers(p[0], p[1], p[2], p[3], p[4], p[5]));
        default -> data.append('C');
      }
    }
    return data.toString();
  }
}
