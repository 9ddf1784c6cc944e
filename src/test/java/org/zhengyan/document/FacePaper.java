package org.zhengyan.document;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A face as somebody meets it who has the file alone: its text, its custom data, and what its QR code says. */
final class FacePaper {
  /** Where the QR code is, in mm, with its quiet zone. */
  private static final double LEFT = 31.5;

  private static final double TOP = 156.5;
  private static final double SIZE = 30;
  /** Dots on a mm: a telephone takes picture after picture until its reader finds the code in one. */
  private static final List<Integer> DISTANCES = List.of(4, 6, 8, 10, 12);

  private final byte[] file;
  private final FaceForm form;

  FacePaper(byte[] file, FaceForm form) {
    this.file = file;
    this.form = form;
  }

  /** What stands on it, without spaces and ends of lines. */
  String text() throws Exception {
    if (form == FaceForm.PDF) {
      try (PDDocument document = Loader.loadPDF(file)) {
        return new PDFTextStripper().getText(document).replaceAll("\\s", "");
      }
    }
    StringBuilder text = new StringBuilder();
    NodeList codes = xml("Doc_0/Pages/Page_0/Content.xml").getElementsByTagNameNS("*", "TextCode");
    for (int i = 0; i < codes.getLength(); i++) {
      text.append(codes.item(i).getTextContent());
    }
    return text.toString().replaceAll("\\s", "");
  }

  Map<String, String> data() throws Exception {
    Map<String, String> data = new LinkedHashMap<>();
    if (form == FaceForm.PDF) {
      try (PDDocument document = Loader.loadPDF(file)) {
        var information = document.getDocumentInformation();
        for (String key : information.getMetadataKeys()) {
          data.put(key, information.getCustomMetadataValue(key));
        }
      }
      return data;
    }
    NodeList all = xml("OFD.xml").getElementsByTagNameNS("*", "CustomData");
    for (int i = 0; i < all.getLength(); i++) {
      data.put(((Element) all.item(i)).getAttribute("Name"), all.item(i).getTextContent());
    }
    return data;
  }

  /** What a telephone reads. */
  String qr() throws Exception {
    for (int dots : DISTANCES) {
      BufferedImage image = form == FaceForm.PDF ? rendered(dots) : filled(dots);
      int width = image.getWidth();
      int height = image.getHeight();
      var source = new RGBLuminanceSource(width, height, image.getRGB(0, 0, width, height, null, 0, width));
      for (Binarizer picture : List.of(new HybridBinarizer(source), new GlobalHistogramBinarizer(source))) {
        try {
          return new QRCodeReader().decode(new BinaryBitmap(picture)).getText();
        } catch (ReaderException e) {
          // The next picture.
        }
      }
    }
    Path kept = Files.createTempFile(Path.of("target"), "unread-", "." + form.extension());
    Files.write(kept, file);
    throw new AssertionError("no reader finds the code of " + kept);
  }

  private BufferedImage rendered(int dots) throws Exception {
    try (PDDocument document = Loader.loadPDF(file)) {
      double perMm = dots;
      BufferedImage page =
          new PDFRenderer(document).renderImageWithDPI(0, (float) (perMm * 25.4), ImageType.RGB);
      return page.getSubimage(
          (int) (LEFT * perMm), (int) (TOP * perMm), (int) (SIZE * perMm), (int) (SIZE * perMm));
    }
  }

  /** The filled paths of the page, in their order. */
  private BufferedImage filled(int dots) throws Exception {
    int side = (int) (SIZE * dots);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, side, side);
    pen.transform(AffineTransform.getScaleInstance(dots, dots));
    pen.translate(-LEFT, -TOP);
    NodeList paths = xml("Doc_0/Pages/Page_0/Content.xml").getElementsByTagNameNS("*", "PathObject");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("Fill").equals("true")) {
        String[] ink = child(path, "FillColor").getAttribute("Value").split(" ");
        pen.setColor(new Color(Integer.parseInt(ink[0]), Integer.parseInt(ink[1]), Integer.parseInt(ink[2])));
        pen.fill(shape(child(path, "AbbreviatedData").getTextContent()));
      }
    }
    return image;
  }

  private static Path2D.Double shape(String data) {
    Path2D.Double shape = new Path2D.Double(Path2D.WIND_NON_ZERO);
    Iterator<String> parts = List.of(data.trim().split("\\s+")).iterator();
    while (parts.hasNext()) {
      switch (parts.next()) {
        case "M" -> shape.moveTo(next(parts), next(parts));
        case "L" -> shape.lineTo(next(parts), next(parts));
        case "Q" -> shape.quadTo(next(parts), next(parts), next(parts), next(parts));
        case "B" ->
            shape.curveTo(next(parts), next(parts), next(parts), next(parts), next(parts), next(parts));
        case "C" -> shape.closePath();
        default -> throw new AssertionError(data);
      }
    }
    return shape;
  }

  private static double next(Iterator<String> parts) {
    return Double.parseDouble(parts.next());
  }

  private static Element child(Element parent, String name) {
    return (Element) parent.getElementsByTagNameNS("*", name).item(0);
  }

  private Document xml(String name) throws Exception {
    try (var in = new ZipInputStream(new ByteArrayInputStream(file), StandardCharsets.UTF_8)) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(name)) {
          var factory = DocumentBuilderFactory.newDefaultNSInstance();
          return factory.newDocumentBuilder().parse(new ByteArrayInputStream(in.readAllBytes()));
        }
      }
    }
    throw new AssertionError("there is no " + name);
  }
}
