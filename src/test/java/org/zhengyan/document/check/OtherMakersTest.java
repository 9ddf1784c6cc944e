package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.document.TestSigner;
import org.zhengyan.document.check.DocumentVerdict.Outcome;
import org.zhengyan.document.check.SignerTrust.Role;
import org.zhengyan.document.check.ofd.OfdFile;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;

/**
 * The seal of another service: its root, the CA below it and their CRLs lie in a directory of makers. Each
 * test breaks one thing of a seal that is believed.
 */
class OtherMakersTest {
  private static final Instant PUBLISHED = TestPki.NOW.minusSeconds(3600);
  private static final Instant NEXT = TestPki.NOW.plusSeconds(24 * 3600);

  @TempDir Path directory;

  private final TestSeals ours = new TestSeals(Suite.SM2);
  private final Entity root = TestPki.root(Suite.SM2, "Foreign Root");
  private final Entity authority = TestPki.ca(root, "Foreign Seal CA");
  private final Entity maker = TestSeals.entity(authority, "Foreign Maker", TestPki.FROM, TestPki.TO);
  private final Entity signer = TestSeals.entity(authority, "Foreign Seal", TestPki.FROM, TestPki.TO);
  private final OfdFixture ofd = new OfdFixture(maker, signer);
  private @Nullable Entity revokedByRoot;
  private @Nullable Entity revokedByAuthority;
  private Entity configured = root;
  private Entity crlSigner = authority;
  private Instant next = NEXT;
  private boolean published = true;

  /** The maker's certificate and the seal are months older than today's CRLs. */
  @Test
  void believesASealWhoseMakersRootIsConfigured() throws Exception {
    DocumentVerdict verdict = judge();
    assertThat(failed(verdict)).isEmpty();
    assertThat(verdict.seal().statusNow()).isEqualTo("good");
    assertThat(verdict.seal().maker()).isEqualTo("Foreign Maker");
  }

  @Test
  void believesItWithATimestampOfThisService() throws Exception {
    ofd.stamp = value -> ours.token(value, TestSeals.SIGNED);
    assertThat(failed(judge())).isEmpty();
  }

  @Test
  void believesItWithADigestOfItsSigner() throws Exception {
    ofd.byDigest = true;
    assertThat(failed(judge())).isEmpty();
  }

  /** A good seal of somebody else makes no face, whatever the document shows. */
  @Test
  void makesNoFace() throws Exception {
    ofd.fields.putAll(
        Map.of(
            "tyshxydm", TestPki.USCC,
            "onemc", "测试市教育局",
            "ZHENGYAN-ENVIRONMENT", "dev",
            "ZHENGYAN-SERIAL", "5000000000000001",
            "ZHENGYAN-VERSION", "1"));
    SignerTrust trust = trust();
    SignatureMoment moment = ours.moment(trust);
    DocumentCheck check =
        new DocumentCheck(
            new SealJudge(trust, moment),
            new PdfJudge(moment),
            new RegistryJudge(null, null, null, null, ServiceEnvironment.DEV),
            Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    DocumentVerdict verdict = check.check(ofd.build());
    assertThat(verdict.authentic()).isFalse();
    assertThat(verdict.reasons()).containsExactly(DocumentReason.CERTIFICATE_UNTRUSTED);
    assertThat(verdict.checks())
        .filteredOn(each -> each.outcome() == Outcome.FAILED)
        .extracting(DocumentVerdict.Check::check)
        .containsExactly("faceFields");
    assertThat(verdict.seal().statusNow()).isEqualTo("good");
  }

  @Test
  void refusesItWhenAnotherRootIsConfigured() throws Exception {
    configured = TestPki.root(Suite.SM2, "Another Root");
    assertRefused(
        DocumentReason.CERTIFICATE_UNTRUSTED, "signerTrusted", "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void refusesARootOfTheSameNameWithAnotherKey() throws Exception {
    configured = TestPki.root(Suite.SM2, "Foreign Root");
    assertRefused(
        DocumentReason.CERTIFICATE_UNTRUSTED, "signerTrusted", "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void refusesARevokedMaker() throws Exception {
    revokedByAuthority = maker;
    assertRefused(DocumentReason.CERTIFICATE_REVOKED, "sealTrusted");
  }

  @Test
  void refusesARevokedSigner() throws Exception {
    revokedByAuthority = signer;
    assertRefused(DocumentReason.CERTIFICATE_REVOKED, "statusAtSigning", "statusNow");
  }

  @Test
  void refusesWhatIsBelowARevokedAuthority() throws Exception {
    revokedByRoot = authority;
    assertRefused(DocumentReason.CERTIFICATE_REVOKED, "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void saysUnknownWhenTheCrlIsOutOfDate() throws Exception {
    next = TestPki.NOW.minusSeconds(1);
    assertRefused(DocumentReason.STATUS_UNKNOWN, "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void saysUnknownWithoutACrl() throws Exception {
    published = false;
    assertRefused(DocumentReason.STATUS_UNKNOWN, "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void saysUnknownWhenAnotherKeySignedTheCrl() throws Exception {
    crlSigner = TestPki.ca(root, "Foreign Seal CA");
    assertRefused(DocumentReason.STATUS_UNKNOWN, "sealTrusted", "statusAtSigning", "statusNow");
  }

  @Test
  void refusesASealMadeBeforeItsMakersCertificate() throws Exception {
    Entity late = TestSeals.entity(authority, "Foreign Maker", TestSeals.SIGNED, TestPki.TO);
    ofd.maker = new TestSigner(late);
    ofd.makerCertificate = late.der();
    assertRefused(DocumentReason.CERTIFICATE_EXPIRED, "sealTrusted");
  }

  @Test
  void refusesASignerWhoseCertificateHadRunOut() throws Exception {
    Entity old = TestSeals.entity(authority, "Foreign Seal", TestPki.FROM, TestSeals.SIGNED.minusSeconds(1));
    ofd.signer = new TestSigner(old);
    ofd.signerCertificate = old.der();
    ofd.listed = List.of(old.der());
    assertThat(failed(judge())).containsExactlyInAnyOrder("certificateDates", "statusAtSigning", "statusNow");
  }

  @Test
  void refusesASignerThatTheSealDoesNotList() throws Exception {
    ofd.listed = List.of(maker.der());
    assertRefused(DocumentReason.SEAL_INVALID, "signerListed");
  }

  @Test
  void refusesASealThatItsMakerDidNotSign() throws Exception {
    ofd.maker = new TestSigner(signer);
    assertRefused(DocumentReason.SEAL_INVALID, "sealSignature");
  }

  @Test
  void refusesAnotherKeyUnderTheSignersCertificate() throws Exception {
    ofd.signer = new TestSigner(maker);
    assertRefused(DocumentReason.SEAL_INVALID, "signature");
  }

  @Test
  void refusesAChangedPage() throws Exception {
    ofd.afterSealing = files -> files.put(OfdFixture.PAGE, "<other/>".getBytes(StandardCharsets.UTF_8));
    assertRefused(DocumentReason.DOCUMENT_ALTERED, "filesUnchanged");
  }

  @Test
  void refusesASealThatHadEnded() throws Exception {
    ofd.validTo = TestSeals.SIGNED.minusSeconds(1);
    assertRefused(DocumentReason.CERTIFICATE_EXPIRED, "sealDates");
  }

  /** Whose time is believed is this service's own decision. */
  @Test
  void refusesATimestampOfAnotherService() throws Exception {
    TestSeals others = new TestSeals(Suite.SM2);
    ofd.stamp = value -> others.token(value, TestSeals.SIGNED);
    assertRefused(DocumentReason.TIMESTAMP_INVALID, "timestamp");
  }

  private void assertRefused(DocumentReason reason, String... checks) throws Exception {
    DocumentVerdict verdict = judge();
    assertThat(failed(verdict)).containsExactlyInAnyOrder(checks);
    // Of somebody unknown nothing is known about the status either.
    assertThat(verdict.reasons()).contains(reason).isSubsetOf(reason, unknown(reason));
  }

  private static DocumentReason unknown(DocumentReason reason) {
    return reason == DocumentReason.CERTIFICATE_UNTRUSTED ? DocumentReason.STATUS_UNKNOWN : reason;
  }

  private static List<String> failed(DocumentVerdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(DocumentVerdict.Check::check)
        .toList();
  }

  /** The verdict on the seal alone: what the registry would be asked passes here. */
  private DocumentVerdict judge() throws Exception {
    SignerTrust trust = trust();
    VerdictDraft draft = new VerdictDraft(DocumentVerdict.Kind.OFD);
    OfdFile file = OfdFile.read(ofd.build());
    boolean own =
        new SealJudge(trust, ours.moment(trust)).judge(draft, file.signature().orElseThrow(), TestPki.NOW);
    assertThat(own).isFalse();
    for (String check :
        List.of(
            "documentReadable", "signaturePresent", "faceFields", "download", "certificateStatus",
            "institutionRegistered", "institutionActive", "region", "faceCurrent")) {
      draft.pass(check);
    }
    return draft.verdict(TestPki.NOW, "");
  }

  /** As it is configured: the files of the directory, read. */
  private SignerTrust trust() throws IOException {
    Files.writeString(directory.resolve("root.crt"), TestPki.pem(configured.der()));
    Files.writeString(directory.resolve("authority.crt"), TestPki.pem(authority.der()));
    if (published) {
      Files.write(directory.resolve("root.crl"), crl(root, root, revokedByRoot, NEXT));
      Files.write(directory.resolve("authority.crl"), crl(authority, crlSigner, revokedByAuthority, next));
    }
    return new SignerTrust(
        new SignerTrust.Ours(
            Map.of(
                Role.SIGNER, List.of(ours.signer.der()),
                Role.PDF_SIGNER, List.of(ours.signer.der()),
                Role.MAKER, List.of(ours.maker.der()),
                Role.TIMESTAMP, List.of(ours.stamper.der())),
            ours.roots()),
        OtherMakers.read(directory));
  }

  private static byte[] crl(Entity issuer, Entity key, @Nullable Entity revoked, Instant nextUpdate)
      throws IOException {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.name(), Date.from(PUBLISHED));
    builder.setNextUpdate(Date.from(nextUpdate));
    builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
    builder.addExtension(Extension.authorityKeyIdentifier, false, TestPki.authorityKeyIdentifier(issuer));
    if (revoked != null) {
      BigInteger serial = Certificate.getInstance(revoked.der()).getSerialNumber().getValue();
      builder.addCRLEntry(serial, Date.from(PUBLISHED), CRLReason.superseded);
    }
    return builder.build(TestPki.signer(Suite.SM2, key.key())).getEncoded();
  }
}
