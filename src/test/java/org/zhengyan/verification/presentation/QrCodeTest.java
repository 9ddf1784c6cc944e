package org.zhengyan.verification.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** What was drawn by hand is read by others. */
class QrCodeTest {
  private static final String TEXT =
      "https://verify.example.gov.cn/v/019aabcd-3d2f-7c11-9d53-6a0b1c2d3e4f#A6pZk3Fv0m8c1qLxT7yB2nR4sWd";
  private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H\\1z");

  private final QrCode code = QrCode.of(TEXT);

  @Test
  void pngReadsAsItsText() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(code.png()));
    assertThat(read(image)).isEqualTo(TEXT);
    assertThat(image.getRGB(0, 0) & 0xffffff).as("the quiet zone is white").isEqualTo(0xffffff);
  }

  @Test
  void svgReadsAsItsText() throws Exception {
    String svg = new String(code.svg(), StandardCharsets.US_ASCII);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(code.svg()));
    Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
    assertThat(size.find()).isTrue();
    int side = Integer.parseInt(size.group(1)) * 4;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    var pen = image.createGraphics();
    pen.setColor(java.awt.Color.WHITE);
    pen.fillRect(0, 0, side, side);
    pen.setColor(java.awt.Color.BLACK);
    Matcher runs = RUN.matcher(svg);
    while (runs.find()) {
      int x = Integer.parseInt(runs.group(1));
      int y = Integer.parseInt(runs.group(2));
      pen.fillRect(x * 4, y * 4, Integer.parseInt(runs.group(3)) * 4, 4);
    }
    assertThat(read(image)).isEqualTo(TEXT);
  }

  private static String read(BufferedImage image) throws Exception {
    int width = image.getWidth();
    int height = image.getHeight();
    var source = new RGBLuminanceSource(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }
}
