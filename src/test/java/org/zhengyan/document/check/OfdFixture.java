package org.zhengyan.document.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.jcajce.provider.digest.SM3;
import org.jspecify.annotations.Nullable;
import org.zhengyan.document.TestSigner;
import org.zhengyan.document.ses.Seal;
import org.zhengyan.document.ses.SealInfo;
import org.zhengyan.document.ses.SealPicture;
import org.zhengyan.document.ses.SealProperty;
import org.zhengyan.document.ses.SealSignature;
import org.zhengyan.keys.Signer;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;

/** Makes a sealed OFD; every part can be set wrong before {@link #build}, and files after sealing. */
final class OfdFixture {
  static final String SIGNS = "Doc_0/Signs/";
  static final String DESCRIPTION = SIGNS + "Sign_0/Signature.xml";
  static final String VALUE = SIGNS + "Sign_0/SignedValue.dat";
  static final String SEAL = SIGNS + "Sign_0/Seal.esl";
  static final String PAGE = "Doc_0/Pages/Page_0/Content.xml";

  private static final String NS = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";

  final Map<String, String> fields = new LinkedHashMap<>();
  final List<String> unreferenced = new ArrayList<>();
  byte[] makerCertificate;
  byte[] signerCertificate;
  Signer maker;
  Signer signer;
  List<byte[]> listed;
  Instant createdAt = TestPki.FROM.plusSeconds(60);
  Instant validFrom = TestPki.FROM.plusSeconds(60);
  Instant validTo = TestPki.TO.minusSeconds(60);
  Instant time = TestSeals.SIGNED;
  String checkMethod = "1.2.156.10197.1.401";
  @Nullable UnaryOperator<byte[]> stamp;
  @Nullable Seal otherSealInside;
  boolean byDigest;
  Consumer<Map<String, byte[]>> beforeSealing = files -> {};
  Consumer<Map<String, byte[]>> afterSealing = files -> {};

  OfdFixture(TestSeals seals) {
    this(seals.maker, seals.signer);
    this.stamp = value -> seals.token(value, TestSeals.SIGNED);
  }

  OfdFixture(Entity maker, Entity signer) {
    this(maker.der(), new TestSigner(maker), signer.der(), new TestSigner(signer));
  }

  OfdFixture(byte[] makerCertificate, Signer maker, byte[] signerCertificate, Signer signer) {
    this.makerCertificate = makerCertificate;
    this.maker = maker;
    this.signerCertificate = signerCertificate;
    this.signer = signer;
    this.listed = List.of(signerCertificate);
  }

  Seal seal() {
    SealProperty.Signers signers =
        byDigest
            ? new SealProperty.Digests(
                listed.stream().map(each -> new SealProperty.Digest("SM3", sm3(each))).toList())
            : new SealProperty.Certificates(listed);
    SealProperty property =
        new SealProperty(SealProperty.UNIT, "测试专用章", signers, createdAt, validFrom, validTo);
    SealPicture picture = new SealPicture("PNG", new byte[] {1, 2, 3}, 40, 40);
    return Seal.made(new SealInfo("TEST", "seal-1", property, picture), makerCertificate, maker);
  }

  byte[] build() {
    return zip(files());
  }

  Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    StringBuilder data = new StringBuilder();
    fields.forEach(
        (name, value) ->
            data.append("<ofd:CustomData Name=\"" + name + "\">" + value + "</ofd:CustomData>"));
    put(
        files,
        "OFD.xml",
        "<ofd:OFD" + NS + " Version=\"1.1\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>"
            + "<ofd:CustomDatas>" + data + "</ofd:CustomDatas></ofd:DocInfo>"
            + "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            + "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>");
    put(files, "Doc_0/Document.xml", "<ofd:Document" + NS + "><ofd:Pages/></ofd:Document>");
    put(files, PAGE, "<ofd:Page" + NS + "/>");
    put(
        files,
        SIGNS + "Signatures.xml",
        "<ofd:Signatures" + NS + "><ofd:MaxSignId>1</ofd:MaxSignId>"
            + "<ofd:Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"Sign_0/Signature.xml\"/></ofd:Signatures>");
    Seal seal = seal();
    files.put(SEAL, seal.der());
    beforeSealing.accept(files);
    StringBuilder references = new StringBuilder();
    files.forEach(
        (name, contents) -> {
          if (!name.equals(SIGNS + "Signatures.xml") && !unreferenced.contains(name)) {
            references.append(
                "<ofd:Reference FileRef=\"/" + name + "\"><ofd:CheckValue>"
                    + Base64.getEncoder().encodeToString(sm3(contents)) + "</ofd:CheckValue></ofd:Reference>");
          }
        });
    put(
        files,
        DESCRIPTION,
        "<ofd:Signature" + NS + "><ofd:SignedInfo><ofd:Provider ProviderName=\"test\"/>"
            + "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
            + "<ofd:Seal><ofd:BaseLoc>/" + SEAL + "</ofd:BaseLoc></ofd:Seal>"
            + "<ofd:References CheckMethod=\"" + checkMethod + "\">" + references + "</ofd:References>"
            + "</ofd:SignedInfo><ofd:SignedValue>/" + VALUE + "</ofd:SignedValue></ofd:Signature>");
    files.put(VALUE, signature(files, otherSealInside == null ? seal : otherSealInside).der());
    afterSealing.accept(files);
    return files;
  }

  SealSignature signature(Map<String, byte[]> files, Seal seal) {
    SealSignature.ToSign toSign =
        new SealSignature.ToSign(seal, time, sm3(files.get(DESCRIPTION)), "/" + DESCRIPTION);
    return SealSignature.made(toSign, signerCertificate, signer, stamp);
  }

  static void put(Map<String, byte[]> files, String name, String xml) {
    files.put(
        name, ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml).getBytes(StandardCharsets.UTF_8));
  }

  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] sm3(byte[] bytes) {
    return new SM3.Digest().digest(bytes);
  }
}
