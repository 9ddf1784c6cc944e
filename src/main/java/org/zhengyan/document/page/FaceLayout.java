package org.zhengyan.document.page;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.document.font.NoGlyph;
import org.zhengyan.qr.QrCode;

/**
 * Sets a face on A4 landscape, as the paper certificate is: frame, place of the emblem, title, code,
 * fields, QR code, authority with the seal over it, date.
 *
 * <p>The fields are set as large as they fit, from {@value #LARGEST} to {@value #SMALLEST} mm.
 */
public final class FaceLayout {
  static final double WIDTH = 297;
  static final double HEIGHT = 210;

  private static final double LARGEST = 4.7;
  private static final double SMALLEST = 2.1;
  private static final double MIDDLE = WIDTH / 2;
  private static final double LEFT = 33;
  private static final double RIGHT = WIDTH - 33;
  private static final double FIELDS_TOP = 75;
  private static final double FIELDS_BOTTOM = 152;
  /** With its quiet zone. */
  private static final double QR_SIZE = 30;

  private static final double QR_LEFT = LEFT - 1.5;
  private static final double QR_TOP = 156.5;
  private static final double SIGNED_X = 180;
  private static final double SIGNED_Y = 170;
  private static final double SEAL_X = 226;
  private static final double SEAL_Y = 169;
  private static final Mark.Ink BLACK = new Mark.Ink(0x1A1A1A);
  private static final Mark.Ink GREY = new Mark.Ink(0x5F6368);
  private static final Mark.Ink WATERMARK = new Mark.Ink(0xE4E4E4);

  /** Line, its lighter companion, and the ground of a face. */
  private record Colours(Mark.Ink line, Mark.Ink soft, Mark.Ink ground) {}

  private static final Colours ORGAN =
      new Colours(new Mark.Ink(0xA62B1F), new Mark.Ink(0xD9A441), new Mark.Ink(0xFAF0E6));
  private static final Colours INSTITUTION =
      new Colours(new Mark.Ink(0x1F4E8C), new Mark.Ink(0x8FB3D9), new Mark.Ink(0xECF2F9));

  private record Row(List<Cell> cells, int lines) {}

  private record Cell(String label, List<String> lines, double x, double width) {}

  private final FontShelf fonts;
  private final List<Mark> marks = new ArrayList<>();
  private final TextSetter text;

  private FaceLayout(FontShelf fonts) {
    this.fonts = fonts;
    this.text = new TextSetter(fonts, marks);
  }

  /**
   * The page of a face.
   *
   * @throws NoGlyph for a character that no font has
   * @throws TooMuchText when the fields do not fit
   */
  public static FacePage page(FaceText face, FontShelf fonts) throws NoGlyph, TooMuchText {
    return new FaceLayout(fonts).set(face);
  }

  private FacePage set(FaceText face) throws NoGlyph, TooMuchText {
    Colours colours = face.organ() ? ORGAN : INSTITUTION;
    ground(colours);
    if (face.watermark() != null) {
      watermark(face.watermark());
    }
    marks.addAll(Ornament.frame(8, 8, WIDTH - 16, HEIGHT - 16, 9, colours.line(), colours.soft()));
    emblemPlace(colours);
    text.centre(face.title(), MIDDLE, 55.5, 10.5, true, colours.line(), 3);
    code(face.uscc());
    fields(face.fields());
    foot(face);
    double corner = SealDesign.SIZE / 2;
    return new FacePage(
        WIDTH, HEIGHT, marks, SEAL_X - corner, SEAL_Y - corner, SealDesign.SIZE);
  }

  private void ground(Colours colours) {
    for (double radius = 18; radius <= 66; radius += 8) {
      Path2D.Double rosette = Ornament.rosette(MIDDLE, 112, radius, 7, 24);
      marks.add(new Mark.Stroke(rosette, colours.ground(), 0.3));
    }
  }

  private void watermark(String words) throws NoGlyph {
    double size = 9.5;
    for (double[] at : new double[][] {{80, 72}, {217, 72}, {MIDDLE, 112}, {80, 152}, {217, 152}}) {
      int[] all = words.codePoints().toArray();
      double along = -size * 1.1 * (all.length - 1) / 2;
      Path2D.Double whole = new Path2D.Double(Path2D.WIND_NON_ZERO);
      for (int codePoint : all) {
        AffineTransform place = AffineTransform.getTranslateInstance(at[0], at[1]);
        place.rotate(Math.toRadians(-24));
        place.translate(along, size * 0.36);
        whole.append(Ornament.drawn(fonts, codePoint, size, place), false);
        along += size * 1.1;
      }
      marks.add(new Mark.Fill(whole, WATERMARK));
    }
  }

  /** Where the paper has the national emblem; left to a figure of lines. */
  private void emblemPlace(Colours colours) {
    marks.add(new Mark.Stroke(Ornament.rosette(MIDDLE, 32, 5.6, 2.9, 16), colours.line(), 0.16));
    marks.add(new Mark.Stroke(Ornament.rosette(MIDDLE, 32, 3.2, 1.4, 8), colours.soft(), 0.18));
    marks.add(new Mark.Stroke(Ornament.circle(MIDDLE, 32, 9.4), colours.soft(), 0.5));
    marks.add(new Mark.Stroke(Ornament.circle(MIDDLE, 32, 10.2), colours.line(), 0.18));
  }

  /** In groups that can be read aloud: 2-6-9-1. */
  private void code(String uscc) throws NoGlyph {
    String groups =
        String.join(
            " ",
            uscc.substring(0, 2),
            uscc.substring(2, 8),
            uscc.substring(8, 17),
            uscc.substring(17));
    String label = "统一社会信用代码";
    double wide = text.width(label, 4.4, false) + 5 + text.width(groups, 5, true);
    double x = MIDDLE - wide / 2;
    text.put(label, x, 66.5, 4.4, false, GREY);
    text.put(groups, x + text.width(label, 4.4, false) + 5, 66.5, 5, true, BLACK);
  }

  private void fields(List<FaceText.Field> fields) throws NoGlyph, TooMuchText {
    for (double size = LARGEST; size >= SMALLEST; size -= 0.2) {
      List<Row> rows = rows(fields, size);
      double between = size * 0.62;
      double needed = 0;
      for (Row row : rows) {
        needed += row.lines() * size * 1.4 + between;
      }
      double room = FIELDS_BOTTOM - FIELDS_TOP;
      if (needed <= room) {
        double more = Math.min((room - needed) / (rows.size() + 1), size * 0.55);
        draw(rows, size, between + more, FIELDS_TOP + Math.min((room - needed) / 8, 3));
        return;
      }
    }
    throw new TooMuchText();
  }

  private List<Row> rows(List<FaceText.Field> fields, double size) throws NoGlyph {
    List<Row> rows = new ArrayList<>();
    double label = 8 * size;
    double half = (RIGHT - LEFT) / 2;
    for (int i = 0; i < fields.size(); i++) {
      FaceText.Field field = fields.get(i);
      boolean pair = field.half() && i + 1 < fields.size() && fields.get(i + 1).half();
      if (pair) {
        List<String> left = text.wrap(field.value(), half - label - 6, size);
        List<String> right = text.wrap(fields.get(i + 1).value(), half - label - 2, size);
        Cell first = new Cell(field.label(), left, LEFT, label);
        Cell second = new Cell(fields.get(i + 1).label(), right, LEFT + half, label);
        rows.add(new Row(List.of(first, second), Math.max(left.size(), right.size())));
        i++;
      } else {
        List<String> lines = text.wrap(field.value(), RIGHT - LEFT - label - 2, size);
        rows.add(new Row(List.of(new Cell(field.label(), lines, LEFT, label)), lines.size()));
      }
    }
    return rows;
  }

  private void draw(List<Row> rows, double size, double between, double top) throws NoGlyph {
    double y = top + size;
    for (Row row : rows) {
      for (Cell cell : row.cells()) {
        text.spread(cell.label(), cell.x(), cell.width() - size, y, size * 0.94, GREY);
        double line = y;
        for (String each : cell.lines()) {
          text.put(each, cell.x() + cell.width() + 2, line, size, false, BLACK);
          line += size * 1.4;
        }
      }
      y += row.lines() * size * 1.4 + between;
    }
  }

  private void foot(FaceText face) throws NoGlyph {
    qr(face.checkUrl());
    double x = QR_LEFT + QR_SIZE + 2.5;
    text.put("扫描二维码，核验此证照", x, QR_TOP + 5.5, 3.3, false, GREY);
    small("证书编号", face.number(), x, QR_TOP + 11.3);
    small("电子证照标识", face.identifier(), x, QR_TOP + 21.3);
    text.put(face.authorityLabel(), SIGNED_X, SIGNED_Y - 8, 3.3, false, GREY);
    double size = fitting(face.authority(), 5.2, RIGHT + 6 - SIGNED_X);
    text.put(face.authority(), SIGNED_X, SIGNED_Y, size, false, BLACK);
    text.put(face.date(), SIGNED_X, SIGNED_Y + 15, 4.3, false, BLACK);
    if (face.footnote() != null) {
      double small = fitting(face.footnote(), 3, RIGHT - LEFT + 20);
      text.centre(face.footnote(), MIDDLE, 191.2, small, false, GREY, 0);
    }
  }

  private void small(String label, String value, double x, double y) throws NoGlyph {
    text.put(label, x, y, 2.9, false, GREY);
    text.put(value, x, y + 4.7, fitting(value, 3, SIGNED_X - 4 - x), false, BLACK);
  }

  /** The size, at most that, in which a text fits one line. */
  private double fitting(String words, double most, double width) throws NoGlyph {
    return Math.min(most, most * width / text.width(words, most, false));
  }

  private void qr(String url) {
    QrCode code = QrCode.of(url);
    marks.add(
        new Mark.Fill(Ornament.rectangle(QR_LEFT, QR_TOP, QR_SIZE, QR_SIZE), new Mark.Ink(0xFFFFFF)));
    double module = QR_SIZE / code.side();
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    for (int y = 0; y < code.side(); y++) {
      for (int x = 0; x < code.side(); x++) {
        int end = x;
        while (code.dark(end, y)) {
          end++;
        }
        if (end > x) {
          path.append(
              Ornament.rectangle(
                  QR_LEFT + x * module, QR_TOP + y * module, (end - x) * module, module * 1.01),
              false);
          x = end;
        }
      }
    }
    marks.add(new Mark.Fill(path, BLACK));
  }
}
