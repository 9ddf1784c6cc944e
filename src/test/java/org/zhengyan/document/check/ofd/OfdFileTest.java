package org.zhengyan.document.check.ofd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ZIPs and XML that mean to harm, each in one way. */
class OfdFileTest {
  private static final String NS = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";
  private static final String OFD =
      "<ofd:OFD" + NS + "><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
          + "</ofd:DocBody></ofd:OFD>";

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  OfdFileTest() {
    put("OFD.xml", OFD);
    put("Doc_0/Document.xml", "<ofd:Document" + NS + "/>");
  }

  @Test
  void readsAFileThatNobodySigned() throws Exception {
    assertThat(OfdFile.read(zip()).signature()).isEmpty();
  }

  @Test
  void readsEntriesThatAreStored() throws Exception {
    byte[] zip = stored();
    assertThatCode(() -> OfdFile.read(zip)).doesNotThrowAnyException();
  }

  @Test
  void refusesAWayUp() throws Exception {
    put("../evil.xml", "x");
    assertRefused(zip(), "leads elsewhere");
  }

  @Test
  void refusesAnAbsoluteName() throws Exception {
    put("/evil.xml", "x");
    assertRefused(zip(), "leads elsewhere");
  }

  @Test
  void refusesABackslash() throws Exception {
    put("Doc_0\\evil.xml", "x");
    assertRefused(zip(), "leads elsewhere");
  }

  @Test
  void refusesTwoEntriesOfOneName() throws Exception {
    put("Doc_0/documenT.xml", "x");
    assertRefused(zip(), "one name");
  }

  @Test
  void refusesTooManyEntries() throws Exception {
    for (int i = 0; i < OfdArchive.MAX_ENTRIES; i++) {
      put("f" + i, "x");
    }
    assertRefused(zip(), "more than 512");
  }

  @Test
  void refusesABomb() throws Exception {
    files.put("bomb", new byte[8 * 1024 * 1024]);
    assertRefused(zip(), "200 times");
  }

  @Test
  void refusesMuchInManyEntries() throws Exception {
    byte[] noise = new byte[1024 * 1024];
    new java.util.Random(1).nextBytes(noise);
    for (int i = 0; i < 33; i++) {
      files.put("f" + i, noise);
    }
    assertRefused(zip(), "unpacks to more than");
  }

  @Test
  void refusesBytesBeforeTheZip() throws Exception {
    byte[] zip = zip();
    byte[] longer = new byte[zip.length + 4];
    System.arraycopy(zip, 0, longer, 4, zip.length);
    assertRefused(longer, "no ZIP");
  }

  @Test
  void refusesBytesAfterTheZip() throws Exception {
    byte[] zip = zip();
    assertRefused(java.util.Arrays.copyOf(zip, zip.length + 1), "does not end");
  }

  @Test
  void refusesAnEncryptedEntry() throws Exception {
    byte[] zip = zip();
    zip[central(zip) + 8] |= 1;
    assertRefused(zip, "encrypted");
  }

  @Test
  void refusesAnotherMethod() throws Exception {
    byte[] zip = zip();
    zip[central(zip) + 10] = 12;
    assertRefused(zip, "another method");
  }

  /** The greatest size there is, where the local header leaves it to the descriptor. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 100, 1_000_000})
  void refusesAnEntryThatReachesBeyondTheFile(int packed) throws Exception {
    byte[] zip = zip();
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(central(zip) + 20, packed);
    assertRefused(zip, "reaches into its directory");
  }

  @Test
  void refusesZip64() throws Exception {
    byte[] zip = zip();
    int at = central(zip) + 24;
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(at, -1);
    assertRefused(zip, "too large");
  }

  /** Readers that go by the local headers would see another file. */
  @Test
  void refusesHeadersThatDisagree() throws Exception {
    byte[] zip = zip();
    zip[30] = 'o';
    assertRefused(zip, "disagree");
  }

  /** Readers that go by the descriptor would see another size. */
  @Test
  void refusesADescriptorThatDisagrees() throws Exception {
    byte[] zip = zip();
    zip[central(zip) - 1] ^= 1;
    assertRefused(zip, "disagree");
  }

  @Test
  void refusesASecondNameOfAnEntry() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("OFD.xml");
      entry.setExtra(new byte[] {0x75, 0x70, 1, 0, 'x'});
      zip.putNextEntry(entry);
      zip.write(files.get("OFD.xml"));
    }
    assertRefused(bytes.toByteArray(), "second name");
  }

  @Test
  void refusesAWrongChecksum() throws Exception {
    byte[] zip = stored();
    zip[60] ^= 1;
    assertRefused(zip, "checksum");
  }

  @Test
  void refusesADocumentType() throws Exception {
    put("OFD.xml", "<!DOCTYPE OFD [<!ENTITY a \"b\">]>" + OFD);
    assertRefused(zip(), "OFD.xml");
  }

  @Test
  void refusesAnEntityOfItsOwn() throws Exception {
    put("OFD.xml", OFD.replace("<ofd:DocInfo/>", "<ofd:DocInfo>&a;</ofd:DocInfo>"));
    assertRefused(zip(), "not well-formed");
  }

  @Test
  void refusesDeepNesting() throws Exception {
    put("OFD.xml", OFD.replace("<ofd:DocInfo/>", "<ofd:a>".repeat(40) + "</ofd:a>".repeat(40)));
    assertRefused(zip(), "too deep");
  }

  @Test
  void refusesElementsOfAnotherNamespace() throws Exception {
    put("OFD.xml", OFD.replace("<ofd:DocInfo/>", "<DocInfo/>"));
    assertRefused(zip(), "outside OFD's namespace");
  }

  @Test
  void refusesTwoDocuments() throws Exception {
    int from = OFD.indexOf("<ofd:DocBody>");
    int to = OFD.indexOf("</ofd:OFD>");
    put("OFD.xml", OFD.substring(0, to) + OFD.substring(from));
    assertRefused(zip(), "exactly one document");
  }

  @Test
  void refusesTwoSignatures() throws Exception {
    put("OFD.xml", OFD.replace("</ofd:DocBody>", "<ofd:Signatures>s.xml</ofd:Signatures></ofd:DocBody>"));
    String one = "<ofd:Signature ID=\"1\" BaseLoc=\"a.xml\"/>";
    put("s.xml", "<ofd:Signatures" + NS + ">" + one + one + "</ofd:Signatures>");
    assertRefused(zip(), "more than one signature");
  }

  @Test
  void refusesAPlaceAboveTheRoot() throws Exception {
    put("OFD.xml", OFD.replace("Doc_0/Document.xml", "../Doc_0/Document.xml"));
    assertRefused(zip(), "above its root");
  }

  @Test
  void refusesOneFieldTwice() throws Exception {
    String field = "<ofd:CustomData Name=\"a\">1</ofd:CustomData>";
    put(
        "OFD.xml",
        OFD.replace(
            "<ofd:DocInfo/>",
            "<ofd:DocInfo><ofd:CustomDatas>" + field + field + "</ofd:CustomDatas></ofd:DocInfo>"));
    assertRefused(zip(), "twice");
  }

  private void put(String name, String xml) {
    files.put(name, xml.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private byte[] stored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(file.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(file.getValue());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Where the first header of the central directory begins. */
  private static int central(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
  }

  private static void assertRefused(byte[] zip, String because) {
    assertThatThrownBy(() -> OfdFile.read(zip))
        .isInstanceOf(MalformedOfd.class)
        .hasMessageContaining(because);
  }
}
