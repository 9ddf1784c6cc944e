package org.zhengyan.document.page;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.document.font.NoGlyph;

/**
 * Sets text in lines: measures, wraps, places.
 *
 * <p>A line does not begin with what closes and does not end with what opens (GB/T 15834, section 5.1),
 * and words of letters and digits stay whole while they fit a line of their own.
 */
final class TextSetter {
  private static final String NOT_FIRST = "、，。．；：？！）〕】》〉」』”’·…—％,.;:?!)]}%";
  private static final String NOT_LAST = "（〔【《〈「『“‘([{";

  private final FontShelf fonts;
  private final List<Mark> marks;

  TextSetter(FontShelf fonts, List<Mark> marks) {
    this.fonts = fonts;
    this.marks = marks;
  }

  /** Width of a text in millimetres. */
  double width(String text, double size, boolean bold) throws NoGlyph {
    double width = 0;
    for (int codePoint : text.codePoints().toArray()) {
      width += advance(fonts.find(codePoint, bold), size);
    }
    return width;
  }

  /** Puts one line, its beginning at x. */
  void put(String text, double x, double y, double size, boolean bold, Mark.Ink ink) throws NoGlyph {
    put(text, x, y, size, bold, ink, 0);
  }

  void put(
      String text, double x, double y, double size, boolean bold, Mark.Ink ink, double between)
      throws NoGlyph {
    double at = x;
    for (int codePoint : text.codePoints().toArray()) {
      FontShelf.Drawn drawn = fonts.find(codePoint, bold);
      if (!Character.isWhitespace(codePoint)) {
        marks.add(new Mark.Glyph(codePoint, drawn, at, y, size, ink));
      }
      at += advance(drawn, size) + between;
    }
  }

  void centre(
      String text, double x, double y, double size, boolean bold, Mark.Ink ink, double between)
      throws NoGlyph {
    int gaps = text.codePointCount(0, text.length()) - 1;
    put(text, x - (width(text, size, bold) + gaps * between) / 2, y, size, bold, ink, between);
  }

  /** Puts a line so that its first and last character touch the ends, as labels on certificates do. */
  void spread(String text, double x, double width, double y, double size, Mark.Ink ink)
      throws NoGlyph {
    int gaps = text.codePointCount(0, text.length()) - 1;
    double between = gaps == 0 ? 0 : (width - width(text, size, false)) / gaps;
    put(text, x, y, size, false, ink, between);
  }

  /** The lines of a text that is at most so wide. */
  List<String> wrap(String text, double width, double size) throws NoGlyph {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      int[] all = paragraph.codePoints().toArray();
      int from = 0;
      while (from < all.length) {
        int to = fitting(all, from, width, size);
        lines.add(new String(all, from, to - from));
        from = to;
        while (from < all.length && all[from] == ' ') {
          from++;
        }
      }
      if (all.length == 0) {
        lines.add("");
      }
    }
    return lines;
  }

  private int fitting(int[] all, int from, double width, double size) throws NoGlyph {
    double used = 0;
    int to = from;
    while (to < all.length) {
      used += advance(fonts.find(all[to], false), size);
      if (used > width && to > from) {
        break;
      }
      to++;
    }
    if (to == all.length) {
      return to;
    }
    int good = to;
    while (good > from + 1 && !breaks(all, good)) {
      good--;
    }
    return good > from + 1 ? good : to;
  }

  private static boolean breaks(int[] all, int at) {
    boolean insideWord = word(all[at - 1]) && word(all[at]);
    return !insideWord && NOT_FIRST.indexOf(all[at]) < 0 && NOT_LAST.indexOf(all[at - 1]) < 0;
  }

  private static boolean word(int codePoint) {
    return codePoint < 0x250 && Character.isLetterOrDigit(codePoint);
  }

  private static double advance(FontShelf.Drawn drawn, double size) {
    var file = drawn.font().file();
    return size * file.advance(file.glyph(drawn.codePoint())) / file.unitsPerEm();
  }
}
