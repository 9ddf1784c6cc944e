package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;
import org.zhengyan.x509.TestPki;
import tools.jackson.databind.JsonNode;

/**
 * How each reason comes about over the real API, alone or with those that go with it: what the clerks did to
 * the body, its region or its certificate before, and everything else is as it should be.
 */
@ServerTest
class EveryReasonTest {
  private static final String NAME = "南京市理由示例中心";

  /** The reasons that another test sees come about, and which one. */
  private static final Map<Reason, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry(Reason.SIGNATURE_INVALID, "verification/HostileEvidenceTest"),
          Map.entry(Reason.CERTIFICATE_MALFORMED, "verification/HostileEvidenceTest"),
          Map.entry(Reason.CERTIFICATE_UNTRUSTED, "verification/HostileEvidenceTest"),
          Map.entry(Reason.CERTIFICATE_USAGE, "verification/HostileEvidenceTest"),
          Map.entry(Reason.SUITE_NOT_ACCEPTED, "verification/EvidenceTest"),
          Map.entry(Reason.STATUS_STALE, "verification/EvidenceTest"),
          Map.entry(Reason.NAME_MISMATCH, "verification/EvidenceTest"),
          Map.entry(Reason.USCC_MISMATCH, "verification/EvidenceTest"),
          Map.entry(Reason.ASSURANCE_TOO_LOW, "document/check/DocumentEvidenceTest"),
          Map.entry(Reason.HOLDER_REFUSED, "verification/presentation/PresentationTest"));

  /** Only a page's answers, documents and rules that a body laid down give these. */
  private static final Set<Reason> OF_OTHER_EVIDENCE =
      EnumSet.of(
          Reason.HOLDER_NOT_PERMITTED,
          Reason.DEPARTMENT_UNKNOWN,
          Reason.ATTEMPTS_EXHAUSTED,
          Reason.SEAL_INVALID,
          Reason.DOCUMENT_MALFORMED,
          Reason.DOCUMENT_UNSIGNED,
          Reason.DOCUMENT_ALTERED,
          Reason.DOCUMENT_OUTDATED,
          Reason.DOCUMENT_VOIDED,
          Reason.TIMESTAMP_INVALID,
          Reason.NAME_NOT_APPROVED,
          Reason.IDENTIFIER_COUNTERFEIT);

  private static final Set<Reason> HERE =
      EnumSet.of(
          Reason.CERTIFICATE_EXPIRED,
          Reason.CERTIFICATE_NOT_YET_VALID,
          Reason.CERTIFICATE_REVOKED,
          Reason.CERTIFICATE_SUSPENDED,
          Reason.CERTIFICATE_SUPERSEDED,
          Reason.STATUS_UNKNOWN,
          Reason.INSTITUTION_UNKNOWN,
          Reason.INSTITUTION_INACTIVE,
          Reason.REGION_NOT_ENABLED);

  @LocalServerPort private int port;
  @Autowired private CertificateStore certificates;
  @Autowired private TransactionTemplate transactions;
  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient store;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    store = ContractClient.of(port, "demo-appstore");
  }

  @Test
  void everyReasonIsSeenToComeAbout() throws IOException {
    EnumSet<Reason> seen = EnumSet.copyOf(HERE);
    seen.addAll(OF_OTHER_EVIDENCE);
    seen.addAll(ELSEWHERE.keySet());
    assertThat(seen).isEqualTo(EnumSet.allOf(Reason.class));
    String own = Files.readString(source("verification/EveryReasonTest"));
    for (Reason reason : HERE) {
      assertThat(own).as("a test here").containsPattern("\"[^\"\n]*\\b" + reason.wire() + "\\b");
    }
    for (Map.Entry<Reason, String> each : ELSEWHERE.entrySet()) {
      assertThat(Files.readString(source(each.getValue()))).contains(each.getKey().wire());
    }
  }

  private static Path source(String test) {
    return Path.of("src/test/java/org/zhengyan", test + ".java");
  }

  @ParameterizedTest
  @CsvSource({
    "sm2, frozen, certificateSuspended institutionInactive",
    "p256, frozen, certificateSuspended institutionInactive",
    "sm2, void, certificateRevoked institutionInactive",
    "p256, revoked, certificateRevoked institutionInactive",
    "sm2, cancelled, certificateRevoked institutionInactive",
  })
  void bodyIsNoLongerActive(String suite, String status, String reasons) {
    Body body = new Body(suite, "320100");
    Map<String, Object> changed = TestHolder.institution(NAME);
    changed.put("status", status);
    TestHolder.register(clerk, reviewer, body.uscc, changed, "If-Match", "\"1\"");
    JsonNode decided = body.awaitReasons(reasons);
    assertThat(decided.at("/verdict/institution/status").asString()).isEqualTo(status);
  }

  /** The registered division decides: the code says another one. */
  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void regionIsSwitchedOff(String suite) {
    String division = suite.equals("sm2") ? "321181" : "321182";
    Body body = new Body(suite, division);
    String today = LocalDate.now(CertificateStore.CALENDAR).toString();
    switchRegion(division, Map.of("purpose", "certificates", "from", "2024-01-01", "to", today));
    JsonNode decided = body.awaitReasons("regionNotEnabled");
    assertThat(decided.at("/verdict/institution/division").asString()).isEqualTo(division);
    assertThat(decided.at("/verdict/certificate/status").asString()).isEqualTo("good");
    switchRegion(division, Map.of("purpose", "certificates", "from", "2024-01-01"));
    assertThat(body.verify().path("state").asString()).isEqualTo("verified");
  }

  private void switchRegion(String division, Map<String, String> request) {
    JsonNode change = clerk.put("/api/v1/regions/" + division, request).expect(202).json();
    reviewer.post("/api/v1/registry-changes/" + change.path("change").asString() + "/approval").expect(200);
  }

  @ParameterizedTest
  @CsvSource({
    "sm2, keyCompromise, certificateRevoked",
    "p256, privilegeWithdrawn, certificateRevoked",
    "sm2, superseded, certificateRevoked certificateSuperseded",
    "p256, affiliationChanged, certificateRevoked certificateSuperseded",
    "sm2, certificateHold, certificateSuspended",
    "p256, certificateHold, certificateSuspended",
  })
  void certificateIsTakenBack(String suite, String reason, String reasons) {
    Body body = new Body(suite, "320100");
    Reply submitted = clerk.post("/api/v1/certificates/" + body.serial + "/revocation", Map.of("reason", reason));
    String change = submitted.expect(202).json().path("revocation").asString();
    reviewer.post("/api/v1/revocations/" + change + "/approval").expect(200);
    body.awaitReasons(reasons);
  }

  @Test
  void certificateWasReplaced() {
    Body body = new Body("p256", "320100");
    Map<String, String> request =
        Map.of(
            "uscc", body.uscc,
            "suite", "p256",
            "csr", TestHolder.withKey("p256").csr(),
            "replaces", body.serial);
    String id = clerk.post("/api/v1/certificate-applications", request).expect(201).json().path("id").asString();
    reviewer.post("/api/v1/certificate-applications/" + id + "/approval").expect(200);
    body.awaitReasons("certificateRevoked certificateSuperseded");
  }

  /** Issued by us, of known and good status, for this body: only its time is wrong. */
  @ParameterizedTest
  @CsvSource({
    "sm2, -40, -1, certificateExpired",
    "p256, -40, -1, certificateExpired",
    "sm2, 1, 40, certificateNotYetValid",
    "p256, 1, 40, certificateNotYetValid",
  })
  void certificateIsOutOfItsTime(String suite, int from, int to, String reasons) {
    Body body = new Body(suite, "320100");
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    SerialNumber serial = SerialNumber.random(new SecureRandom());
    Instant notBefore = now.plus(Duration.ofHours(from));
    Instant notAfter = now.plus(Duration.ofHours(to));
    byte[] der = certificate(suite, body.uscc, body.holder, serial, notBefore, notAfter);
    IssuedCertificate reserved =
        new IssuedCertificate(
            serial, suite.equals("sm2") ? CaId.INSTITUTION_SM2 : CaId.INSTITUTION_P256, 0, new Uscc(body.uscc),
            new Division("320100"), 1, NAME, null, notBefore, notAfter, null, CertificateState.RESERVED, null, null,
            null, null);
    transactions.executeWithoutResult(
        status -> certificates.reserve(reserved, CertificateFixture.tbsDigest(der)));
    transactions.executeWithoutResult(status -> certificates.complete(serial, der));
    body.holder.presenting(TestHolder.pem("CERTIFICATE", der));
    JsonNode decided = body.awaitReasons(reasons);
    assertThat(decided.at("/verdict/certificate/status").asString()).isEqualTo("good");
  }

  /** By somebody who has a key of our CA: nothing knows the certificate, and nobody the body. */
  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void bodyIsRegisteredNowhere(String suite) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String uscc = TestHolder.newUscc();
    TestHolder thief = TestHolder.withKey(suite);
    SerialNumber serial = SerialNumber.random(new SecureRandom());
    byte[] der = certificate(suite, uscc, thief, serial, now.minusSeconds(60), now.plus(Duration.ofDays(1)));
    thief.presenting(TestHolder.pem("CERTIFICATE", der));
    JsonNode decided = verify(thief, uscc);
    assertThat(reasons(decided)).isEqualTo("statusUnknown institutionUnknown");
    assertThat(decided.at("/verdict/institution").isMissingNode()).isTrue();
    assertThat(decided.at("/verdict/certificate/status").asString()).isEqualTo("unknown");
  }

  private static byte[] certificate(
      String suite, String uscc, TestHolder holder, SerialNumber serial, Instant from, Instant to) {
    TestPki.Entity ca = StolenKey.of("ca-institution-" + suite);
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.C, "CN")
            .addRDN(BCStyle.O, NAME)
            .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, uscc)
            .addRDN(BCStyle.CN, NAME)
            .build();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            ca.name(), serial.value(), Date.from(from), Date.from(to), subject, TestPki.publicKey(holder.key()));
    try {
      TestPki.body(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, ca).add(builder);
      Suite signed = suite.equals("sm2") ? Suite.SM2 : Suite.P256;
      return builder.build(TestPki.signer(signed, ca.key())).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode verify(TestHolder holder, String uscc) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", NAME, "uscc", uscc));
    request.put("action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "reasons"));
    JsonNode created = store.post("/api/v1/verifications", request).expect(201).json();
    return store
        .post(
            "/api/v1/verifications/" + created.path("id").asString() + "/evidence",
            holder.evidence(created.path("challenge").asString()))
        .expect(200)
        .json();
  }

  private static String reasons(JsonNode decided) {
    List<String> reasons = decided.at("/verdict/reasons").valueStream().map(JsonNode::asString).toList();
    return String.join(" ", reasons);
  }

  /** A registered body with one certificate. */
  private final class Body {
    final String uscc = TestHolder.newUscc();
    final TestHolder holder;
    final String serial;

    Body(String suite, String division) {
      Map<String, Object> registered = TestHolder.institution(NAME);
      registered.put("division", division);
      TestHolder.register(clerk, reviewer, uscc, registered);
      holder = TestHolder.withKey(suite);
      serial = holder.certify(clerk, reviewer, uscc).path("serial").asString();
      assertThat(verify().path("state").asString()).isEqualTo("verified");
    }

    JsonNode verify() {
      return EveryReasonTest.this.verify(holder, uscc);
    }

    /** A verdict with exactly these; the change that gives them is seen within moments. */
    JsonNode awaitReasons(String reasons) {
      JsonNode decided = Awaitility.await().until(this::verify, each -> reasons(each).equals(reasons));
      assertThat(decided.path("state").asString()).isEqualTo("rejected");
      assertThat(decided.path("receipt").asString()).isNotEmpty();
      return decided;
    }
  }
}
