package org.zhengyan.document.ofd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.zhengyan.document.Digests;
import org.zhengyan.document.font.Typesetting;
import org.zhengyan.document.page.FacePage;
import org.zhengyan.document.page.Mark;

/** Writes a page as an OFD with one seal. The same page at the same time gives the same files. */
public final class OfdWriter {
  /** Where the signature's description lies: what a seal's signature names. */
  public static final String SIGNATURE = "/Doc_0/Signs/Sign_0/Signature.xml";

  private static final String SEAL = "/Doc_0/Signs/Sign_0/Seal.esl";
  private static final String VALUE = "/Doc_0/Signs/Sign_0/SignedValue.dat";
  private static final String PAGE_ID = "1";
  private static final int COLOURS_ID = 2;
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final LocalDateTime ZIP_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final DateTimeFormatter SIGNED_AT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Signs the bytes of {@code Signature.xml}: gives {@code SignedValue.dat}. */
  public interface Sealer {
    byte[] sign(byte[] signatureXml);
  }

  private OfdWriter() {}

  /**
   * The sealed file.
   *
   * @param data custom data of the document
   * @param seal the {@code Seal.esl}
   */
  public static byte[] write(
      FacePage page,
      String title,
      Map<String, String> data,
      byte[] seal,
      Instant createdAt,
      Sealer sealer) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("/OFD.xml", ofd(title, data, createdAt));
    Map<String, Integer> fonts = new HashMap<>();
    int id = COLOURS_ID;
    Xml resources = Xml.root("Res", "BaseLoc", "Res");
    resources
        .open("ColorSpaces")
        .element("ColorSpace", "", "ID", Integer.toString(COLOURS_ID), "Type", "RGB", "BitsPerComponent", "8")
        .close("ColorSpaces")
        .open("Fonts");
    for (Map.Entry<String, byte[]> subset : typesetting(page).subsets().entrySet()) {
      id++;
      fonts.put(subset.getKey(), id);
      String file = "font_" + id + ".ttf";
      files.put("/Doc_0/Res/" + file, subset.getValue());
      resources
          .open("Font", "ID", Integer.toString(id), "FontName", subset.getKey(), "FamilyName", subset.getKey())
          .element("FontFile", file)
          .close("Font");
    }
    files.put("/Doc_0/PublicRes.xml", resources.close("Fonts").close("Res").bytes());
    PageContent content = new PageContent(page, fonts, COLOURS_ID, id);
    files.put("/Doc_0/Pages/Page_0/Content.xml", content.write());
    files.put("/Doc_0/Document.xml", document(page, content.lastId()));
    files.put(SEAL, seal);
    byte[] signature = signature(page, files, createdAt);
    files.put("/Doc_0/Signs/Signatures.xml", signatures());
    files.put(SIGNATURE, signature);
    files.put(VALUE, sealer.sign(signature));
    return zip(files);
  }

  private static Typesetting typesetting(FacePage page) {
    Typesetting typesetting = new Typesetting();
    for (Mark mark : page.marks()) {
      if (mark instanceof Mark.Glyph glyph) {
        typesetting.use(glyph.codePoint(), glyph.drawn());
      }
    }
    return typesetting;
  }

  /** GB/T 33190-2016, section 7.4; the document's id comes from what it says. */
  private static byte[] ofd(String title, Map<String, String> data, Instant createdAt) {
    byte[] said = (title + data + createdAt).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    String id = HexFormat.of().formatHex(Arrays.copyOf(Digests.sm3(said), 16));
    Xml xml = Xml.root("OFD", "Version", "1.0", "DocType", "OFD");
    xml.open("DocBody")
        .open("DocInfo")
        .element("DocID", id)
        .element("Title", title)
        .element("CreationDate", createdAt.atZone(CHINA).toLocalDate().toString())
        .element("Creator", "Zhengyan")
        .open("CustomDatas");
    data.forEach((name, value) -> xml.element("CustomData", value, "Name", name));
    return xml.close("CustomDatas")
        .close("DocInfo")
        .element("DocRoot", "Doc_0/Document.xml")
        .element("Signatures", "Doc_0/Signs/Signatures.xml")
        .close("DocBody")
        .close("OFD")
        .bytes();
  }

  private static byte[] document(FacePage page, int lastId) {
    return Xml.root("Document")
        .open("CommonData")
        .element("MaxUnitID", Integer.toString(lastId))
        .open("PageArea")
        .element("PhysicalBox", Xml.numbers(0, 0, page.width(), page.height()))
        .close("PageArea")
        .element("PublicRes", "PublicRes.xml")
        .close("CommonData")
        .open("Pages")
        .element("Page", "", "ID", PAGE_ID, "BaseLoc", "Pages/Page_0/Content.xml")
        .close("Pages")
        .close("Document")
        .bytes();
  }

  private static byte[] signatures() {
    return Xml.root("Signatures")
        .element("MaxSignId", "1")
        .element("Signature", "", "ID", "s1", "Type", "Seal", "BaseLoc", SIGNATURE)
        .close("Signatures")
        .bytes();
  }

  /** Chapter 18: a digest of every file that is there so far. */
  private static byte[] signature(FacePage page, Map<String, byte[]> files, Instant createdAt) {
    Xml xml = Xml.root("Signature");
    xml.open("SignedInfo")
        .element("Provider", "", "ProviderName", "Zhengyan", "Company", "Zhengyan", "Version", "1.0")
        .element("SignatureMethod", "1.2.156.10197.1.501")
        .element("SignatureDateTime", SIGNED_AT.format(createdAt))
        .open("References", "CheckMethod", "1.2.156.10197.1.401");
    files.forEach(
        (name, file) ->
            xml.open("Reference", "FileRef", name)
                .element("CheckValue", Base64.getEncoder().encodeToString(Digests.sm3(file)))
                .close("Reference"));
    String boundary = Xml.numbers(page.sealX(), page.sealY(), page.sealSize(), page.sealSize());
    return xml.close("References")
        .element("StampAnnot", "", "ID", "a1", "PageRef", PAGE_ID, "Boundary", boundary)
        .open("Seal")
        .element("BaseLoc", SEAL)
        .close("Seal")
        .close("SignedInfo")
        .element("SignedValue", VALUE)
        .close("Signature")
        .bytes();
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey().substring(1));
        entry.setTimeLocal(ZIP_TIME);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
