package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.document.SampleFaces;

/** The PDF of a face through poppler: a second implementation of its signature, and of how it looks. */
class FaceOnPaperTest {
  @TempDir static Path directory;

  @BeforeAll
  static void make() throws Exception {
    Files.write(directory.resolve("face.pdf"), SampleFaces.pdf());
  }

  @Test
  void isSignedAsAWhole() throws Exception {
    assertThat(run("pdfsig", "-nocert", "face.pdf"))
        .contains(
            "Signature Type: ETSI.CAdES.detached",
            "Total document signed",
            "Signature Validation: Signature is Valid.");
  }

  @Test
  void isNotSignedAnyMoreAfterOneChange() throws Exception {
    byte[] file = Files.readAllBytes(directory.resolve("face.pdf"));
    file[new String(file, StandardCharsets.ISO_8859_1).indexOf("/Title") + 10] ^= 1;
    Files.write(directory.resolve("changed.pdf"), file);
    assertThat(run("pdfsig", "-nocert", "changed.pdf")).contains("Digest Mismatch");
  }

  @Test
  void hasItsFontsWithItAndShowsItsText() throws Exception {
    assertThat(run("pdffonts", "face.pdf").lines().skip(2))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).containsPattern("yes +yes +yes"));
    assertThat(run("pdftotext", "face.pdf", "-").replaceAll("\\s", ""))
        .contains("统一社会信用代码证书", SampleFaces.NAME, "赋码机关");
  }

  /** Ink where the name stands, red where the seal is, paper between. */
  @Test
  void isDrawn() throws Exception {
    run("pdftoppm", "-r", "72", "-png", "-singlefile", "face.pdf", "face");
    BufferedImage page = ImageIO.read(directory.resolve("face.png").toFile());
    assertThat(page.getWidth()).isBetween(841, 843);
    assertThat(ink(page, 200, 215, 300, 250)).isPositive();
    int red = 0;
    for (int x = 590; x < 690; x++) {
      for (int y = 425; y < 535; y++) {
        int rgb = page.getRGB(x, y);
        red += (rgb >> 16 & 0xFF) > 150 && (rgb & 0xFF) < 110 ? 1 : 0;
      }
    }
    assertThat(red).isGreaterThan(400);
  }

  private static long ink(BufferedImage page, int left, int top, int right, int bottom) {
    long dark = 0;
    for (int x = left; x < right; x++) {
      for (int y = top; y < bottom; y++) {
        dark += (page.getRGB(x, y) & 0xFF) < 90 ? 1 : 0;
      }
    }
    return dark;
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
