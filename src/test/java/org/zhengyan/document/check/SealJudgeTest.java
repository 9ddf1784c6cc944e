package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;
import org.zhengyan.document.TestSigner;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.document.ses.SealSignature;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.path.PathCertificate;

/** Each test breaks one thing of a face that would be accepted. */
class SealJudgeTest {
  private static final String REFERENCE_TO_PAGE =
      "<ofd:Reference FileRef=\"/" + OfdFixture.PAGE + "\">.*?</ofd:Reference>";

  private final TestSeals seals = new TestSeals(Suite.SM2);
  private final OfdFixture ofd = new OfdFixture(seals);
  private SignerTrust trust = seals.trust();

  @Test
  void acceptsAFaceAsItWasSealed() throws Exception {
    assertThat(judge().reasons()).isEmpty();
    assertThat(judge().seal().timestamped()).isTrue();
    assertThat(judge().seal().signedAt()).isEqualTo(TestSeals.SIGNED);
  }

  /** Faces are issued here alone: whoever else seals well makes no face. */
  @Test
  void tellsSealsOfThisServiceFromOthers() throws Exception {
    OfdFile file = OfdFile.read(ofd.build());
    SignerTrust others =
        new SignerTrust(
            new SignerTrust.Ours(
                Map.of(
                    SignerTrust.Role.SIGNER, List.of(seals.signer.der()),
                    SignerTrust.Role.PDF_SIGNER, List.of(),
                    SignerTrust.Role.MAKER, List.of(),
                    SignerTrust.Role.TIMESTAMP, List.of(seals.stamper.der())),
                seals.roots()),
            new OtherMakers(seals.roots(), List.of(), List.of()));
    for (SignerTrust each : List.of(trust, others)) {
      VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
      boolean ours =
          new SealJudge(each, seals.moment(each)).judge(draft, file.signature().orElseThrow(), TestPki.NOW);
      assertThat(ours).isEqualTo(each == trust);
    }
  }

  @Test
  void acceptsASealThatListsADigestOfItsSigner() throws Exception {
    ofd.byDigest = true;
    assertThat(judge().reasons()).isEmpty();
  }

  @Test
  void acceptsAFaceWithoutTimestampWhileItsSignerIsInOrder() throws Exception {
    ofd.stamp = null;
    assertThat(judge().reasons()).isEmpty();
    assertThat(judge().seal().timestamped()).isFalse();
  }

  @Test
  void refusesAChangedPage() throws Exception {
    ofd.afterSealing = files -> files.put(OfdFixture.PAGE, bytes("<other/>"));
    assertFailsAlone("filesUnchanged", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesARemovedPage() throws Exception {
    ofd.afterSealing = files -> files.remove(OfdFixture.PAGE);
    assertFailsAlone("filesUnchanged", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesAnAddedFile() throws Exception {
    ofd.afterSealing = files -> files.put("Doc_0/Pages/Page_1/Content.xml", bytes("<more/>"));
    assertFailsAlone("filesCovered", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesAFileThatWasNeverReferenced() throws Exception {
    ofd.unreferenced.add(OfdFixture.PAGE);
    assertFailsAlone("filesCovered", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesARemovedReference() throws Exception {
    ofd.afterSealing =
        files ->
            files.computeIfPresent(
                OfdFixture.DESCRIPTION,
                (name, xml) ->
                    bytes(text(xml).replaceFirst(REFERENCE_TO_PAGE, "")));
    assertThat(failed()).containsExactlyInAnyOrder("filesCovered", "filesUnchanged");
  }

  @Test
  void refusesASignatureOverAnotherDescription() throws Exception {
    ofd.afterSealing =
        files -> files.computeIfPresent(OfdFixture.DESCRIPTION, (name, xml) -> bytes(text(xml) + "\n"));
    assertFailsAlone("filesUnchanged", DocumentReason.DOCUMENT_ALTERED);
  }

  @Test
  void refusesTheSignatureValueOfAnotherDocument() throws Exception {
    OfdFixture other = new OfdFixture(seals);
    other.fields.put("onemc", "other");
    byte[] value = other.files().get(OfdFixture.VALUE);
    ofd.afterSealing = files -> files.put(OfdFixture.VALUE, value);
    assertThat(failed()).contains("filesUnchanged");
  }

  /** As DOMAIN calls it: a stranger signs around the seal of somebody else. */
  @Test
  void refusesAStrangersSignatureAroundTheSeal() throws Exception {
    Entity stranger = TestSeals.entity(TestPki.root(Suite.SM2, "Root"), "Seal", TestPki.FROM, TestPki.TO);
    ofd.signer = new TestSigner(stranger);
    ofd.signerCertificate = stranger.der();
    assertThat(failed()).containsExactlyInAnyOrder("signerListed", "signerTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void refusesAStrangersKeyUnderTheSignersCertificate() throws Exception {
    ofd.signer = new TestSigner(TestSeals.entity(seals.root, "Seal", TestPki.FROM, TestPki.TO));
    assertFailsAlone("signature", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesASealThatItsMakerDidNotSign() throws Exception {
    ofd.maker = new TestSigner(TestSeals.entity(seals.root, "Seal Maker", TestPki.FROM, TestPki.TO));
    assertFailsAlone("sealSignature", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesASealOfAnotherMaker() throws Exception {
    Entity other = TestSeals.entity(seals.root, "Seal Maker", TestPki.FROM, TestPki.TO);
    ofd.maker = new TestSigner(other);
    ofd.makerCertificate = other.der();
    assertFailsAlone("sealTrusted", DocumentReason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void refusesASealThatDoesNotListItsSigner() throws Exception {
    ofd.listed = List.of(seals.maker.der());
    assertFailsAlone("signerListed", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesASwappedSealFile() throws Exception {
    OfdFixture other = new OfdFixture(seals);
    other.validTo = TestPki.TO.minusSeconds(120);
    ofd.otherSealInside = other.seal();
    assertFailsAlone("sealSignature", DocumentReason.SEAL_INVALID);
  }

  /** The certificate of a body leads to our root too, and makes no face. */
  @Test
  void refusesASignerThatIsNotOneOfOurSeals() throws Exception {
    trust = seals.trust(seals.maker);
    assertThat(failed()).contains("signerTrusted");
  }

  @Test
  void refusesASealThatHadEnded() throws Exception {
    ofd.validTo = TestSeals.SIGNED.minusSeconds(1);
    assertFailsAlone("sealDates", DocumentReason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesASealThatHadNotBegun() throws Exception {
    ofd.validFrom = TestSeals.SIGNED.plusSeconds(1);
    assertFailsAlone("sealDates", DocumentReason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesASignerWhoseCertificateHadRunOut() throws Exception {
    Entity old = TestSeals.entity(seals.root, "Seal", TestPki.FROM, TestSeals.SIGNED.minusSeconds(1));
    trust = seals.trust(old);
    ofd.signer = new TestSigner(old);
    ofd.signerCertificate = old.der();
    ofd.listed = List.of(old.der());
    assertFailsAlone("certificateDates", DocumentReason.CERTIFICATE_EXPIRED);
  }

  /** Without a timestamp anybody with an old key can state an old time. */
  @Test
  void refusesAnUnprovenTimeOnceTheSignersCertificateRanOut() throws Exception {
    Entity old = TestSeals.entity(seals.root, "Seal", TestPki.FROM, TestPki.NOW.minusSeconds(60));
    trust = seals.trust(old);
    ofd.signer = new TestSigner(old);
    ofd.signerCertificate = old.der();
    ofd.listed = List.of(old.der());
    assertThat(judge().reasons()).isEmpty();
    ofd.stamp = null;
    assertFailsAlone("certificateDates", DocumentReason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesARevokedSigner() throws Exception {
    seals.revoke(seals.signer, TestSeals.SIGNED.minusSeconds(60), CRLReason.superseded);
    assertThat(failed()).containsExactly("statusAtSigning", "statusNow");
    assertThat(judge().reasons()).containsExactly(DocumentReason.CERTIFICATE_REVOKED);
  }

  @Test
  void keepsWhatWasProvablySignedBeforeAPlainRevocation() throws Exception {
    seals.revoke(seals.signer, TestSeals.SIGNED.plusSeconds(60), CRLReason.superseded);
    assertThat(judge().reasons()).isEmpty();
    assertThat(judge().seal().statusNow()).isEqualTo("revoked");
    ofd.stamp = null;
    assertThat(failed()).containsExactly("statusAtSigning", "statusNow");
  }

  @Test
  void refusesASignerWhoseKeyWasCompromised() throws Exception {
    seals.revoke(seals.signer, TestSeals.SIGNED.plusSeconds(60), CRLReason.keyCompromise);
    assertFailsAlone("statusNow", DocumentReason.CERTIFICATE_REVOKED);
  }

  @Test
  void refusesARevokedMaker() throws Exception {
    seals.revoke(seals.maker, TestSeals.SIGNED.minusSeconds(60), CRLReason.keyCompromise);
    assertThat(judge().reasons()).containsExactly(DocumentReason.CERTIFICATE_REVOKED);
  }

  @Test
  void refusesATimestampFromAfterTheRevocationOfItsKey() throws Exception {
    seals.revoke(seals.stamper, TestSeals.SIGNED.minusSeconds(60), CRLReason.superseded);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void keepsATimestampFromBeforeAPlainRevocationOfItsKey() throws Exception {
    seals.revoke(seals.stamper, TestSeals.SIGNED.plusSeconds(60), CRLReason.superseded);
    assertThat(judge().reasons()).isEmpty();
  }

  /** Whoever has the key stamps any time. */
  @Test
  void refusesEveryTimestampOfACompromisedKey() throws Exception {
    seals.revoke(seals.stamper, TestSeals.SIGNED.plusSeconds(60), CRLReason.keyCompromise);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  /** So that the root's CRL is the one that answers for each of them. */
  @Test
  void theRootItselfCertifiesAllThatSignDocuments() throws Exception {
    KeyVault vault = KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
    for (String name : List.of("seal-maker-sm2", "seal-sm2", "seal-p256", "tsa-sm2", "tsa-p256")) {
      Suite suite = name.endsWith("sm2") ? Suite.SM2 : Suite.P256;
      List<PathCertificate> root = List.of(PathCertificate.read(vault.root(suite).getEncoded()));
      SignerStatus statuses = new SignerStatus(any -> Optional.empty(), root);
      byte[] certificate = vault.certificate(name).getEncoded();
      assertThat(statuses.of(certificate, Instant.now()).value()).as(name).isEqualTo("good");
    }
  }

  @Test
  void saysUnknownWhenTheRootsCrlDoesNotVerify() throws Exception {
    seals.revoke(seals.stamper, TestPki.NOW, CRLReason.superseded);
    seals.crl[seals.crl.length - 1] ^= 1;
    assertThat(judge().reasons())
        .containsExactlyInAnyOrder(DocumentReason.STATUS_UNKNOWN, DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampOverSomethingElse() throws Exception {
    ofd.stamp = value -> seals.token(new byte[] {1}, TestSeals.SIGNED);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampOfAStranger() throws Exception {
    TestSeals strangers = new TestSeals(Suite.SM2);
    ofd.stamp = value -> strangers.token(value, TestSeals.SIGNED);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampByAKeyOfOursForSomethingElse() throws Exception {
    ofd.stamp = value -> TestSeals.token(seals.signer, value, TestSeals.SIGNED);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimestampThatCameMuchLater() throws Exception {
    ofd.time = TestSeals.SIGNED.minusSeconds(25 * 3600);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesATimeThatIsStillToCome() throws Exception {
    ofd.stamp = null;
    ofd.time = TestPki.NOW.plusSeconds(3600);
    assertFailsAlone("timestamp", DocumentReason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesASignatureValueThatIsNone() throws Exception {
    ofd.afterSealing = files -> files.put(OfdFixture.VALUE, new byte[] {0x30, 0});
    assertFailsAlone("signature", DocumentReason.SEAL_INVALID);
  }

  @Test
  void refusesTheSignaturesOfGmt0031() throws Exception {
    SealSignature now = SealSignature.read(ofd.files().get(OfdFixture.VALUE));
    byte[] old =
        new org.bouncycastle.asn1.DERSequence(
                new org.bouncycastle.asn1.ASN1Encodable[] {
                  org.bouncycastle.asn1.ASN1Sequence.getInstance(now.seal().der()),
                  new org.bouncycastle.asn1.DERBitString(now.signature())
                })
            .getEncoded("DER");
    ofd.afterSealing = files -> files.put(OfdFixture.VALUE, old);
    assertFailsAlone("signature", DocumentReason.SEAL_INVALID);
    assertThat(judge().checks()).anyMatch(check -> String.valueOf(check.detail()).contains("GM/T 0031-2014"));
  }

  private void assertFailsAlone(String check, DocumentReason reason) throws Exception {
    DocumentVerdict verdict = judge();
    assertThat(failed()).containsExactly(check);
    assertThat(verdict.reasons()).containsExactly(reason);
  }

  private List<String> failed() throws Exception {
    return judge().checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(DocumentVerdict.Check::check)
        .toList();
  }

  /** The verdict on the seal alone: what the registry would be asked passes here. */
  private DocumentVerdict judge() throws Exception {
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
    draft.pass("documentReadable");
    draft.pass("signaturePresent");
    OfdFile file = OfdFile.read(ofd.build());
    Instant now = TestPki.NOW;
    new SealJudge(trust, seals.moment(trust)).judge(draft, file.signature().orElseThrow(), now);
    for (String check :
        List.of(
            "faceFields", "download", "certificateStatus", "institutionRegistered", "institutionActive", "region",
            "faceCurrent")) {
      draft.pass(check);
    }
    return draft.verdict(now, "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
