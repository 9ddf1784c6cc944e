package org.zhengyan.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.EncodeHintType;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A QR code (ISO/IEC 18004, error correction level M) with its quiet zone of four modules, as SVG or as a
 * PNG of one bit per pixel (ISO/IEC 15948). Written by hand: neither needs a graphics library.
 *
 * <p>About one symbol in 170 is right and yet, in a picture of this size, not found by a widely used reader, since
 * its data look like one more finder pattern. So each is read back once, and drawn with another mask if need be.
 */
public final class QrCode {
  private static final int QUIET = 4;
  private static final int PIXELS_PER_MODULE = 8;
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ByteMatrix modules;

  private QrCode(ByteMatrix modules) {
    this.modules = modules;
  }

  /** @throws IllegalStateException if the text is too long for a symbol: some 2,300 octets */
  public static QrCode of(String text) {
    QrCode best = encoded(text, Map.of());
    if (best.found(text)) {
      return best;
    }
    for (int mask = 0; mask < QRCode.NUM_MASK_PATTERNS; mask++) {
      QrCode other = encoded(text, Map.of(EncodeHintType.QR_MASK_PATTERN, mask));
      if (other.found(text)) {
        return other;
      }
    }
    return best;
  }

  private static QrCode encoded(String text, Map<EncodeHintType, Object> hints) {
    try {
      return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.M, hints).getMatrix());
    } catch (WriterException e) {
      throw new IllegalStateException("the address is too long for a QR code", e);
    }
  }

  /** Whether a reader that does not try hard finds the very picture that {@link #png} draws. */
  private boolean found(String text) {
    int side = side() * PIXELS_PER_MODULE;
    byte[] light = new byte[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        light[y * side + x] = (byte) (dark(x / PIXELS_PER_MODULE, y / PIXELS_PER_MODULE) ? 0 : 0xff);
      }
    }
    var source = new PlanarYUVLuminanceSource(light, side, side, 0, 0, side, side, false);
    try {
      var picture = new BinaryBitmap(new GlobalHistogramBinarizer(source));
      return new QRCodeReader().decode(picture).getText().equals(text);
    } catch (ReaderException e) {
      return false;
    }
  }

  /** Modules on a side, quiet zone included. */
  public int side() {
    return modules.getWidth() + 2 * QUIET;
  }

  /** @param x column and {@code y} row, from 0, those of the quiet zone included */
  public boolean dark(int x, int y) {
    int column = x - QUIET;
    int row = y - QUIET;
    return column >= 0
        && row >= 0
        && column < modules.getWidth()
        && row < modules.getHeight()
        && modules.get(column, row) == 1;
  }

  public byte[] svg() {
    int side = side();
    StringBuilder svg = new StringBuilder(8_192);
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"".formatted(side, side))
        .append(" width=\"%d\" height=\"%d\"".formatted(side * PIXELS_PER_MODULE, side * PIXELS_PER_MODULE))
        .append(" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h")
        .append(side)
        .append('v')
        .append(side)
        .append("H0z\"/><path fill=\"#000\" d=\"");
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int from = x;
        while (dark(x, y)) {
          x++;
        }
        if (x > from) {
          svg.append('M').append(from).append(' ').append(y).append('h').append(x - from).append("v1H");
          svg.append(from).append('z');
        }
      }
    }
    return svg.append("\"/></svg>\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  public byte[] png() {
    int side = side() * PIXELS_PER_MODULE;
    int stride = 1 + (side + 7) / 8;
    byte[] lines = new byte[stride * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        if (!dark(x / PIXELS_PER_MODULE, y / PIXELS_PER_MODULE)) {
          lines[y * stride + 1 + x / 8] |= (byte) (0x80 >> x % 8);
        }
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream(4_096);
    png.writeBytes(PNG_SIGNATURE);
    // One bit, greyscale, no interlacing.
    byte[] header = ByteBuffer.allocate(13).putInt(side).putInt(side).put(new byte[] {1, 0, 0, 0, 0}).array();
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", deflated(lines));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
      byte[] buffer = new byte[2_048];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
