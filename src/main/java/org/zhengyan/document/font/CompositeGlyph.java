package org.zhengyan.document.font;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The parts of a composite outline in {@code glyf}. */
final class CompositeGlyph {
  static final int WORDS = 0x0001;
  static final int ARE_XY = 0x0002;
  static final int SCALE = 0x0008;
  static final int MORE = 0x0020;
  static final int XY_SCALE = 0x0040;
  static final int TWO_BY_TWO = 0x0080;

  private static final double F2DOT14 = 16_384;

  /**
   * One part.
   *
   * @param at where its glyph index stands in the outline
   * @param matrix xx, xy, yx, yy, dx, dy
   */
  record Part(int at, int glyph, double[] matrix) {}

  private CompositeGlyph() {}

  static boolean is(ByteBuffer outline) {
    return outline.capacity() >= 10 && outline.getShort(0) < 0;
  }

  static List<Part> parts(ByteBuffer outline) {
    List<Part> parts = new ArrayList<>();
    int at = 10;
    int flags;
    do {
      flags = outline.getShort(at) & 0xFFFF;
      int start = at + 2;
      int glyph = outline.getShort(start) & 0xFFFF;
      at += 4;
      boolean words = (flags & WORDS) != 0;
      double x = words ? outline.getShort(at) : outline.get(at);
      double y = words ? outline.getShort(at + 2) : outline.get(at + 1);
      at += words ? 4 : 2;
      double[] matrix = {1, 0, 0, 1, (flags & ARE_XY) != 0 ? x : 0, (flags & ARE_XY) != 0 ? y : 0};
      if ((flags & SCALE) != 0) {
        matrix[0] = outline.getShort(at) / F2DOT14;
        matrix[3] = matrix[0];
        at += 2;
      } else if ((flags & XY_SCALE) != 0) {
        matrix[0] = outline.getShort(at) / F2DOT14;
        matrix[3] = outline.getShort(at + 2) / F2DOT14;
        at += 4;
      } else if ((flags & TWO_BY_TWO) != 0) {
        for (int i = 0; i < 4; i++) {
          matrix[i] = outline.getShort(at + 2 * i) / F2DOT14;
        }
        at += 8;
      }
      parts.add(new Part(start, glyph, matrix));
    } while ((flags & MORE) != 0);
    return parts;
  }
}
