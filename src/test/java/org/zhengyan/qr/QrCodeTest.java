package org.zhengyan.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was drawn by hand is read by others. */
class QrCodeTest {
  private static final String TEXT =
      "https://verify.example.gov.cn/v/019aabcd-3d2f-7c11-9d53-6a0b1c2d3e4f#A6pZk3Fv0m8c1qLxT7yB2nR4sWd";

  private final QrCode code = QrCode.of(TEXT);

  @Test
  void pngReadsAsItsText() throws Exception {
    assertThat(ReadQrCode.png(code.png())).isEqualTo(TEXT);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(code.png()));
    assertThat(image.getRGB(0, 0) & 0xffffff).as("the quiet zone is white").isEqualTo(0xffffff);
  }

  @Test
  void svgReadsAsItsText() throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(code.svg()));
    assertThat(ReadQrCode.svg(code.svg())).isEqualTo(TEXT);
  }

  /** With the mask that the standard's penalties choose, the reader does not find these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/check/certificate?number=11320100990000017W",
        "https://verify.example.gov.cn/v/Qr0wvrEWKZEPCY8OsJX5Xg",
        "https://verify.example.gov.cn/v/BussN7sdvjUKdlBw7qcxAA"
      })
  void isDrawnAnewWhenItWouldNotBeFound(String text) throws Exception {
    assertThat(ReadQrCode.png(QrCode.of(text).png())).isEqualTo(text);
    assertThat(ReadQrCode.svg(QrCode.of(text).svg())).isEqualTo(text);
  }

  @Test
  void refusesATextThatFillsNoSymbol() {
    assertThatThrownBy(() -> QrCode.of("x".repeat(3_000))).isInstanceOf(IllegalStateException.class);
  }
}
