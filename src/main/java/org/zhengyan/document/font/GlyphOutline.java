package org.zhengyan.document.font;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.nio.ByteBuffer;

/** The outline of a character as a path, y upwards, in units of the em: for what is drawn and not set. */
public final class GlyphOutline {
  private static final int ON_CURVE = 1;
  private static final int X_SHORT = 2;
  private static final int Y_SHORT = 4;
  private static final int REPEAT = 8;
  private static final int X_SAME = 16;
  private static final int Y_SAME = 32;

  private GlyphOutline() {}

  public static Path2D.Double of(TrueTypeFile font, int codePoint) {
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    add(font, font.glyph(codePoint), new AffineTransform(), path);
    return path;
  }

  private static void add(TrueTypeFile font, int glyph, AffineTransform place, Path2D.Double path) {
    ByteBuffer outline = font.outline(glyph);
    if (CompositeGlyph.is(outline)) {
      for (CompositeGlyph.Part part : CompositeGlyph.parts(outline)) {
        AffineTransform inner = new AffineTransform(place);
        inner.concatenate(new AffineTransform(part.matrix()));
        add(font, part.glyph(), inner, path);
      }
    } else if (outline.capacity() >= 10) {
      Path2D.Double simple = simple(outline);
      path.append(simple.getPathIterator(place), false);
    }
  }

  private static Path2D.Double simple(ByteBuffer outline) {
    int contours = outline.getShort(0);
    int points = (outline.getShort(8 + 2 * contours) & 0xFFFF) + 1;
    int at = 10 + 2 * contours;
    at += 2 + (outline.getShort(at) & 0xFFFF);
    int[] flags = new int[points];
    for (int i = 0; i < points; i++) {
      int flag = outline.get(at++) & 0xFF;
      flags[i] = flag;
      if ((flag & REPEAT) != 0) {
        int more = outline.get(at++) & 0xFF;
        for (int j = 0; j < more; j++) {
          flags[++i] = flag;
        }
      }
    }
    int[] x = new int[points];
    at = coordinates(outline, at, flags, X_SHORT, X_SAME, x);
    int[] y = new int[points];
    coordinates(outline, at, flags, Y_SHORT, Y_SAME, y);
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    int from = 0;
    for (int contour = 0; contour < contours; contour++) {
      int to = outline.getShort(10 + 2 * contour) & 0xFFFF;
      contour(path, flags, x, y, from, to);
      from = to + 1;
    }
    return path;
  }

  private static int coordinates(
      ByteBuffer outline, int from, int[] flags, int isShort, int same, int[] values) {
    int at = from;
    int value = 0;
    for (int i = 0; i < values.length; i++) {
      if ((flags[i] & isShort) != 0) {
        int step = outline.get(at++) & 0xFF;
        value += (flags[i] & same) != 0 ? step : -step;
      } else if ((flags[i] & same) == 0) {
        value += outline.getShort(at);
        at += 2;
      }
      values[i] = value;
    }
    return at;
  }

  /** Quadratic curves; between two points off the curve lies one on it. */
  private static void contour(Path2D.Double path, int[] flags, int[] x, int[] y, int from, int to) {
    int count = to - from + 1;
    if (count < 2) {
      return;
    }
    int start = from;
    while (start <= to && (flags[start] & ON_CURVE) == 0) {
      start++;
    }
    boolean none = start > to;
    int first = none ? from : start;
    double startX = none ? (x[from] + x[to]) / 2.0 : x[first];
    double startY = none ? (y[from] + y[to]) / 2.0 : y[first];
    path.moveTo(startX, startY);
    for (int i = none ? 0 : 1; i < count; i++) {
      int point = from + (first - from + i) % count;
      if ((flags[point] & ON_CURVE) != 0) {
        path.lineTo(x[point], y[point]);
        continue;
      }
      boolean last = i == count - 1;
      int next = from + (first - from + i + 1) % count;
      if (last) {
        path.quadTo(x[point], y[point], startX, startY);
      } else if ((flags[next] & ON_CURVE) != 0) {
        path.quadTo(x[point], y[point], x[next], y[next]);
        i++;
      } else {
        path.quadTo(x[point], y[point], (x[point] + x[next]) / 2.0, (y[point] + y[next]) / 2.0);
      }
    }
    path.closePath();
  }
}
