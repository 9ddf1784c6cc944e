package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.document.check.DocumentCheck;
import org.zhengyan.document.check.DocumentReason;
import org.zhengyan.document.check.DocumentVerdict;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/** Faces from the registry to the public check, and when there is none. */
@ServerTest
class FacesTest {
  private static final String NAME = "南京市\uD842\uDFB7庄示例学校";

  @LocalServerPort private int port;
  @Autowired private Faces faces;
  @Autowired private DocumentCheck checks;
  @Autowired private NamedDownloads downloads;
  @Autowired private JdbcClient jdbc;
  @Autowired private CertificateStore certificates;
  @Autowired private Institutions institutions;
  @Autowired private IdentifierStore identifiers;
  @Autowired private FaceMaker maker;
  @Autowired private DocumentProperties properties;
  @Autowired private ServiceProperties service;
  @Autowired private EventLog log;
  @Autowired private TransactionTemplate transactions;

  private ContractClient clerk;
  private ContractClient reviewer;
  private String uscc;
  private SerialNumber serial;

  @BeforeEach
  void certify() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
    serial = certificate();
  }

  private SerialNumber certificate() {
    String hex = TestHolder.withKey("p256").certify(clerk, reviewer, uscc).path("serial").asString();
    return SerialNumber.ofHex(hex);
  }

  private String path() {
    return "/api/v1/certificates/" + serial.hex() + "/face";
  }

  /** A node that cannot answer for the certificate right now is asked again. */
  private DocumentVerdict checked(byte[] document) {
    return await().until(() -> checks.check(document), Objects::nonNull);
  }

  @Test
  void areFoundAuthenticInBothForms() {
    for (FaceForm form : FaceForm.values()) {
      DocumentVerdict verdict = checked(faces.make(serial, form, null));
      assertThat(verdict.reasons()).as(verdict.toString()).isEmpty();
      assertThat(verdict.result()).isEqualTo(DocumentVerdict.Result.AUTHENTIC);
    }
    assertThat(TestContext.events(jdbc, serial.hex())).contains("face.made");
  }

  /** What somebody without the file sees, who holds a telephone over the paper. */
  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void leadToTheirOwnCheckByTheQrCode(FaceForm form) throws Exception {
    String read = new FacePaper(faces.make(serial, form, null), form).qr();
    assertThat(read).startsWith(service.publicUrl() + "/check/certificate?");
    URI here = URI.create("http://localhost:" + port + read.substring(service.publicUrl().toString().length()));
    try (HttpClient browser = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(here).build();
      HttpResponse<String> page =
          await()
              .until(
                  () -> browser.send(request, HttpResponse.BodyHandlers.ofString()),
                  answer -> answer.statusCode() != 503);
      assertThat(page.body()).contains("是真的，现在有效", NAME);
    }
  }

  @Test
  void carryTheDownloadTheyWereMadeFor() {
    var opened = downloads.open(new Uscc(uscc), serial, "grant:none", "operator-1", "appRelease");
    Download download =
        new Download(
            opened.nonce(),
            opened.downloadedAt(),
            new Download.Named("operator-1", "示例应用商店", "appRelease", "上架应用"));
    for (FaceForm form : FaceForm.values()) {
      DocumentVerdict verdict = checked(faces.make(serial, form, download));
      assertThat(verdict.reasons()).as(verdict.toString()).isEmpty();
      assertThat(verdict.named()).isNotNull();
    }
  }

  @Test
  void areSupersededByAChange() {
    byte[] before = faces.make(serial, FaceForm.OFD, null);
    Map<String, Object> changed = TestHolder.institution(NAME);
    changed.put("address", "南京市建邺区");
    String version = clerk.get("/api/v1/institutions/" + uscc).expect(200).header("ETag");
    TestHolder.register(clerk, reviewer, uscc, changed, "If-Match", version);

    assertThat(checked(before).reasons()).contains(DocumentReason.DOCUMENT_OUTDATED);
  }

  @Test
  void areNotMadeOfARevokedCertificate() {
    String revocation =
        clerk
            .post(
                "/api/v1/certificates/" + serial.hex() + "/revocation",
                Map.of("reason", "cessationOfOperation"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    reviewer.post("/api/v1/revocations/" + revocation + "/approval").expect(200);
    assertThat(clerk.get(path()).expect(409).problem()).isEqualTo("wrong-state");
  }

  @Test
  void areNotMadeOfACertificateThatHasRunOut() {
    Instant end = certificates.find(serial).orElseThrow().notAfter();
    Faces later =
        new Faces(
            certificates,
            institutions,
            identifiers,
            maker,
            properties,
            service,
            log,
            transactions,
            Clock.fixed(end.plusSeconds(1), ZoneOffset.UTC));
    assertThat(catchThrowableOfType(Refusal.class, () -> later.make(serial, FaceForm.PDF, null)).problem())
        .isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void areGivenToAuthoritiesAlone() {
    assertThat(ContractClient.of(port, "demo-appstore").get(path()).expect(403).problem())
        .isEqualTo("forbidden");
    assertThat(ContractClient.anonymous(port).get(path()).expect(401).problem())
        .isEqualTo("unauthenticated");
    assertThat(clerk.get("/api/v1/certificates/7f/face").expect(404).problem()).isEqualTo("not-found");
  }

  @Test
  void nameTheCharacterThatNoFontHas() {
    String rare = "南京市\uD880\uDC00示例学校";
    String other =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(rare));
    uscc = other;
    serial = certificate();
    var refused = clerk.get(path()).expect(422);
    assertThat(refused.problem()).isEqualTo("refused-by-rule");
    assertThat(refused.text()).contains("U+30000");
  }
}
