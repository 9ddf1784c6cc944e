package org.zhengyan.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Reads QR codes with somebody else's library, as a phone does. */
public final class ReadQrCode {
  private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"");
  private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H\\1z");
  private static final int SCALE = 8;

  private ReadQrCode() {}

  public static String png(byte[] png) throws IOException, ReaderException {
    return read(ImageIO.read(new ByteArrayInputStream(png)));
  }

  /** As ours are written: runs of dark modules on white. */
  public static String svg(byte[] svg) throws ReaderException {
    String text = new String(svg, StandardCharsets.US_ASCII);
    Matcher size = SIZE.matcher(text);
    if (!size.find()) {
      throw new AssertionError("no view box: " + text);
    }
    int side = Integer.parseInt(size.group(1)) * SCALE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, side, side);
    pen.setColor(Color.BLACK);
    Matcher runs = RUN.matcher(text);
    while (runs.find()) {
      int x = Integer.parseInt(runs.group(1));
      int y = Integer.parseInt(runs.group(2));
      pen.fillRect(x * SCALE, y * SCALE, Integer.parseInt(runs.group(3)) * SCALE, SCALE);
    }
    return read(image);
  }

  private static String read(BufferedImage image) throws ReaderException {
    int width = image.getWidth();
    int height = image.getHeight();
    var source = new RGBLuminanceSource(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }
}
