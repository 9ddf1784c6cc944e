package org.zhengyan.document.page;

import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.document.font.GlyphOutline;
import org.zhengyan.document.font.NoGlyph;

/** Line work of our own; no emblem, star or seal of any state or body is imitated. */
final class Ornament {
  private static final int STEPS = 360;

  private Ornament() {}

  /** A frame of waves that cross one another between an outer and an inner line. */
  static List<Mark> frame(
      double x, double y, double width, double height, double band, Mark.Ink line, Mark.Ink soft) {
    List<Mark> marks = new ArrayList<>();
    double middle = band / 2;
    for (int i = 0; i < 4; i++) {
      marks.add(
          new Mark.Stroke(
              wave(x + middle, y + middle, width - band, height - band, band * 0.34, i / 4.0),
              i % 2 == 0 ? line : soft,
              0.16));
    }
    for (int i = 0; i < 2; i++) {
      marks.add(
          new Mark.Stroke(
              wave(x + middle, y + middle, width - band, height - band, band * 0.15, i / 2.0),
              soft,
              0.12));
    }
    marks.add(new Mark.Stroke(rectangle(x, y, width, height), line, 0.7));
    marks.add(new Mark.Stroke(rectangle(x + 1, y + 1, width - 2, height - 2), soft, 0.2));
    double in = band;
    marks.add(
        new Mark.Stroke(
            rectangle(x + in - 1, y + in - 1, width - 2 * in + 2, height - 2 * in + 2), soft, 0.2));
    marks.add(
        new Mark.Stroke(
            rectangle(x + in, y + in, width - 2 * in, height - 2 * in), line, 0.4));
    for (double[] corner :
        new double[][] {
          {x + middle, y + middle},
          {x + width - middle, y + middle},
          {x + middle, y + height - middle},
          {x + width - middle, y + height - middle}
        }) {
      marks.add(new Mark.Fill(circle(corner[0], corner[1], band * 0.72), new Mark.Ink(0xFFFFFF)));
      marks.add(
          new Mark.Stroke(rosette(corner[0], corner[1], band * 0.36, band * 0.26, 12), line, 0.16));
      marks.add(new Mark.Stroke(circle(corner[0], corner[1], band * 0.72), line, 0.35));
      marks.add(new Mark.Stroke(circle(corner[0], corner[1], band * 0.64), soft, 0.15));
    }
    return marks;
  }

  /** A sine around a rectangle, whole waves on each side. */
  private static Path2D.Double wave(
      double x, double y, double width, double height, double amplitude, double phase) {
    Path2D.Double path = new Path2D.Double();
    side(path, x, y, width, 1, 0, amplitude, phase, true);
    side(path, x + width, y, height, 0, 1, amplitude, phase, false);
    side(path, x + width, y + height, width, -1, 0, amplitude, phase, false);
    side(path, x, y + height, height, 0, -1, amplitude, phase, false);
    path.closePath();
    return path;
  }

  private static void side(
      Path2D.Double path,
      double x,
      double y,
      double length,
      int dx,
      int dy,
      double amplitude,
      double phase,
      boolean first) {
    long waves = Math.round(length / 6.5);
    int points = (int) waves * 10;
    for (int i = 0; i <= points; i++) {
      double along = length * i / points;
      double angle = 2 * Math.PI * (waves * (double) i / points + phase);
      double off = amplitude * Math.sin(angle);
      double px = x + dx * along - dy * off;
      double py = y + dy * along + dx * off;
      if (first && i == 0) {
        path.moveTo(px, py);
      } else {
        path.lineTo(px, py);
      }
    }
  }

  /** A closed rose: a circle whose radius swings {@code petals} times on the way around, twice. */
  static Path2D.Double rosette(double x, double y, double radius, double swing, int petals) {
    Path2D.Double path = new Path2D.Double();
    int points = STEPS;
    for (int turn = 0; turn < 3; turn++) {
      for (int i = 0; i < points; i++) {
        double angle = 2 * Math.PI * i / points;
        double r = radius + swing * Math.sin(petals * angle + turn * 2 * Math.PI / 3);
        double px = x + r * Math.cos(angle);
        double py = y + r * Math.sin(angle);
        if (i == 0) {
          path.moveTo(px, py);
        } else {
          path.lineTo(px, py);
        }
      }
      path.closePath();
    }
    return path;
  }

  static Path2D.Double circle(double x, double y, double radius) {
    return new Path2D.Double(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  static Path2D.Double rectangle(double x, double y, double width, double height) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(x, y);
    path.lineTo(x + width, y);
    path.lineTo(x + width, y + height);
    path.lineTo(x, y + height);
    path.closePath();
    return path;
  }

  /** Text along a circle, upright at its top, its middle there. */
  static List<Mark> arc(
      FontShelf fonts, String text, double x, double y, double radius, double size, Mark.Ink ink)
      throws NoGlyph {
    List<Mark> marks = new ArrayList<>();
    int[] all = text.codePoints().toArray();
    double step = Math.min(2 * Math.PI * 0.78 / Math.max(all.length - 1, 1), size * 1.35 / radius);
    double angle = -step * (all.length - 1) / 2;
    for (int codePoint : all) {
      AffineTransform place = AffineTransform.getTranslateInstance(x, y);
      place.rotate(angle);
      place.translate(0, -radius);
      marks.add(new Mark.Fill(drawn(fonts, codePoint, size, place), ink));
      angle += step;
    }
    return marks;
  }

  /** Text on a straight line around its middle. */
  static List<Mark> line(
      FontShelf fonts, String text, double x, double y, double size, Mark.Ink ink) throws NoGlyph {
    List<Mark> marks = new ArrayList<>();
    int[] all = text.codePoints().toArray();
    double at = x - size * 1.05 * (all.length - 1) / 2;
    for (int codePoint : all) {
      marks.add(
          new Mark.Fill(
              drawn(fonts, codePoint, size, AffineTransform.getTranslateInstance(at, y)), ink));
      at += size * 1.05;
    }
    return marks;
  }

  /** Its middle on the origin of {@code place}, its baseline there. */
  static Path2D.Double drawn(FontShelf fonts, int codePoint, double size, AffineTransform place)
      throws NoGlyph {
    FontShelf.Drawn drawn = fonts.find(codePoint, true);
    double scale = size / drawn.font().file().unitsPerEm();
    Path2D.Double path = GlyphOutline.of(drawn.font().file(), drawn.codePoint());
    double advance = drawn.font().file().advance(drawn.font().file().glyph(drawn.codePoint()));
    AffineTransform transform = new AffineTransform(place);
    transform.scale(scale, -scale);
    transform.translate(-advance / 2, 0);
    path.transform(transform);
    return path;
  }
}
