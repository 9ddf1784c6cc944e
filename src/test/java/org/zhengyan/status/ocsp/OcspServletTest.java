package org.zhengyan.status.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;

@ServerTest
class OcspServletTest {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  @Autowired KeyVault keys;
  @Autowired CertificateStore store;
  @Autowired TransactionTemplate transactions;
  @LocalServerPort int port;
  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private SerialNumber serial;

  @BeforeEach
  void issue() {
    serial = issue(CaId.ORGAN_P256);
  }

  private SerialNumber issue(CaId ca) {
    SerialNumber fresh = SerialNumber.random(new SecureRandom());
    byte[] der = CertificateFixture.der(fresh);
    transactions.executeWithoutResult(
        s ->
            store.reserve(
                CertificateFixture.reservation(fresh, ca, 0), CertificateFixture.tbsDigest(der)));
    transactions.executeWithoutResult(s -> store.complete(fresh, der));
    return fresh;
  }

  private byte[] request(CaId ca, BigInteger number, boolean nonce) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    builder.addRequest(
        CertIds.of(keys.load("ca-" + ca.wire()).certificate(), OcspRequest.Hash.SHA1, number));
    if (nonce) {
      builder.setRequestExtensions(
          new Extensions(
              new Extension(
                  OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                  false,
                  new DEROctetString(new byte[32]).getEncoded())));
    }
    return builder.build().getEncoded();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return http.send(to(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(byte[] body, String type) throws Exception {
    return http.send(
        to("/ocsp")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String base64(byte[] request) {
    return Base64.getEncoder().encodeToString(request);
  }

  private static void assertGood(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/ocsp-response");
    BasicOCSPResp basic = (BasicOCSPResp) new OCSPResp(response.body()).getResponseObject();
    assertThat(basic.getResponses()[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
  }

  private static int error(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    return new OCSPResp(response.body()).getStatus();
  }

  @Test
  void answersGetHoweverBase64IsWritten() throws Exception {
    String plain;
    do {
      serial = issue(CaId.ORGAN_P256);
      plain = base64(request(CaId.ORGAN_P256, serial.value(), false));
    } while (!plain.contains("/") || !plain.contains("+"));
    assertGood(get("/ocsp/" + plain));
    assertGood(get("/ocsp/" + URLEncoder.encode(plain, StandardCharsets.US_ASCII)));
    assertGood(get("/ocsp/" + plain.replace("+", "%2b")));
    assertGood(get("/ocsp/" + plain.replace("/", "%2F")));
    assertGood(get("/ocsp/" + plain.replace("=", "")));
  }

  @Test
  void answersGetWithDoubleSlash() throws Exception {
    // 3 octets of ones in the Nonce's neighbourhood are not ours to choose: look for a serial instead.
    String plain;
    do {
      plain = base64(request(CaId.ORGAN_P256, SerialNumber.random(new SecureRandom()).value(), false));
    } while (!plain.contains("//"));
    HttpResponse<byte[]> response = get("/ocsp/" + plain);
    assertThat(new OCSPResp(response.body()).getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
  }

  @Test
  void answersPost() throws Exception {
    HttpResponse<byte[]> response =
        post(request(CaId.ORGAN_P256, serial.value(), false), "application/ocsp-request");
    assertGood(response);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void getMayBeCachedForUpToMinute() throws Exception {
    String path = "/ocsp/" + base64(request(CaId.ORGAN_P256, serial.value(), false));
    HttpResponse<byte[]> response = get(path);
    String caching = response.headers().firstValue("Cache-Control").orElseThrow();
    int maxAge = Integer.parseInt(caching.replaceFirst(".*max-age=([0-9]+).*", "$1"));
    assertThat(maxAge).isBetween(1, 60);
    Instant thisUpdate =
        ((BasicOCSPResp) new OCSPResp(response.body()).getResponseObject())
            .getResponses()[0].getThisUpdate().toInstant();
    assertThat(response.headers().firstValue("Last-Modified"))
        .contains(IMF_FIXDATE.format(thisUpdate));
    String expires = response.headers().firstValue("Expires").orElseThrow();
    assertThat(Instant.from(IMF_FIXDATE.parse(expires)))
        .isBeforeOrEqualTo(thisUpdate.plusSeconds(61));
    String tag = response.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> unchanged =
        http.send(
            to(path).header("If-None-Match", tag).build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
  }

  @Test
  void answerWithNonceIsNotStored() throws Exception {
    HttpResponse<byte[]> response =
        get("/ocsp/" + base64(request(CaId.ORGAN_P256, serial.value(), true)));
    assertGood(response);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("ETag")).isEmpty();
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    for (String path :
        List.of("/ocsp", "/ocsp/", "/ocsp/AAAA", "/ocsp/not*base64", "/ocsp/" + "A".repeat(3_000))) {
      assertThat(error(get(path))).as(path).isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }
    assertThat(error(post(new byte[0], "application/ocsp-request")))
        .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    assertThat(error(post(new byte[5_000], "application/ocsp-request")))
        .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    assertThat(error(post(new byte[2_000_000], "application/ocsp-request")))
        .isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @Test
  void refusesOtherTypesAndMethods() throws Exception {
    byte[] request = request(CaId.ORGAN_P256, serial.value(), false);
    assertThat(post(request, "application/json").statusCode()).isEqualTo(415);
    HttpResponse<byte[]> put =
        http.send(
            to("/ocsp").PUT(HttpRequest.BodyPublishers.ofByteArray(request)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).contains("GET, POST");
  }

  @Test
  void agreesWithOpenssl() throws Exception {
    SerialNumber revoked = issue(CaId.ORGAN_P256);
    transactions.executeWithoutResult(
        s -> store.revoke(revoked, RevocationReason.KEY_COMPROMISE, null));
    SerialNumber suspended = issue(CaId.ORGAN_P256);
    transactions.executeWithoutResult(s -> store.suspend(suspended));
    SerialNumber unknown = SerialNumber.random(new SecureRandom());
    Path issuer = pem("issuer.pem", keys.load("ca-organ-p256").certificate().getEncoded());
    Path root = pem("root.pem", keys.root(Suite.P256).getEncoded());
    for (List<String> digest : List.of(List.<String>of(), List.of("-sha256"))) {
      assertThat(openssl(issuer, root, digest, serial)).contains("Response verify OK", ": good");
      assertThat(openssl(issuer, root, digest, revoked))
          .contains("Response verify OK", ": revoked", "Reason: keyCompromise");
      assertThat(openssl(issuer, root, digest, suspended))
          .contains("Response verify OK", ": revoked", "Reason: certificateHold");
      assertThat(openssl(issuer, root, digest, unknown)).contains("Response verify OK", ": unknown");
    }
  }

  /** With openssl's own nonce, which it compares. */
  private String openssl(Path issuer, Path root, List<String> digest, SerialNumber number)
      throws Exception {
    List<String> command =
        Stream.of(
                List.of("openssl", "ocsp"),
                digest,
                List.of(
                    "-issuer", issuer.toString(), "-serial", "0x" + number.hex(), "-CAfile",
                    root.toString(), "-url", "http://localhost:" + port + "/ocsp", "-nonce"))
            .flatMap(List::stream)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output).doesNotContain("WARNING");
    return output;
  }

  private Path pem(String name, byte[] der) throws Exception {
    String text =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
            + "\n-----END CERTIFICATE-----\n";
    return Files.writeString(directory.resolve(name), text);
  }
}
