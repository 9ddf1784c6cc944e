package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.zhengyan.document.TestSigner;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.document.check.pdf.PdfFile;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;

/**
 * Certificates and seals that ran out: what a timestamp proves to be from before stays good, what merely says so does
 * not, and what was signed afterwards never was.
 */
class DocumentDatesTest {
  private static final Instant SINCE = TestPki.NOW.minusSeconds(60);
  private static final Instant BEFORE = TestSeals.SIGNED.minusSeconds(1);

  private final TestSeals seals = new TestSeals(Suite.SM2);
  private final OfdFixture ofd = new OfdFixture(seals);
  private Entity maker = seals.maker;
  private Entity signer = seals.signer;
  private Entity stamper = seals.stamper;

  @Test
  void keepsASealThatEndedAfterItWasProvablyUsed() throws Exception {
    ofd.validTo = SINCE;
    assertThat(sealed()).isEmpty();
  }

  /** Whoever has the key of a seal that has ended can state any time. */
  @Test
  void refusesAnUnprovenTimeOnceTheSealHasEnded() throws Exception {
    ofd.validTo = SINCE;
    ofd.stamp = null;
    assertThat(sealed()).containsExactly("sealDates certificateExpired");
  }

  @Test
  void keepsWhatASignerProvablySignedBeforeTheCertificateRanOut() throws Exception {
    signer(TestSeals.entity(seals.root, "Seal", TestPki.FROM, SINCE));
    assertThat(sealed()).isEmpty();
    ofd.stamp = null;
    assertThat(sealed()).containsExactly("certificateDates certificateExpired");
  }

  @Test
  void refusesWhatASignerSignedAfterTheCertificateRanOut() throws Exception {
    signer(TestSeals.entity(seals.root, "Seal", TestPki.FROM, BEFORE));
    assertThat(sealed()).containsExactly("certificateDates certificateExpired");
    ofd.time = BEFORE.minusSeconds(60); // backdated by more than clocks differ, and less than a day
    assertThat(sealed())
        .as("the stamp counts, not what is stated")
        .containsExactly("certificateDates certificateExpired");
  }

  /** A seal is made once; what counts is that its maker could when it was. */
  @Test
  void keepsASealWhoseMakersCertificateRanOutSince() throws Exception {
    maker(TestSeals.entity(seals.root, "Seal Maker", TestPki.FROM, SINCE));
    assertThat(sealed()).isEmpty();
    ofd.createdAt = SINCE.plusSeconds(1);
    assertThat(sealed()).containsExactly("sealTrusted certificateExpired");
  }

  @Test
  void keepsATimestampWhoseCertificateRanOutSince() throws Exception {
    stamper = TestSeals.stamper(seals.root, SINCE);
    ofd.stamp = value -> TestSeals.token(stamper, value, TestSeals.SIGNED);
    assertThat(sealed()).isEmpty();
  }

  @Test
  void refusesATimestampFromAfterItsCertificateRanOut() throws Exception {
    stamper = TestSeals.stamper(seals.root, BEFORE);
    ofd.stamp = value -> TestSeals.token(stamper, value, TestSeals.SIGNED);
    assertThat(sealed()).containsExactly("timestamp timestampInvalid");
  }

  @Test
  void judgesAPdfByWhenItWasStamped() throws Exception {
    signer = TestSeals.entity(seals.root, "Seal", TestPki.FROM, SINCE);
    assertThat(signedPdf()).as("ran out since").isEmpty();
    signer = TestSeals.entity(seals.root, "Seal", TestPki.FROM, BEFORE);
    assertThat(signedPdf()).as("ran out before").containsExactly("certificateDates certificateExpired");
    signer = TestSeals.entity(seals.root, "Seal", TestSeals.SIGNED.plusSeconds(1), TestPki.TO);
    assertThat(signedPdf()).as("began afterwards").containsExactly("certificateDates certificateExpired");
  }

  private void signer(Entity entity) {
    signer = entity;
    ofd.signer = new TestSigner(entity);
    ofd.signerCertificate = entity.der();
    ofd.listed = List.of(entity.der());
  }

  private void maker(Entity entity) {
    maker = entity;
    ofd.maker = new TestSigner(entity);
    ofd.makerCertificate = entity.der();
  }

  private SignerTrust trust() {
    return new SignerTrust(
        new SignerTrust.Ours(
            Map.of(
                Role.SIGNER, List.of(signer.der()),
                Role.PDF_SIGNER, List.of(signer.der()),
                Role.MAKER, List.of(maker.der()),
                Role.TIMESTAMP, List.of(stamper.der())),
            seals.roots()),
        OtherMakers.NONE);
  }

  private List<String> sealed() throws Exception {
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
    OfdFile file = OfdFile.read(ofd.build());
    new SealJudge(trust(), seals.moment(trust())).judge(draft, file.signature().orElseThrow(), TestPki.NOW);
    return failed(draft);
  }

  private List<String> signedPdf() throws Exception {
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.PDF);
    PdfFixture pdf = new PdfFixture(signer, value -> seals.token(value, TestSeals.SIGNED));
    new PdfJudge(seals.moment(trust())).judge(draft, PdfFile.read(pdf.build()).signature().orElseThrow(), TestPki.NOW);
    return failed(draft);
  }

  /** What failed, and the reasons; the other checks are not what is asked here. */
  private static List<String> failed(VerdictDraft draft) {
    List.of(
            "documentReadable", "signaturePresent", "faceFields", "download", "certificateStatus",
            "institutionRegistered", "institutionActive", "region", "faceCurrent")
        .forEach(draft::pass);
    DocumentVerdict verdict = draft.verdict(TestPki.NOW, "");
    String reasons = verdict.reasons().stream().map(DocumentReason::wire).collect(Collectors.joining(" "));
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.check() + ' ' + reasons)
        .toList();
  }
}
