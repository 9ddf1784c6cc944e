package org.zhengyan.document.pdf;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.blend.BlendMode;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceDictionary;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceStream;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.zhengyan.document.font.Typesetting;
import org.zhengyan.document.page.FacePage;
import org.zhengyan.document.page.Mark;

/**
 * Writes a page as a PDF that waits for its signature: the field, its appearance and its room are there.
 *
 * <p>The same page at the same time gives the same bytes.
 */
public final class PdfWriter {
  /** Room for the CMS: two certificates of ours, and a time-stamp with two more. */
  static final int SIGNATURE_OCTETS = 12_000;

  /** What stands in ByteRange until the places are known; as many digits as any may need. */
  static final long PLACEHOLDER = 9_999_999_999L;

  private PdfWriter() {}

  /**
   * @param data entries of the information dictionary
   * @param seal marks of the visible seal, in its own square
   * @param signer who signs, for the signature dictionary
   */
  public static byte[] write(
      FacePage page,
      String title,
      Map<String, String> data,
      List<Mark> seal,
      String signer,
      Instant createdAt) {
    try (PDDocument document = new PDDocument()) {
      document.getDocument().setVersion(1.7f);
      document.setDocumentId(createdAt.getEpochSecond());
      Calendar created =
          GregorianCalendar.from(createdAt.atZone(ZoneId.of("Asia/Shanghai")));
      describe(document, title, data, created);
      PDPage sheet =
          new PDPage(new PDRectangle(points(page.width()), points(page.height())));
      document.addPage(sheet);
      Map<String, PDFont> fonts = fonts(document, page.marks());
      try (PDPageContentStream out = new PDPageContentStream(document, sheet)) {
        new PdfMarks(out, fonts).draw(page.marks(), page.height());
      }
      signature(document, sheet, page, seal, signer, created);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      document.save(file, CompressParameters.NO_COMPRESSION);
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, PDFont> fonts(PDDocument document, List<Mark> marks)
      throws IOException {
    Typesetting typesetting = new Typesetting();
    for (Mark mark : marks) {
      if (mark instanceof Mark.Glyph glyph) {
        typesetting.use(glyph.codePoint(), glyph.drawn());
      }
    }
    Map<String, PDFont> fonts = new HashMap<>();
    for (Map.Entry<String, byte[]> subset : typesetting.subsets().entrySet()) {
      fonts.put(
          subset.getKey(),
          PDType0Font.load(document, new ByteArrayInputStream(subset.getValue()), false));
    }
    return fonts;
  }

  private static void describe(
      PDDocument document, String title, Map<String, String> data, Calendar created)
      throws IOException {
    PDDocumentInformation information = document.getDocumentInformation();
    information.setTitle(title);
    information.setCreator("Zhengyan");
    information.setProducer("Zhengyan");
    information.setCreationDate(created);
    information.setModificationDate(created);
    data.forEach(information::setCustomMetadataValue);
    var catalog = document.getDocumentCatalog();
    catalog.setLanguage("zh-CN");
    PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
    preferences.setDisplayDocTitle(true);
    catalog.setViewerPreferences(preferences);
    String time = created.toInstant().toString();
    PDMetadata metadata = new PDMetadata(document);
    metadata.importXMPMetadata(
        """
        <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
        <dc:format>application/pdf</dc:format>
        <xmp:CreatorTool>Zhengyan</xmp:CreatorTool>
        <xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
        <pdf:Producer>Zhengyan</pdf:Producer>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """
            .formatted(title, time, time)
            .getBytes(StandardCharsets.UTF_8));
    catalog.setMetadata(metadata);
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    PDOutputIntent intent = new PDOutputIntent(document, new ByteArrayInputStream(srgb));
    intent.setInfo("sRGB IEC61966-2.1");
    intent.setOutputConditionIdentifier("sRGB IEC61966-2.1");
    intent.setRegistryName("http://www.color.org");
    catalog.addOutputIntent(intent);
  }

  private static void signature(
      PDDocument document,
      PDPage sheet,
      FacePage page,
      List<Mark> seal,
      String signer,
      Calendar created)
      throws IOException {
    PDSignature signature = new PDSignature();
    signature.setType(COSName.SIG);
    signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
    signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
    signature.setName(signer);
    signature.setSignDate(created);
    COSDictionary dictionary = signature.getCOSObject();
    COSArray range = new COSArray();
    range.add(COSInteger.ZERO);
    for (int i = 0; i < 3; i++) {
      range.add(COSInteger.get(PLACEHOLDER));
    }
    dictionary.setItem(COSName.BYTERANGE, range);
    dictionary.setItem(COSName.CONTENTS, new COSString(new byte[SIGNATURE_OCTETS], true));

    PDAcroForm form = new PDAcroForm(document);
    form.setSignaturesExist(true);
    form.setAppendOnly(true);
    document.getDocumentCatalog().setAcroForm(form);
    PDSignatureField field = new PDSignatureField(form);
    field.setPartialName("Seal");
    field.setValue(signature);
    form.setFields(List.of(field));

    float size = points(page.sealSize());
    PDAnnotationWidget widget = field.getWidgets().getFirst();
    widget.setRectangle(
        new PDRectangle(
            points(page.sealX()), points(page.height() - page.sealY() - page.sealSize()), size, size));
    widget.setPage(sheet);
    widget.setPrinted(true);
    widget.setLocked(true);
    PDAppearanceStream appearance = new PDAppearanceStream(document);
    appearance.setBBox(new PDRectangle(size, size));
    appearance.setResources(new PDResources());
    try (OutputStream stream = appearance.getStream().createOutputStream(COSName.FLATE_DECODE);
        PDPageContentStream out = new PDPageContentStream(document, appearance, stream)) {
      PDExtendedGraphicsState ink = new PDExtendedGraphicsState();
      ink.setBlendMode(BlendMode.MULTIPLY);
      out.setGraphicsStateParameters(ink);
      new PdfMarks(out, Map.of()).draw(seal, page.sealSize());
    }
    PDAppearanceDictionary appearances = new PDAppearanceDictionary();
    appearances.setNormalAppearance(appearance);
    widget.setAppearance(appearances);
    sheet.setAnnotations(List.of(widget));
  }

  private static float points(double millimetres) {
    return (float) (millimetres * PdfMarks.POINTS);
  }
}
