package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.text.PDFTextStripper;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.ServiceEnvironment;

/** The PDF of a face, read by others' code: ISO 32000-2 and ETSI EN 319 142-1. */
class PdfFaceTest {
  private static final String[] NAMES = {"南京市\uD842\uDFB7庄教育局", "南京市䶮山督导办公室"};
  private static byte[] pdf = {};

  @BeforeAll
  static void make() {
    pdf = FaceFixture.maker().pdf(FaceFixture.organ(ServiceEnvironment.DEV, null, NAMES));
  }

  @Test
  void saysWhatTheCertificateSays() throws Exception {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      String text = new PDFTextStripper().getText(document).replace(" ", "");
      assertThat(text).contains(NAMES).contains("赋码机关", "2016年1月1日", "1.2.156.3005.2.");
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      assertThat(document.isEncrypted()).isFalse();
      var information = document.getDocumentInformation();
      assertThat(information.getCustomMetadataValue(FaceData.HOLDER)).isEqualTo(NAMES[0]);
      assertThat(information.getCustomMetadataValue(FaceData.HOLDER_CODE_KIND_CODE)).isEqualTo("001");
      assertThat(information.getCustomMetadataValue(FaceData.ENVIRONMENT)).isEqualTo("dev");
      assertThat(information.getCustomMetadataValue(FaceData.NONCE)).isNull();
    }
  }

  @Test
  void embedsASubsetOfEachFont() throws Exception {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      int fonts = 0;
      var resources = document.getPage(0).getResources();
      for (COSName name : resources.getFontNames()) {
        PDFont font = resources.getFont(name);
        assertThat(font.isEmbedded()).isTrue();
        assertThat(font.getName()).matches("[A-Z]{6}\\+.*");
        fonts++;
      }
      assertThat(fonts).isEqualTo(3);
      assertThat(pdf).hasSizeLessThan(600_000);
    }
  }

  @Test
  void hasOneSignatureOverEveryByteButItself() throws Exception {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getSignatureDictionaries()).hasSize(1);
      PDSignature signature = document.getLastSignatureDictionary();
      assertThat(signature.getSubFilter()).isEqualTo("ETSI.CAdES.detached");
      int[] range = signature.getByteRange();
      assertThat(range[0]).isZero();
      assertThat(range[2] + range[3]).isEqualTo(pdf.length);
      assertThat((char) pdf[range[1]]).isEqualTo('<');
      assertThat((char) pdf[range[2] - 1]).isEqualTo('>');
      assertThat(new String(pdf, StandardCharsets.ISO_8859_1).split("%%EOF", -1)).hasSize(2);
    }
  }

  @Test
  void isPadesBaselineWithATimeStamp() throws Exception {
    SignerInformation signer = signer(pdf);
    assertThat(verifies(pdf)).isTrue();
    var signed = signer.getSignedAttributes();
    assertThat(signed.get(CMSAttributes.signingTime)).isNull();
    var reference =
        SigningCertificateV2.getInstance(
            signed.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2).getAttributeValues()[0]);
    byte[] certificate = FaceFixture.KEYS.load("seal-p256").certificate().getEncoded();
    assertThat(reference.getCerts()[0].getCertHashObject().getOctets())
        .isEqualTo(Digests.sha256(certificate));

    ASN1Primitive value =
        signer
            .getUnsignedAttributes()
            .get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)
            .getAttributeValues()[0]
            .toASN1Primitive();
    TimeStampToken token = new TimeStampToken(new CMSSignedData(value.getEncoded()));
    X509CertificateHolder authority = FaceFixture.KEYS.load("tsa-p256").certificate();
    token.validate(
        new JcaSimpleSignerInfoVerifierBuilder().setProvider(new BouncyCastleProvider()).build(authority));
    assertThat(token.getTimeStampInfo().getMessageImprintDigest())
        .isEqualTo(Digests.sha256(signer.getSignature()));
  }

  @Test
  void isBrokenByOneChangedByte() throws Exception {
    byte[] changed = pdf.clone();
    int at = new String(pdf, StandardCharsets.ISO_8859_1).indexOf("/Title");
    changed[at + 10] ^= 1;
    assertThat(verifies(changed)).isFalse();
  }

  @Test
  void carriesTheDownloadItWasMadeFor() throws Exception {
    Download download =
        new Download(
            "bm9uY2U", FaceFixture.NOW, new Download.Named("op-1", "示例应用商店", "appRelease", "上架应用"));
    byte[] named = FaceFixture.maker().pdf(FaceFixture.organ(ServiceEnvironment.SANDBOX, download, "示例局"));
    try (PDDocument document = Loader.loadPDF(named)) {
      var information = document.getDocumentInformation();
      assertThat(information.getCustomMetadataValue(FaceData.PLATFORM)).isEqualTo("op-1");
      assertThat(information.getCustomMetadataValue(FaceData.PURPOSE)).isEqualTo("appRelease");
      assertThat(information.getCustomMetadataValue(FaceData.NONCE)).isEqualTo("bm9uY2U");
      assertThat(new PDFTextStripper().getText(document).replace(" ", ""))
          .contains("仅供示例应用商店用于上架应用，有效至2026年11月23日16时00分");
    }
  }

  private static SignerInformation signer(byte[] file) throws Exception {
    return data(file).getSignerInfos().getSigners().iterator().next();
  }

  private static boolean verifies(byte[] file) throws Exception {
    var verifier =
        new JcaSimpleSignerInfoVerifierBuilder()
            .setProvider(new BouncyCastleProvider())
            .build(FaceFixture.KEYS.load("seal-p256").certificate());
    try {
      return signer(file).verify(verifier);
    } catch (org.bouncycastle.cms.CMSException e) {
      assertThat(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)).contains("digest");
      return false;
    }
  }

  private static CMSSignedData data(byte[] file) throws Exception {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      int[] range = document.getLastSignatureDictionary().getByteRange();
      byte[] covered = Arrays.copyOf(file, range[1] + range[3]);
      System.arraycopy(file, range[2], covered, range[1], range[3]);
      byte[] contents = document.getLastSignatureDictionary().getContents();
      ASN1Primitive cms = new org.bouncycastle.asn1.ASN1InputStream(contents).readObject();
      return new CMSSignedData(new CMSProcessableByteArray(covered), cms.getEncoded("DER"));
    }
  }
}
