package org.zhengyan.document.page;

import java.awt.geom.Path2D;
import org.zhengyan.document.font.FontShelf;

/** One thing on a page. Later marks lie over earlier ones. */
public sealed interface Mark {

  /** An opaque colour, 0xRRGGBB. */
  record Ink(int rgb) {
    public int red() {
      return rgb >> 16 & 0xFF;
    }

    public int green() {
      return rgb >> 8 & 0xFF;
    }

    public int blue() {
      return rgb & 0xFF;
    }
  }

  /** A line along a path. */
  record Stroke(Path2D.Double path, Ink ink, double width) implements Mark {}

  /** What a path encloses, by the non-zero rule. */
  record Fill(Path2D.Double path, Ink ink) implements Mark {}

  /**
   * One character, its origin on the baseline.
   *
   * @param codePoint as it stands in the text
   * @param size of the em
   */
  record Glyph(int codePoint, FontShelf.Drawn drawn, double x, double y, double size, Ink ink)
      implements Mark {}
}
