package org.zhengyan.status.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyVault;

@ServerTest
class CrlControllerTest {
  @Autowired KeyVault keys;
  @LocalServerPort int port;

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void servesCrlOfEveryShard() throws Exception {
    for (CaId ca : CaId.values()) {
      String path = "/crl/" + ca.wire() + "/15.crl";
      await().until(() -> get(path).statusCode() == 200);
      HttpResponse<byte[]> response = get(path);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/pkix-crl");
      assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("max-age=30");
      assertThat(response.headers().firstValue("Last-Modified").orElseThrow()).endsWith("GMT");
      assertThat(new X509CRLHolder(response.body()).getIssuer())
          .isEqualTo(keys.load("ca-" + ca.wire()).certificate().getSubject());
      String tag = response.headers().firstValue("ETag").orElseThrow();
      assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }
  }

  @Test
  void servesCertificatesOfCasAndRoots() throws Exception {
    for (String name :
        List.of("organ-sm2", "organ-p256", "institution-sm2", "institution-p256", "root-sm2", "root-p256")) {
      HttpResponse<byte[]> response = get("/ca/" + name + ".cer");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/pkix-cert");
      assertThat(new X509CertificateHolder(response.body()).getSubject()).isNotNull();
    }
  }

  @Test
  void knowsNoOtherShardOrCa() throws Exception {
    for (String path :
        List.of(
            "/crl/organ-p256/16.crl", "/crl/organ-p256/-1.crl", "/crl/organ-p256/00.crl",
            "/crl/organ-p256/99999999999.crl", "/crl/organ-p256/x.crl", "/crl/nobody/0.crl",
            "/ca/nobody.cer", "/ca/root-rsa.cer", "/ca/ocsp-organ-p256.cer")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }
}
