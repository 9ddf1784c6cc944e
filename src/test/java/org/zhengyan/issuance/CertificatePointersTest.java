package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ContentVerifierProviderBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/**
 * Whoever holds nothing but a certificate finds everything by what stands in it: the issuer's certificate, its
 * status, and the one list that would name it. Read by Bouncy Castle's own classes.
 */
@ServerTest
class CertificatePointersTest {
  private static final String BASE = "http://localhost:8080";

  @LocalServerPort private int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private ContractClient clerk;
  private ContractClient reviewer;

  @BeforeEach
  void clients() {
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
  }

  @ParameterizedTest
  @CsvSource({"sm2, false", "p256, true"})
  void leadToTheIssuerTheStatusAndTheList(String suite, boolean organ) throws Exception {
    TestHolder holder = TestHolder.withKey(suite);
    JsonNode issued = holder.certify(clerk, reviewer, body(organ));
    X509CertificateHolder leaf = new X509CertificateHolder(TestHolder.der(holder.certificate()));

    X509CertificateHolder issuer =
        new X509CertificateHolder(get(pointer(leaf, X509ObjectIdentifiers.id_ad_caIssuers)));
    assertThat(issuer.getEncoded()).isEqualTo(TestHolder.der(issued.at("/chain/0").asString()));
    assertThat(leaf.isSignatureValid(verifier(issuer))).isTrue();
    X509CertificateHolder root =
        new X509CertificateHolder(get(pointer(issuer, X509ObjectIdentifiers.id_ad_caIssuers)));
    assertThat(root.getEncoded()).isEqualTo(TestHolder.der(issued.at("/chain/1").asString()));
    assertThat(issuer.isSignatureValid(verifier(root))).isTrue();

    String ocsp = pointer(leaf, X509ObjectIdentifiers.id_ad_ocsp);
    assertThat(status(ocsp, issuer, leaf)).isEqualTo(CertificateStatus.GOOD);
    String list = listed(leaf);
    await().until(() -> code(list) == 200);
    assertThat(crl(list, issuer).getRevokedCertificate(leaf.getSerialNumber())).isNull();

    String revocation = "/api/v1/certificates/" + issued.path("serial").asString() + "/revocation";
    JsonNode change = clerk.post(revocation, Map.of("reason", "privilegeWithdrawn")).expect(202).json();
    reviewer.post("/api/v1/revocations/" + change.path("revocation").asString() + "/approval").expect(200);
    await().until(() -> status(ocsp, issuer, leaf) instanceof RevokedStatus);
    assertThat(((RevokedStatus) status(ocsp, issuer, leaf)).getRevocationReason()).isEqualTo(9);
    await().until(() -> crl(list, issuer).getRevokedCertificate(leaf.getSerialNumber()) != null);
  }

  private String body(boolean organ) {
    if (!organ) {
      return TestHolder.register(
          clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("南京市指向示例中心"));
    }
    Map<String, Object> body =
        Map.of(
            "kind", "organ",
            "names", List.of("南京市指向示例局"),
            "division", "320100",
            "address", "南京市玄武区",
            "head", "测试负责人",
            "authority", "南京市编办（示例）",
            "nature", "机关",
            "issuedOn", "2025-01-01",
            "status", "normal");
    return TestHolder.register(clerk, reviewer, TestHolder.newUscc("11320100"), body);
  }

  private static ContentVerifierProvider verifier(X509CertificateHolder issuer) throws Exception {
    return new JcaX509ContentVerifierProviderBuilder().setProvider(TestHolder.BC).build(issuer);
  }

  /** The one URL of that kind; it lies at the PKI's base and needs no TLS. */
  private static String pointer(X509CertificateHolder certificate, ASN1ObjectIdentifier method) {
    return Stream.of(AuthorityInformationAccess.fromExtensions(certificate.getExtensions()).getAccessDescriptions())
        .filter(each -> each.getAccessMethod().equals(method))
        .map(each -> each.getAccessLocation().getName().toString())
        .reduce(
            (one, two) -> {
              throw new AssertionError(one + " and " + two);
            })
        .filter(url -> url.startsWith(BASE + "/"))
        .orElseThrow();
  }

  private static String listed(X509CertificateHolder leaf) {
    DistributionPoint[] points =
        CRLDistPoint.getInstance(leaf.getExtension(Extension.cRLDistributionPoints).getParsedValue())
            .getDistributionPoints();
    assertThat(points).hasSize(1);
    String url =
        GeneralNames.getInstance(points[0].getDistributionPoint().getName()).getNames()[0].getName().toString();
    assertThat(url).startsWith(BASE + "/crl/");
    return url;
  }

  /** The list at that place, which says itself that it is the one for it. */
  private X509CRLHolder crl(String url, X509CertificateHolder issuer) throws Exception {
    X509CRLHolder crl = new X509CRLHolder(get(url));
    assertThat(crl.isSignatureValid(verifier(issuer))).isTrue();
    IssuingDistributionPoint own =
        IssuingDistributionPoint.getInstance(
            crl.getExtension(Extension.issuingDistributionPoint).getParsedValue());
    assertThat(GeneralNames.getInstance(own.getDistributionPoint().getName()).getNames()[0].getName().toString())
        .isEqualTo(url);
    return crl;
  }

  private CertificateStatus status(String url, X509CertificateHolder issuer, X509CertificateHolder leaf)
      throws Exception {
    CertificateID id =
        new CertificateID(
            new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
            issuer,
            leaf.getSerialNumber());
    HttpRequest request =
        HttpRequest.newBuilder(here(url))
            .header("Content-Type", "application/ocsp-request")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new OCSPReqBuilder().addRequest(id).build().getEncoded()))
            .build();
    OCSPResp response =
        await()
            .until(
                () -> new OCSPResp(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()),
                answer -> answer.getStatus() != OCSPResp.TRY_LATER);
    BasicOCSPResp basic = (BasicOCSPResp) response.getResponseObject();
    X509CertificateHolder signer = basic.getCerts()[0];
    assertThat(signer.isSignatureValid(verifier(issuer))).isTrue();
    assertThat(basic.isSignatureValid(verifier(signer))).isTrue();
    assertThat(basic.getResponses()).hasSize(1);
    return basic.getResponses()[0].getCertStatus();
  }

  private byte[] get(String url) {
    HttpResponse<byte[]> answer = send(url);
    assertThat(answer.statusCode()).as(url).isEqualTo(200);
    return answer.body();
  }

  private int code(String url) {
    return send(url).statusCode();
  }

  private HttpResponse<byte[]> send(String url) {
    try {
      return http.send(HttpRequest.newBuilder(here(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The server under test listens on another port than the one that is frozen into certificates. */
  private URI here(String url) {
    return URI.create(url.replace(BASE, "http://localhost:" + port));
  }
}
