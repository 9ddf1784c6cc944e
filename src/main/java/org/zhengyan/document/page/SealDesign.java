package org.zhengyan.document.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.document.font.NoGlyph;

/**
 * The picture of the issuing service's seal: two rings, a rosette in the middle, the name around it.
 *
 * <p>Neutral on purpose: no star and no emblem, so that nobody takes it for the round seal of an organ.
 */
public final class SealDesign {
  /** Side of the square, in millimetres. */
  public static final double SIZE = 40;

  private static final Mark.Ink RED = new Mark.Ink(0xC8102E);
  private static final int PIXELS_PER_MILLIMETRE = 12;

  private SealDesign() {}

  /**
   * The marks of the seal, from the top left corner of its square.
   *
   * @param name around the ring
   * @param below straight under the middle; may be empty
   */
  public static List<Mark> marks(FontShelf fonts, String name, String below) throws NoGlyph {
    double middle = SIZE / 2;
    List<Mark> marks = new ArrayList<>();
    marks.add(new Mark.Stroke(Ornament.circle(middle, middle, middle - 0.7), RED, 1.2));
    marks.add(new Mark.Stroke(Ornament.circle(middle, middle, middle - 2.1), RED, 0.25));
    marks.add(new Mark.Stroke(Ornament.rosette(middle, middle, 4.2, 1.9, 9), RED, 0.22));
    marks.add(new Mark.Stroke(Ornament.circle(middle, middle, 6.9), RED, 0.25));
    marks.addAll(Ornament.arc(fonts, name, middle, middle, 12.4, 3.9, RED));
    marks.addAll(Ornament.line(fonts, below, middle, middle + 10.6, 2.9, RED));
    return List.copyOf(marks);
  }

  /** The same as a PNG on a transparent ground. */
  public static byte[] png(List<Mark> marks) {
    int side = (int) SIZE * PIXELS_PER_MILLIMETRE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(PIXELS_PER_MILLIMETRE, PIXELS_PER_MILLIMETRE);
    for (Mark mark : marks) {
      switch (mark) {
        case Mark.Stroke stroke -> {
          graphics.setColor(new Color(stroke.ink().rgb()));
          graphics.setStroke(new BasicStroke((float) stroke.width()));
          graphics.draw(stroke.path());
        }
        case Mark.Fill fill -> {
          graphics.setColor(new Color(fill.ink().rgb()));
          graphics.fill(fill.path());
        }
        case Mark.Glyph glyph -> throw new IllegalArgumentException("a seal is drawn, not set: " + glyph);
      }
    }
    graphics.dispose();
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      return png.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
