package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.zhengyan.document.ses.Seal;
import org.zhengyan.document.ses.SealProperty;
import org.zhengyan.document.ses.SealSignature;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.VerificationKey;

/** The OFD of a face: the structure of GB/T 33190, the seal of GB/T 38540. */
class OfdFaceTest {
  private static final String RARE = "南京市\uD842\uDFB7庄小学";
  private static final String SIGNS = "Doc_0/Signs/Sign_0/";
  private static byte[] ofd = {};
  private static Map<String, byte[]> files = Map.of();

  @BeforeAll
  static void make() throws Exception {
    ofd = FaceFixture.maker().ofd(FaceFixture.institution(ServiceEnvironment.DEV, "实施小学教育。", RARE));
    files = unzip(ofd);
  }

  @Test
  void keepsTheLayoutOfTheStandard() throws Exception {
    assertThat(files.keySet())
        .contains(
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/PublicRes.xml",
            "Doc_0/Pages/Page_0/Content.xml",
            "Doc_0/Signs/Signatures.xml",
            SIGNS + "Signature.xml",
            SIGNS + "SignedValue.dat",
            SIGNS + "Seal.esl");
    Document root = xml("OFD.xml");
    assertThat(root.getDocumentElement().getAttribute("DocType")).isEqualTo("OFD");
    assertThat(only(root, "DocRoot")).isEqualTo("Doc_0/Document.xml");
    assertThat(only(root, "DocID")).matches("[0-9a-f]{32}");
    assertThat(only(xml("Doc_0/Document.xml"), "PhysicalBox")).isEqualTo("0 0 297 210");
    assertThat(ofd).hasSizeLessThan(600_000);
  }

  @Test
  void givesEachThingAnIdOfItsOwnUpToTheLargest() throws Exception {
    Set<Integer> ids = new TreeSet<>();
    int count = 0;
    for (String file : List.of("Doc_0/PublicRes.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Document.xml")) {
      NodeList all = xml(file).getElementsByTagNameNS("*", "*");
      for (int i = 0; i < all.getLength(); i++) {
        String id = ((Element) all.item(i)).getAttribute("ID");
        if (!id.isEmpty()) {
          ids.add(Integer.parseInt(id));
          count++;
        }
      }
    }
    assertThat(ids).hasSize(count);
    assertThat(only(xml("Doc_0/Document.xml"), "MaxUnitID"))
        .isEqualTo(String.valueOf(ids.stream().max(Integer::compare).orElseThrow()));
  }

  @Test
  void carriesTheMetadata() throws Exception {
    Map<String, String> data = new LinkedHashMap<>();
    NodeList all = xml("OFD.xml").getElementsByTagNameNS("*", "CustomData");
    for (int i = 0; i < all.getLength(); i++) {
      data.put(((Element) all.item(i)).getAttribute("Name"), all.item(i).getTextContent());
    }
    assertThat(data)
        .containsEntry("ZZMC", "事业单位法人证书")
        .containsEntry("CZZT", RARE)
        .containsEntry("CZZTDMLXDM", "001")
        .containsEntry("ZZYXQQSRQ", "2024-11-01")
        .containsEntry("ZZYXQJZRQ", "2029-10-31")
        .containsEntry("jbdw", "南京市示例教育局；南京市示例卫生健康委员会")
        .containsKey("ZZBS");
    assertThat(LicenceIdentifier.parse(data.getOrDefault("ZZBS", "")).version()).isEqualTo(1);
  }

  @Test
  void setsEveryCharacterInAFontThatHasIt() throws Exception {
    Map<String, String> fonts = new LinkedHashMap<>();
    NodeList declared = xml("Doc_0/PublicRes.xml").getElementsByTagNameNS("*", "Font");
    for (int i = 0; i < declared.getLength(); i++) {
      fonts.put(((Element) declared.item(i)).getAttribute("ID"), declared.item(i).getTextContent());
    }
    NodeList texts = xml("Doc_0/Pages/Page_0/Content.xml").getElementsByTagNameNS("*", "TextObject");
    StringBuilder said = new StringBuilder();
    Map<String, TrueTypeFont> open = new LinkedHashMap<>();
    for (Map.Entry<String, String> font : fonts.entrySet()) {
      byte[] file = files.get("Doc_0/Res/" + font.getValue());
      open.put(font.getKey(), new TTFParser().parse(new RandomAccessReadBuffer(file)));
    }
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      var cmap = open.get(text.getAttribute("Font")).getUnicodeCmapLookup();
      String code = text.getElementsByTagNameNS("*", "TextCode").item(0).getTextContent();
      code.codePoints().forEach(c -> assertThat(cmap.getGlyphId(c)).as("U+%04X", c).isPositive());
      said.append(code);
    }
    assertThat(said.toString()).contains("事业单位法人证书", RARE, "登记管理机关", "实施小学教育。");
  }

  @Test
  void coversEveryFileButTheSignaturesOwn() throws Exception {
    Map<String, String> covered = new LinkedHashMap<>();
    NodeList references = xml(SIGNS + "Signature.xml").getElementsByTagNameNS("*", "Reference");
    for (int i = 0; i < references.getLength(); i++) {
      Element reference = (Element) references.item(i);
      covered.put(reference.getAttribute("FileRef").substring(1), reference.getTextContent());
    }
    Set<String> expected = new TreeSet<>(files.keySet());
    expected.removeAll(
        List.of("Doc_0/Signs/Signatures.xml", SIGNS + "Signature.xml", SIGNS + "SignedValue.dat"));
    assertThat(covered.keySet()).containsExactlyInAnyOrderElementsOf(expected);
    covered.forEach(
        (name, digest) ->
            assertThat(Digests.sm3(files.getOrDefault(name, new byte[0])))
                .as(name)
                .isEqualTo(Base64.getDecoder().decode(digest)));
  }

  @Test
  void isSealedByItsSignerWithASealOfItsMaker() throws Exception {
    SealSignature signature = SealSignature.read(file(SIGNS + "SignedValue.dat"));
    Seal seal = Seal.read(file(SIGNS + "Seal.esl"));
    assertThat(signature.seal()).isEqualTo(seal);
    assertThat(seal.signedBy(key("seal-maker-sm2"))).isTrue();
    assertThat(signature.signedBy(key("seal-sm2"))).isTrue();
    assertThat(signature.toSign().dataHash()).isEqualTo(Digests.sm3(file(SIGNS + "Signature.xml")));
    assertThat(signature.toSign().propertyInfo()).isEqualTo("/" + SIGNS + "Signature.xml");
    var signers = (SealProperty.Certificates) seal.info().property().signers();
    assertThat(signers.certificates().getFirst()).isEqualTo(signature.certificate());
    TimeStampToken token = new TimeStampToken(new CMSSignedData(signature.timestamp().orElseThrow()));
    assertThat(token.getTimeStampInfo().getMessageImprintDigest())
        .isEqualTo(Digests.sm3(signature.signature()));
  }

  @Test
  void refusesACharacterWithoutAGlyphByItsName() {
    Face face = FaceFixture.institution(ServiceEnvironment.DEV, "实施教育。", "南京市\uE000小学");
    assertThatThrownBy(() -> FaceFixture.maker().ofd(face))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.detail()).contains("U+E000"));
  }

  @Test
  void drawsAPrivateCharacterAsTheOneAssignedSince() throws Exception {
    Face face = FaceFixture.institution(ServiceEnvironment.DEV, "实施教育。", "南京市\uE831小学");
    assertThat(FaceFixture.maker().ofd(face)).isNotEmpty();
  }

  @Test
  void refusesFieldsThatDoNotFitAPage() {
    Face face = FaceFixture.institution(ServiceEnvironment.DEV, "教育".repeat(4_000), RARE);
    assertThatThrownBy(() -> FaceFixture.maker().ofd(face))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.detail()).contains("do not fit"));
  }

  private static VerificationKey key(String name) throws Exception {
    return VerificationKey.of(FaceFixture.KEYS.load(name).certificate().getSubjectPublicKeyInfo());
  }

  private static byte[] file(String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  private static String only(Document document, String element) {
    NodeList found = document.getElementsByTagNameNS("*", element);
    assertThat(found.getLength()).isEqualTo(1);
    return found.item(0).getTextContent();
  }

  private static Document xml(String name) throws Exception {
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(file(name)));
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }
}
