package org.zhengyan.document.pdf;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.util.Matrix;
import org.zhengyan.document.page.Mark;

/** Draws marks into a content stream, millimetres from the top left corner. */
final class PdfMarks {
  static final double POINTS = 72 / 25.4;

  private final PDPageContentStream out;
  private final Map<String, PDFont> fonts;

  PdfMarks(PDPageContentStream out, Map<String, PDFont> fonts) {
    this.out = out;
    this.fonts = fonts;
  }

  /**
   * @param height of the page or form, in millimetres
   */
  void draw(List<Mark> marks, double height) throws IOException {
    float scale = (float) POINTS;
    out.transform(new Matrix(scale, 0, 0, -scale, 0, (float) height * scale));
    for (Mark mark : marks) {
      switch (mark) {
        case Mark.Stroke stroke -> {
          out.setStrokingColor(part(stroke.ink().red()), part(stroke.ink().green()), part(stroke.ink().blue()));
          out.setLineWidth((float) stroke.width());
          path(stroke.path());
          out.stroke();
        }
        case Mark.Fill fill -> {
          colour(fill.ink());
          path(fill.path());
          out.fill();
        }
        case Mark.Glyph glyph -> glyph(glyph);
      }
    }
  }

  private void glyph(Mark.Glyph glyph) throws IOException {
    colour(glyph.ink());
    out.beginText();
    out.setFont(
        Objects.requireNonNull(fonts.get(glyph.drawn().font().name())), (float) glyph.size());
    out.setTextMatrix(new Matrix(1, 0, 0, -1, (float) glyph.x(), (float) glyph.y()));
    out.showText(Character.toString(glyph.codePoint()));
    out.endText();
  }

  private void colour(Mark.Ink ink) throws IOException {
    out.setNonStrokingColor(part(ink.red()), part(ink.green()), part(ink.blue()));
  }

  private static float part(int value) {
    return Math.round(value / 255f * 1000) / 1000f;
  }

  private void path(Path2D.Double path) throws IOException {
    float[] p = new float[6];
    float x = 0;
    float y = 0;
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(p);
      switch (kind) {
        case PathIterator.SEG_MOVETO -> out.moveTo(round(p[0]), round(p[1]));
        case PathIterator.SEG_LINETO -> out.lineTo(round(p[0]), round(p[1]));
        case PathIterator.SEG_QUADTO ->
            out.curveTo(
                round(x + (p[0] - x) * 2 / 3),
                round(y + (p[1] - y) * 2 / 3),
                round(p[2] + (p[0] - p[2]) * 2 / 3),
                round(p[3] + (p[1] - p[3]) * 2 / 3),
                round(p[2]),
                round(p[3]));
        case PathIterator.SEG_CUBICTO ->
            out.curveTo(round(p[0]), round(p[1]), round(p[2]), round(p[3]), round(p[4]), round(p[5]));
        default -> out.closePath();
      }
      int last = kind == PathIterator.SEG_QUADTO ? 2 : kind == PathIterator.SEG_CUBICTO ? 4 : 0;
      if (kind != PathIterator.SEG_CLOSE) {
        x = p[last];
        y = p[last + 1];
      }
    }
  }

  /** A thousandth of a millimetre is finer than any printer. */
  private static float round(float value) {
    return Math.round(value * 1000) / 1000f;
  }
}
