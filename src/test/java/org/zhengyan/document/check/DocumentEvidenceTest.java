package org.zhengyan.document.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.document.Download;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.Faces;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Clients;
import org.zhengyan.registry.Uscc;
import org.zhengyan.timestamp.Imprint;
import org.zhengyan.timestamp.TimeStampAuthority;
import org.zhengyan.timestamp.TimeStampRefused;
import tools.jackson.databind.JsonNode;

/** A face sealed by the service's own keys: public check and evidence, each broken alone. */
@ServerTest
class DocumentEvidenceTest {
  private static final String NAME = "南京市测试中心";
  private static final String PURPOSE = "accountOpening";

  @LocalServerPort private int port;
  @Autowired private KeyVault vault;
  @Autowired private TimeStampAuthority timestamps;
  @Autowired private NamedDownloads downloads;
  @Autowired private Faces faces;
  @Autowired private Clients clients;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private TransactionTemplate transaction;

  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient store;
  private String uscc;
  private String serial;
  private Map<String, String> fields;

  @BeforeEach
  void body() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    store = ContractClient.of(port, "demo-appstore");
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    serial = TestHolder.withKey("sm2").certify(clerk, reviewer, uscc).get("serial").asString();
    fields = new LinkedHashMap<>();
    fields.put("tyshxydm", uscc);
    fields.put("onemc", NAME);
    fields.put("ZHENGYAN-ENVIRONMENT", "dev");
    fields.put("ZHENGYAN-SERIAL", serial);
    fields.put("ZHENGYAN-VERSION", "1");
  }

  @Test
  void findsAFaceAuthenticAndSaysNoMoreThanTheRegistryShows() {
    JsonNode verdict = check();
    assertThat(verdict.path("result").asString()).as(verdict.toString()).isEqualTo("authentic");
    assertThat(verdict.path("seal").path("timestamped").asBoolean()).isTrue();
    assertThat(verdict.path("body").path("name").asString()).isEqualTo(NAME);
    assertThat(verdict.path("named").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void findsTheFacesOfThisServiceAuthentic(FaceForm form) {
    JsonNode verdict = check(faces.make(SerialNumber.ofHex(serial), form, null));
    assertThat(verdict.path("result").asString()).as(verdict.toString()).isEqualTo("authentic");
  }

  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void provesADocumentByAFaceOfThisService(FaceForm form) {
    NamedDownloads.Opened opened =
        downloads.open(
            new Uscc(uscc), SerialNumber.ofHex(serial), "holder-1", operator("demo-appstore"), PURPOSE);
    Download.Named named =
        new Download.Named(operator("demo-appstore"), "应用商店", PURPOSE, "开设账号");
    byte[] face =
        faces.make(
            SerialNumber.ofHex(serial),
            form,
            new Download(opened.nonce(), opened.downloadedAt(), named));
    assertThat(evidence(store, "document", face).path("state").asString()).isEqualTo("verified");
  }

  @Test
  void refusesAFaceOfAnotherEnvironment() {
    fields.put("ZHENGYAN-ENVIRONMENT", "production");
    assertThat(reasons(check())).containsExactly("documentMalformed");
  }

  @Test
  void refusesAFaceOfAnotherBodysCertificate() {
    String other = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    fields.put("tyshxydm", other);
    assertThat(reasons(check())).containsExactly("statusUnknown");
  }

  @Test
  void refusesAnOutdatedFace() {
    Map<String, Object> changed = TestHolder.institution(NAME);
    changed.put("address", "南京市建邺区");
    String version = clerk.get("/api/v1/institutions/" + uscc).expect(200).header("ETag");
    TestHolder.register(clerk, reviewer, uscc, changed, "If-Match", version);
    assertThat(reasons(check())).contains("documentOutdated");
  }

  @Test
  void refusesTheFaceOfARevokedCertificate() {
    String revocation =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "cessationOfOperation"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    reviewer.post("/api/v1/revocations/" + revocation + "/approval").expect(200);
    assertThat(reasons(check())).containsExactly("certificateRevoked");
  }

  /** A face keeps its seal longer than the certificate that it shows: what counts is the certificate now. */
  @Test
  void refusesTheFaceOfACertificateThatHasRunOut() {
    name(operator("demo-appstore"), PURPOSE);
    byte[] face = face();
    assertThat(check(face).path("result").asString()).isEqualTo("authentic");
    transaction.executeWithoutResult(
        status -> {
          jdbc.execute("set local session_replication_role = replica"); // what a certificate is does not change
          jdbc.update(
              "update certificate set not_after = clock_timestamp() - interval '1 minute'"
                  + " where serial = decode(?, 'hex')",
              serial);
        });
    JsonNode verdict = check(face);
    assertThat(reasons(verdict)).containsExactly("certificateExpired");
    assertThat(verdict.path("checks").valueStream().filter(each -> each.path("outcome").asString().equals("failed")))
        .extracting(each -> each.path("check").asString())
        .containsExactly("certificateStatus");
    assertRejected(evidence(store, "document", face), "certificateExpired");
    assertRejected(evidence(store, "registryOnly", face), "certificateExpired");
    assertRejected(paper("registryOnly", serial), "certificateExpired");
  }

  @Test
  void provesADocumentToThePlatformItWasDownloadedForOnce() {
    name(operator("demo-appstore"), PURPOSE);
    byte[] face = face();
    JsonNode decided = evidence(store, "document", face);
    assertThat(decided.path("state").asString()).as(decided.toString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/assurance").asString()).isEqualTo("document");
    assertThat(
            jdbc.queryForList("select 1 from binding where verification = ?::uuid", decided.path("id").asString()))
        .as("a face makes no binding")
        .isEmpty();
    assertThat(jdbc.queryForList("select 1 from binding where uscc = ?", uscc)).isEmpty();
    assertRejected(evidence(store, "document", face), "assuranceTooLow");
  }

  @Test
  void provesNothingToAnotherPlatform() {
    name(operator("demo-social"), PURPOSE);
    assertRejected(evidence(store, "document", face()), "assuranceTooLow");
  }

  @Test
  void provesNothingForAnotherPurpose() {
    name(operator("demo-appstore"), "websiteFiling");
    assertRejected(evidence(store, "document", face()), "assuranceTooLow");
  }

  @Test
  void provesNothingAfterADay() {
    name(operator("demo-appstore"), PURPOSE);
    jdbc.update(
        "update named_download set downloaded_at = downloaded_at - interval '24 hours' where uscc = ?", uscc);
    assertRejected(evidence(store, "document", face()), "assuranceTooLow");
  }

  @Test
  void provesNothingOnceItsDownloaderIsRemoved() {
    name(operator("demo-appstore"), PURPOSE);
    assertThat(downloads.voidOf(new Uscc(uscc), "holder-1")).isEqualTo(1);
    assertRejected(evidence(store, "document", face()), "documentVoided");
  }

  @Test
  void aNonceThatNobodyDrewIsVoid() {
    name(operator("demo-appstore"), PURPOSE);
    fields.put("ZHENGYAN-NONCE", "AAAA");
    assertRejected(evidence(store, "document", face()), "documentVoided");
  }

  @Test
  void isNotEnoughForAPlatformThatAsksForASignature() {
    name(operator("demo-appstore"), PURPOSE);
    assertRejected(evidence(store, "possession", face()), "assuranceTooLow");
  }

  @Test
  void aPlainFaceReachesWhatEverybodyKnows() {
    assertRejected(evidence(store, "document", face()), "assuranceTooLow");
    JsonNode decided = evidence(store, "registryOnly", face());
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/assurance").asString()).isEqualTo("registryOnly");
  }

  @Test
  void aNumberOnPaperReachesWhatTheRegistrySays() {
    assertRejected(paper("document", serial), "assuranceTooLow");
    JsonNode decided = paper("registryOnly", serial.toUpperCase(java.util.Locale.ROOT));
    assertThat(decided.path("state").asString()).as(decided.toString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/assurance").asString()).isEqualTo("registryOnly");
    assertRejected(paper("registryOnly", "5" + serial.substring(1) + "0"), "statusUnknown");
  }

  @Test
  void theNumberOfAnEncryptionCertificateIsOnNoPaperAndNoFace() {
    Map<String, Object> request =
        Map.of("uscc", uscc, "suite", "sm2", "csr", TestHolder.withKey("sm2").csr(), "dual", true);
    String id =
        clerk.post("/api/v1/certificate-applications", request).expect(201).json().path("id").asString();
    JsonNode issued =
        reviewer.post("/api/v1/certificate-applications/" + id + "/approval").expect(200).json();
    String encryption = issued.at("/encryption/serial").asString();
    assertThat(paper("registryOnly", issued.path("serial").asString()).path("state").asString())
        .isEqualTo("verified");
    assertRejected(paper("registryOnly", encryption), "statusUnknown");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> faces.make(SerialNumber.ofHex(encryption), FaceForm.PDF, null))
        .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(Problem.NOT_FOUND));
  }

  @Test
  void aNumberOnPaperKeepsToHowFreshTheStatusMustBe() {
    Map<String, String> number = Map.of("kind", "paper", "number", serial);
    assertRejected(evidence(store, "registryOnly", number, Map.of("maxStaleness", "PT0S")), "statusStale");
    assertThat(evidence(store, "registryOnly", number, Map.of("maxStaleness", "PT1H")).path("state").asString())
        .isEqualTo("verified");
  }

  @Test
  void refusesANumberOnPaperOfAnotherBody() {
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    assertRejected(paper("registryOnly", serial), "statusUnknown");
  }

  @Test
  void refusesTheFaceOfAnotherBodyThanTheClaimedOne() {
    byte[] face = face();
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    assertRejected(evidence(store, "registryOnly", face), "usccMismatch");
  }

  @Test
  void refusesAnAlteredFaceAsEvidence() {
    OfdFixture ofd = fixture();
    ofd.afterSealing = files -> files.put(OfdFixture.PAGE, new byte[] {1});
    assertRejected(evidence(store, "registryOnly", ofd.build()), "documentAltered");
  }

  @Test
  void refusesADocumentThatIsTooLarge() {
    String large = "A".repeat(2_796_300);
    ContractClient.anonymous(port).post("/api/v1/document-checks", Map.of("document", large)).expect(413);
  }

  private void name(String operator, String purpose) {
    NamedDownloads.Opened opened =
        downloads.open(new Uscc(uscc), SerialNumber.ofHex(serial), "holder-1", operator, purpose);
    fields.put("ZHENGYAN-PLATFORM", operator);
    fields.put("ZHENGYAN-PURPOSE", purpose);
    fields.put("ZHENGYAN-NONCE", opened.nonce());
    fields.put("ZHENGYAN-DOWNLOADED", opened.downloadedAt().toString());
  }

  private String operator(String client) {
    return String.valueOf(clients.find(client).orElseThrow().operatorId());
  }

  private JsonNode check() {
    return check(face());
  }

  private JsonNode check(byte[] face) {
    return ContractClient.anonymous(port)
        .post("/api/v1/document-checks", Map.of("document", TestHolder.base64url(face)))
        .expect(200)
        .json();
  }

  private JsonNode paper(String minimum, String number) {
    return evidence(store, minimum, Map.of("kind", "paper", "number", number));
  }

  private JsonNode evidence(ContractClient platform, String minimum, byte[] face) {
    return evidence(
        platform, minimum, Map.of("kind", "document", "document", TestHolder.base64url(face)));
  }

  private JsonNode evidence(ContractClient platform, String minimum, Map<String, String> sent) {
    return evidence(platform, minimum, sent, Map.of());
  }

  private JsonNode evidence(
      ContractClient platform, String minimum, Map<String, String> sent, Map<String, String> more) {
    Map<String, Object> request = new HashMap<>(more);
    request.put("claimed", Map.of("name", NAME, "uscc", uscc));
    request.put("action", Map.of("type", PURPOSE, "subject", "南京发布", "identifier", "nanjing"));
    request.put("minimumAssurance", minimum);
    String id = platform.post("/api/v1/verifications", request).expect(201).json().path("id").asString();
    return platform.post("/api/v1/verifications/" + id + "/evidence", sent).expect(200).json();
  }

  private static void assertRejected(JsonNode decided, String reason) {
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(reasons(decided.path("verdict"))).as(decided.toString()).containsExactly(reason);
  }

  private static List<String> reasons(JsonNode verdict) {
    return verdict.path("reasons").valueStream().map(JsonNode::asString).toList();
  }

  private byte[] face() {
    return fixture().build();
  }

  private OfdFixture fixture() {
    KeyEntry maker = vault.load("seal-maker-sm2");
    KeyEntry signer = vault.load("seal-sm2");
    OfdFixture ofd = new OfdFixture(der(maker), maker.signer(), der(signer), signer.signer());
    ofd.createdAt = signer.certificate().getNotBefore().toInstant();
    ofd.validFrom = ofd.createdAt;
    ofd.validTo = signer.certificate().getNotAfter().toInstant();
    ofd.time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    ofd.stamp = this::stamp;
    ofd.fields.putAll(fields);
    return ofd;
  }

  private byte[] stamp(byte[] value) {
    try {
      return timestamps.stamp(Suite.SM2, Imprint.SM3, OfdFixture.sm3(value));
    } catch (TimeStampRefused e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] der(KeyEntry entry) {
    try {
      return entry.certificate().toASN1Structure().getEncoded(ASN1Encoding.DER);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
