package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.pdf.MalformedPdf;
import org.zhengyan.document.check.pdf.PdfFields;
import org.zhengyan.document.check.pdf.PdfFile;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.CmsFixture;
import org.zhengyan.x509.TestPki;

/** Each test breaks one thing of a signed PDF that would be accepted. */
class PdfJudgeTest {
  private final TestSeals seals = new TestSeals(Suite.P256);
  private final PdfFixture pdf = new PdfFixture(seals);
  private SignerTrust trust = seals.trust();
  private UnaryOperator<byte[]> afterwards = file -> file;

  @ParameterizedTest
  @EnumSource(Suite.class)
  void acceptsAFaceAsItWasSigned(Suite suite) throws Exception {
    TestSeals own = new TestSeals(suite);
    PdfFile file = PdfFile.read(new PdfFixture(own).build());
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.PDF);
    new PdfJudge(own.moment(own.trust())).judge(draft, file.signature().orElseThrow(), TestPki.NOW);
    assertThat(draft.clean()).isTrue();
  }

  @Test
  void readsTheFieldsOfASignedFace() throws Exception {
    pdf.fields.put("onemc", "测试市教育局");
    pdf.fields.put("ZHENGYAN-VERSION", "3");
    assertThat(judge().reasons()).isEmpty();
    assertThat(PdfFields.read(pdf.build()))
        .containsEntry("onemc", "测试市教育局")
        .containsEntry("ZHENGYAN-VERSION", "3");
  }

  @Test
  void refusesAChangedByte() throws Exception {
    afterwards = file -> replaced(file, "/MediaBox [0 0 200 200]", "/MediaBox [0 0 300 200]");
    assertFailsAlone("filesUnchanged", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesAnUpdateAfterSigning() throws Exception {
    afterwards = file -> joined(file, "3 0 obj\n<< /Type /Page >>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    assertFailsAlone("filesCovered", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesASingleByteAfterTheEnd() throws Exception {
    afterwards = file -> joined(file, "\n");
    assertFailsAlone("filesCovered", DocumentReason.DOCUMENT_ALTERED);
  }

  /** A second signature over everything is a second revision, by whomever. */
  @Test
  void refusesASecondSignature() throws Exception {
    afterwards = file -> joined(file, "7 0 obj\n<< /Type /Sig /ByteRange [0 1 2 3] >>\nendobj\n%%EOF\n");
    assertFailsAlone("filesCovered", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesARangeThatEndsEarly() throws Exception {
    pdf.byteRange =
        range -> {
          String[] numbers = range.substring(1, range.length() - 1).trim().split(" +");
          return "[0 %-10s %-10s %-10d]".formatted(numbers[1], numbers[2], Integer.parseInt(numbers[3]) - 10);
        };
    assertThat(failed()).contains("filesCovered");
  }

  @Test
  void refusesARangeThatBeginsLate() {
    pdf.byteRange = range -> range.replace("[0 ", "[1 ");
    assertMalformed("does not fit");
  }

  @Test
  void refusesARangeBeyondTheFile() {
    pdf.byteRange = range -> range.replaceFirst("(\\d+) *]$", "2000000000]");
    assertMalformed("does not fit");
  }

  @Test
  void refusesARangeThatIsNoFourNumbers() {
    pdf.byteRange = range -> range.replace("[0 ", "[- ");
    assertMalformed("not four numbers");
  }

  /** The gap would hide an object between two halves of the value. */
  @Test
  void refusesAGapThatHoldsMoreThanHex() {
    afterwards = file -> replaced(file, "000000>", "0 >> 7>");
    assertMalformed("more than its own value");
  }

  @Test
  void refusesAGapThatIsNotTheValueOfContents() {
    afterwards = file -> replaced(file, "/Contents <", "/Kontents <");
    assertMalformed("more than its own value");
  }

  @Test
  void refusesWhatFollowsTheValueInItsGap() {
    pdf.value = der -> {
      byte[] longer = Arrays.copyOf(der, der.length + 1);
      longer[der.length] = 1;
      return longer;
    };
    assertMalformed("follows the signature's value");
  }

  @Test
  void refusesTheValueOfAnotherFile() throws Exception {
    byte[] other = new PdfFixture(seals).build();
    pdf.fields.put("onemc", "x");
    afterwards =
        file -> {
          String value = text(other).substring(text(other).indexOf("/Contents <"), text(other).indexOf("0000> >>"));
          String own = text(file).substring(text(file).indexOf("/Contents <"), text(file).indexOf("0000> >>"));
          return replaced(file, own, value);
        };
    assertFailsAlone("filesUnchanged", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesASignerThatIsNotOneOfOurSeals() throws Exception {
    trust = seals.trust(seals.maker);
    assertThat(failed()).contains("signerTrusted");
    assertThat(judge().reasons()).contains(DocumentReason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void refusesASignatureWithoutTheSignersCertificateAmongWhatIsSigned() throws Exception {
    pdf.cms = cms -> cms.replace(CmsFixture.SIGNING_CERTIFICATE_V2, null);
    assertFailsAlone("signature", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesASignatureThatNamesAnotherCertificate() throws Exception {
    pdf.cms =
        cms ->
            cms.replace(
                CmsFixture.SIGNING_CERTIFICATE_V2,
                CmsFixture.attribute(
                    CmsFixture.SIGNING_CERTIFICATE_V2, CmsFixture.certificateId(new byte[32])));
    assertFailsAlone("signature", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesAFaceWithoutTimestamp() throws Exception {
    pdf.stamp = null;
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampOverSomethingElse() throws Exception {
    pdf.stamp = value -> seals.token(new byte[] {1}, TestSeals.SIGNED);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampOfAStranger() throws Exception {
    TestSeals strangers = new TestSeals(Suite.P256);
    pdf.stamp = value -> strangers.token(value, TestSeals.SIGNED);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesARevokedSigner() throws Exception {
    seals.revoke(seals.signer, TestSeals.SIGNED.minusSeconds(60), CRLReason.superseded);
    assertThat(judge().reasons()).containsExactly(DocumentReason.CERTIFICATE_REVOKED);
  }

  @Test
  void findsNoSignatureUnderAnotherSpelling() throws Exception {
    byte[] file = replaced(pdf.build(), "/ByteRange", "/Byte#52ange".substring(0, 10));
    assertThat(PdfFile.read(file).signature()).isEmpty();
  }

  @Test
  void refusesWhatIsNoPdf() {
    assertThatThrownBy(() -> PdfFile.read(joined("\n".getBytes(StandardCharsets.US_ASCII), text(pdf.build()))))
        .isInstanceOf(MalformedPdf.class);
  }

  private void assertMalformed(String because) {
    assertThatThrownBy(() -> PdfFile.read(afterwards.apply(pdf.build())))
        .isInstanceOf(MalformedPdf.class)
        .hasMessageContaining(because);
  }

  private void assertFailsAlone(String check, DocumentReason reason) throws Exception {
    DocumentVerdict verdict = judge();
    assertThat(verdict.checks().stream().filter(each -> each.outcome() == Outcome.FAILED).map(each -> each.check()))
        .containsExactly(check);
    assertThat(verdict.reasons()).containsExactly(reason);
  }

  private List<String> failed() throws Exception {
    return judge().checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(DocumentVerdict.Check::check)
        .toList();
  }

  private DocumentVerdict judge() throws Exception {
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.PDF);
    draft.pass("documentReadable");
    draft.pass("signaturePresent");
    PdfFile file = PdfFile.read(afterwards.apply(pdf.build()));
    new PdfJudge(seals.moment(trust)).judge(draft, file.signature().orElseThrow(), TestPki.NOW);
    for (String check :
        List.of(
            "faceFields", "download", "certificateStatus", "institutionRegistered", "institutionActive", "region",
            "faceCurrent")) {
      draft.pass(check);
    }
    return draft.verdict(TestPki.NOW, "");
  }

  private static byte[] replaced(byte[] file, String what, String with) {
    String text = text(file);
    int at = text.indexOf(what);
    assertThat(at).isNotNegative();
    return (text.substring(0, at) + with + text.substring(at + what.length()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] file, String more) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(file);
    joined.writeBytes(more.getBytes(StandardCharsets.ISO_8859_1));
    return joined.toByteArray();
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }
}
