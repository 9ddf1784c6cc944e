package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import tools.jackson.databind.JsonNode;

/** From application to revocation over the real API, as clerk, reviewer and holder. */
@ServerTest
class CertificateLifeTest {
  private static final String APPLICATIONS = "/api/v1/certificate-applications";

  @LocalServerPort private int port;
  private ContractClient clerk;
  private ContractClient reviewer;
  private ContractClient anybody;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-nanjing-clerk");
    reviewer = ContractClient.of(port, "demo-nanjing-reviewer");
    anybody = ContractClient.anonymous(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void isIssuedShownAndListed(String suite) {
    Body body = new Body(suite);
    assertThat(body.issued.get("state").asString()).isEqualTo("issued");
    assertThat(body.issued.get("chain")).hasSize(2);
    JsonNode certificate = body.certificate();
    assertThat(certificate.get("status").asString()).isEqualTo("good");
    assertThat(certificate.get("certificate").asString()).isEqualTo(body.holder.certificate());
    assertThat(certificate.get("sha256").asString()).isEqualTo(body.holder.certificateHash());
    assertThat(certificate.get("chain")).isEqualTo(body.issued.get("chain"));
    JsonNode page = reviewer.get("/api/v1/certificates?uscc=" + body.uscc).expect(200).json();
    assertThat(page.get("items").valueStream().map(item -> item.get("serial").asString()))
        .containsExactly(body.serial());
    assertThat(
            clerk
                .get(APPLICATIONS + "/" + body.issued.get("id").asString())
                .expect(200)
                .json()
                .get("certificate")
                .asString())
        .isEqualTo(body.holder.certificate());
  }

  @Test
  void repeatedKeyGetsFirstAnswer() {
    Body body = new Body("p256");
    TestHolder holder = TestHolder.withKey("p256");
    Map<String, Object> request = Map.of("uscc", body.uscc, "suite", "p256", "csr", holder.csr());
    String key = UUID.randomUUID().toString();
    Reply first = clerk.post(APPLICATIONS, request, "Idempotency-Key", key).expect(201);
    Reply again = clerk.post(APPLICATIONS, request, "Idempotency-Key", key).expect(201);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("location")).isEqualTo(first.header("location"));
    String approval = APPLICATIONS + "/" + first.json().get("id").asString() + "/approval";
    String second = UUID.randomUUID().toString();
    String issued = reviewer.post(approval, Map.of(), "Idempotency-Key", second).expect(200).text();
    assertThat(reviewer.post(approval, Map.of(), "Idempotency-Key", second).expect(200).text())
        .isEqualTo(issued);
    assertThat(reviewer.post(approval).expect(200).text()).isEqualTo(issued);
  }

  @Test
  void isRevokedByTwoPersons() {
    Body body = new Body("p256");
    JsonNode revocation = body.submit("cessationOfOperation");
    assertThat(revocation.get("state").asString()).isEqualTo("submitted");
    String id = revocation.get("revocation").asString();
    assertThat(clerk.get("/api/v1/revocations/" + id).expect(200).json()).isEqualTo(revocation);
    assertThat(
            clerk
                .get("/api/v1/revocations?state=submitted")
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .map(item -> item.get("revocation").asString()))
        .contains(id);
    JsonNode applied =
        reviewer
            .post(
                "/api/v1/revocations/" + id + "/approval",
                Map.of("digest", revocation.get("digest").asString()))
            .expect(200)
            .json();
    assertThat(applied.get("state").asString()).isEqualTo("applied");
    assertThat(applied.get("certificateStatus").asString()).isEqualTo("revoked");
    assertThat(body.certificate().get("reason").asString()).isEqualTo("cessationOfOperation");
    assertThat(reviewer.post("/api/v1/revocations/" + id + "/approval").expect(409).problem())
        .isEqualTo("wrong-state");
  }

  @Test
  void isSuspendedAtOnceForKeyCompromiseAndFreedByRefusal() {
    Body body = new Body("p256");
    String id = body.submit("keyCompromise").get("revocation").asString();
    assertThat(body.status()).isEqualTo("suspended");
    reviewer.post("/api/v1/revocations/" + id + "/refusal", Map.of("reason", "false alarm")).expect(200);
    assertThat(body.status()).isEqualTo("good");
  }

  @Test
  void isHeldAndReleasedOnApproval() {
    Body body = new Body("sm2");
    body.decide(body.submit("certificateHold"), "approval");
    assertThat(body.status()).isEqualTo("suspended");
    JsonNode release =
        clerk.post("/api/v1/certificates/" + body.serial() + "/release").expect(202).json();
    body.decide(release, "approval");
    assertThat(body.status()).isEqualTo("good");
  }

  @Test
  void refusesReasonThatIsNotOffered() {
    Body body = new Body("p256");
    String path = "/api/v1/certificates/" + body.serial() + "/revocation";
    byte[] request = "{\"reason\":\"cACompromise\"}".getBytes(StandardCharsets.UTF_8);
    Reply reply = clerk.exchange("POST", path, "application/json", request);
    assertThat(reply.expect(422).json().at("/errors/0/pointer").asString()).isEqualTo("/reason");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void isSuspendedByHolderWithKey(String suite) {
    Body body = new Body(suite);
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String text =
        "ZHENGYAN KEY-COMPROMISE 1\nservice: http://localhost:8080\nenvironment: dev\nserial: "
            + body.serial()
            + "\ncertificate: sha256:"
            + body.holder.certificateHash()
            + "\ntime: "
            + time
            + "\n";
    byte[] signature = body.holder.sign(text.getBytes(StandardCharsets.UTF_8));
    JsonNode answer =
        body.report(
                Map.of(
                    "kind", "signature",
                    "time", time,
                    "signature", TestHolder.base64url(signature)))
            .expect(200)
            .json();
    assertThat(answer.get("status").asString()).isEqualTo("suspended");
    assertThat(body.status()).isEqualTo("suspended");
  }

  @Test
  void isSuspendedByHolderWithCodeOfDelivery() {
    Body body = new Body("p256");
    String delivery = APPLICATIONS + "/" + body.issued.get("id").asString() + "/delivery";
    assertThat(reviewer.post(delivery).expect(403).problem()).isEqualTo("forbidden");
    Reply delivered = clerk.post(delivery).expect(200);
    assertThat(delivered.header("cache-control")).contains("no-store");
    String code = delivered.json().get("revocationCode").asString();
    body.report(Map.of("kind", "code", "code", "00000-00000")).expect(422);
    assertThat(body.status()).isEqualTo("good");
    body.report(Map.of("kind", "code", "code", code)).expect(200);
    assertThat(body.status()).isEqualTo("suspended");
  }

  @Test
  void endsWithItsBody() {
    Body body = new Body("p256");
    Map<String, Object> cancelled = TestHolder.institution(Body.NAME);
    cancelled.put("status", "cancelled");
    String etag = clerk.get("/api/v1/institutions/" + body.uscc).expect(200).header("etag");
    TestHolder.register(clerk, reviewer, body.uscc, cancelled, "If-Match", etag);
    assertThat(body.status()).isEqualTo("revoked");
    assertThat(body.certificate().get("reason").asString()).isEqualTo("cessationOfOperation");
  }

  @Test
  void isNotFoundUnderAnotherSerial() {
    clerk.get("/api/v1/certificates/4abc").expect(404);
    clerk.get("/api/v1/certificates/NOT-HEX").expect(404);
    anybody.post("/api/v1/certificates/4abc/compromise", Map.of("kind", "code", "code", "x")).expect(404);
  }

  @Test
  @Tag("openssl")
  void opensslVerifiesP256(@TempDir Path directory) throws Exception {
    Body body = new Body("p256");
    Files.writeString(directory.resolve("leaf.pem"), body.holder.certificate());
    Files.writeString(directory.resolve("ca.pem"), body.issued.at("/chain/0").asString());
    Files.writeString(directory.resolve("root.pem"), body.issued.at("/chain/1").asString());
    String[] strict = {"verify", "-x509_strict"};
    assertThat(openssl(directory, strict, "-CAfile", "root.pem", "-untrusted", "ca.pem", "leaf.pem"))
        .contains("leaf.pem: OK");
  }

  @Test
  @Tag("openssl")
  void opensslVerifiesSm2(@TempDir Path directory) throws Exception {
    Body body = new Body("sm2");
    Files.writeString(directory.resolve("leaf.pem"), body.holder.certificate());
    Files.writeString(directory.resolve("ca.pem"), body.issued.at("/chain/0").asString());
    Files.writeString(directory.resolve("root.pem"), body.issued.at("/chain/1").asString());
    // OpenSSL 3.0 gives the user ID to the last certificate alone, so the chain goes link by link.
    String[] sm2 = {"verify", "-vfyopt", "distid:1234567812345678"};
    assertThat(openssl(directory, sm2, "-CAfile", "root.pem", "ca.pem")).contains("ca.pem: OK");
    assertThat(openssl(directory, sm2, "-partial_chain", "-CAfile", "ca.pem", "leaf.pem"))
        .contains("leaf.pem: OK");
  }

  private static String openssl(Path directory, String[] verb, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(verb));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  /** A registered body with one certificate. */
  private final class Body {
    static final String NAME = "南京市测试中心";
    final TestHolder holder;
    final String uscc;
    final JsonNode issued;

    Body(String suite) {
      uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution(NAME));
      holder = TestHolder.withKey(suite);
      issued = holder.certify(clerk, reviewer, uscc);
    }

    String serial() {
      return issued.get("serial").asString();
    }

    JsonNode certificate() {
      return clerk.get("/api/v1/certificates/" + serial()).expect(200).json();
    }

    String status() {
      return certificate().get("status").asString();
    }

    JsonNode submit(String reason) {
      return clerk
          .post("/api/v1/certificates/" + serial() + "/revocation", Map.of("reason", reason))
          .expect(202)
          .json();
    }

    void decide(JsonNode revocation, String decision) {
      String id = revocation.get("revocation").asString();
      reviewer
          .post(
              "/api/v1/revocations/" + id + "/" + decision,
              Map.of("digest", revocation.get("digest").asString()))
          .expect(200);
    }

    Reply report(Map<String, Object> request) {
      return anybody.post("/api/v1/certificates/" + serial() + "/compromise", request);
    }
  }
}
