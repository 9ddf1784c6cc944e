package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.OpenSsl;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;

/** Requests that OpenSSL made, and certificates that OpenSSL reads and verifies. */
class IssuedByOpenSslTest {
  private static final String USER_ID = "distid:1234567812345678";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Suite.class)
  void certifiesARequestThatOpenSslMade(Suite suite) throws Exception {
    var request = CertificationRequest.parse(request(suite, USER_ID), suite);
    var template = IssuingFixture.template(suite, request.publicKey(), IssuingFixture.NAME);
    byte[] der =
        CertificateLint.lint(TbsCertificate.build(template))
            .sign(IssuingFixture.ca(suite).signer());
    Files.writeString(directory.resolve("leaf.pem"), Pem.encode("CERTIFICATE", der));

    assertThat(verified(suite)).contains("leaf.pem: OK");
    String text =
        OpenSsl.run(directory, "x509", "-in", "leaf.pem", "-noout", "-text", "-nameopt", "utf8");
    assertThat(text)
        .contains(
            "organizationIdentifier=" + IssuingFixture.USCC,
            "Digital Signature, Non Repudiation",
            "URI:http://localhost:8080/crl/organ-" + suite.wire() + "/1.crl",
            "OCSP - URI:http://localhost:8080/ocsp",
            "CA Issuers - URI:http://localhost:8080/ca/organ-" + suite.wire() + ".cer");
  }

  @Test
  void refusesAnSm2RequestWithoutTheUserId() throws Exception {
    String pem = request(Suite.SM2, "distid:somebody");
    assertThatThrownBy(() -> CertificationRequest.parse(pem, Suite.SM2))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("1234567812345678");
  }

  private String request(Suite suite, String userId) throws Exception {
    String curve = suite == Suite.SM2 ? "SM2" : "prime256v1";
    OpenSsl.run(directory, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem");
    if (suite == Suite.SM2) {
      OpenSsl.run(
          directory,
          "req",
          "-new",
          "-key",
          "key.pem",
          "-sm3",
          "-sigopt",
          userId,
          "-subj",
          "/CN=x",
          "-out",
          "request.pem");
    } else {
      OpenSsl.run(
          directory, "req", "-new", "-key", "key.pem", "-subj", "/CN=x", "-out", "request.pem");
    }
    return Files.readString(directory.resolve("request.pem"));
  }

  /** OpenSSL 3.0 takes the user ID for the leaf alone, so each link of an SM2 chain is a run. */
  private String verified(Suite suite) throws Exception {
    String ca = Path.of("keys-dev/ca-organ-" + suite.wire() + ".crt").toAbsolutePath().toString();
    String root = Path.of("keys-dev/root-" + suite.wire() + ".crt").toAbsolutePath().toString();
    String at = Long.toString(java.time.Instant.parse("2026-06-01T00:00:00Z").getEpochSecond());
    if (suite == Suite.P256) {
      return OpenSsl.run(
          directory,
          "verify",
          "-x509_strict",
          "-attime",
          at,
          "-CAfile",
          root,
          "-untrusted",
          ca,
          "leaf.pem");
    }
    OpenSsl.run(
        directory,
        "verify",
        "-x509_strict",
        "-attime",
        at,
        "-vfyopt",
        USER_ID,
        "-CAfile",
        root,
        ca);
    return OpenSsl.run(
        directory,
        "verify",
        "-x509_strict",
        "-attime",
        at,
        "-vfyopt",
        USER_ID,
        "-partial_chain",
        "-trusted",
        ca,
        "leaf.pem");
  }
}
