package org.zhengyan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ForgedCertificate;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStoresInitializer;
import org.zhengyan.Zhengyan;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.EventLog;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderProof;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.status.holder.SignIns;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox as its profile starts it, seen from outside; and what keeps it from being anything else. */
@SpringBootTest(
    classes = Zhengyan.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "zhengyan.public-url=http://localhost:8081")
@ActiveProfiles("sandbox")
@ContextConfiguration(initializers = TestStoresInitializer.class)
class SandboxTest {
  @LocalServerPort private int port;
  @Autowired private CredentialKeeper keeper;
  @Autowired private CredentialStore credentials;
  @Autowired private CertificateStore certificates;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private KeyVault vault;
  @Autowired private EventLog log;
  @Autowired private Clock clock;
  @Autowired private ApplicationContext application;
  @Autowired private ServiceProperties service;

  private ContractClient anybody;

  @BeforeEach
  void kept() {
    anybody = ContractClient.anonymous(port);
    keeper.keep();
  }

  @Test
  void everyCaseEarnsTheAnswerThatTheTablePromises() throws Exception {
    Process script =
        new ProcessBuilder(
                "bash", Path.of("src", "examples", "sandbox.sh").toString(), "http://localhost:" + port)
            .redirectErrorStream(true)
            .start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(script.exitValue()).as(said).isZero();
    for (SandboxCase each : SandboxCase.values()) {
      assertThat(said).contains(each.wire() + " ");
    }
  }

  @Test
  void everythingSaysThatItIsASandbox() {
    JsonNode table = anybody.get("/api/v1/sandbox").expect(200).json();
    assertThat(table.path("environment").asString()).isEqualTo("sandbox");
    assertThat(service.environment()).isEqualTo(ServiceEnvironment.SANDBOX);
    assertThat(vault.root(Suite.SM2).getSubject().toString()).contains("SANDBOX KEYS");
    for (String each :
        List.of(
            "ca-organ-sm2", "ca-organ-p256", "ca-institution-sm2", "ca-institution-p256", "receipt-p256",
            "checkpoint-sm2", "checkpoint-p256", "seal-sm2", "seal-p256", "tsa-sm2", "tsa-p256")) {
      assertThat(vault.load(each).certificate().getSubject().toString()).as(each).contains("SANDBOX KEYS");
    }
    assertThat(SandboxCase.values()).allMatch(each -> each.body().startsWith("沙箱"));
  }

  @Test
  void handsOutEachFormOfACredential() {
    String path = "/api/v1/sandbox/credentials/verified/sm2?form=";
    assertThat(anybody.get(path + "pem").expect(200).text())
        .startsWith("-----BEGIN CERTIFICATE-----")
        .contains("-----BEGIN PRIVATE KEY-----");
    assertThat(anybody.get(path + "credential").expect(200).text())
        .contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        .doesNotContain("-----BEGIN PRIVATE KEY-----");
    assertThat(anybody.get(path + "pkcs12").expect(200).body()).startsWith(0x30);
    assertThat(anybody.get("/api/v1/sandbox/credentials/certificateMalformed/sm2?form=pkcs12").status())
        .isEqualTo(404);
    assertThat(anybody.get("/api/v1/sandbox/credentials/nobody/sm2").status()).isEqualTo(404);
  }

  @Test
  void makesAnewWhatSomebodySuspended() {
    Map<String, String> before = serials();
    Credential credential = credentials.find(SandboxCase.VERIFIED, Suite.P256).orElseThrow();
    SerialNumber serial = Objects.requireNonNull(credential.serial());
    transaction.executeWithoutResult(tx -> certificates.suspend(serial));
    // Its schedule may have come first.
    keeper.keep();
    Map<String, String> after = serials();
    String made = SandboxCase.VERIFIED + " " + Suite.P256;
    assertThat(after.remove(made)).isNotEqualTo(before.remove(made));
    assertThat(after).as("the others stay").isEqualTo(before).isNotEmpty();
    assertThat(keeper.keep()).isZero();
  }

  private Map<String, String> serials() {
    Map<String, String> serials = new LinkedHashMap<>();
    for (SandboxCase each : SandboxCase.values()) {
      for (Suite suite : Suite.values()) {
        credentials
            .find(each, suite)
            .ifPresent(found -> serials.put(each + " " + suite, String.valueOf(found.serial())));
      }
    }
    return serials;
  }

  /** By the sandbox's own issuing key, which its holders do not have. */
  @Test
  void refusesAForgedCertificateUnderThePublishedNumber() {
    for (Suite suite : Suite.values()) {
      Credential good = credentials.find(SandboxCase.VERIFIED, suite).orElseThrow();
      String issued = TestHolder.pem("CERTIFICATE", good.certificate());
      TestHolder thief = ForgedCertificate.twin(vault, issued, TestHolder.withKey(suite.wire()));
      SignIns signIns = application.getBean(SignIns.class);
      HolderChallenges.Issued text = signIns.issue("sandbox");
      Map<String, Object> forged = thief.evidence(text.text().base64url());
      HolderProof proof =
          new HolderProof(
              text.id().toString(), (String) forged.get("certificate"), (String) forged.get("signature"));
      assertThatThrownBy(() -> signIns.accept("sandbox", proof))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.errors().getFirst().code()).isEqualTo("status-unknown"));
      byte[] signed = HolderText.withCertificate(text.text().bytes(), sha256(good.certificate()));
      HolderProof own =
          new HolderProof(text.id().toString(), issued, base64url(good.key().signer().sign(signed)));
      assertThat(signIns.accept("sandbox", own).uscc()).isEqualTo(SandboxCase.VERIFIED.uscc());
    }
  }

  private static byte[] sha256(byte[] der) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(der);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDeveloperSignsInPastesAPublicKeyAndHasAClient() throws Exception {
    TestSignIn developer = TestSignIn.as(application, "developer@sandbox");
    assertThat(developer.get("/platform/sandbox").body())
        .contains("developer@sandbox", "/api/v1/sandbox/credentials/certificateExpired/sm2?form=pkcs12")
        .contains("沙箱环境");
    String key = JsonMapper.shared().writeValueAsString(jwk(PublishedKey.make(Suite.P256)));
    HttpResponse<String> made =
        developer.send(
            developer
                .request("/platform/clients")
                .header("Origin", "http://localhost:8081")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "csrf=" + developer.csrf() + "&key=" + URLEncoder.encode(key, StandardCharsets.UTF_8))));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
    String path = made.headers().firstValue("Location").orElseThrow();
    assertThat(developer.get(path).body()).contains("客户端已登记");
  }

  @Test
  void givesAKeyOneClient() {
    Map<String, Object> request = Map.of("key", jwk(PublishedKey.make(Suite.P256)));
    JsonNode first = anybody.post("/api/v1/sandbox/clients", request).expect(201).json();
    JsonNode again = anybody.post("/api/v1/sandbox/clients", request).expect(201).json();
    assertThat(again).isEqualTo(first);
    assertThat(first.path("issuer").asString()).isEqualTo("http://localhost:8081");
    assertThat(first.path("scopes").valueStream().map(JsonNode::asString).toList())
        .containsExactly("match", "status", "verification");
  }

  @Test
  void refusesAPrivateKeyForAClient() {
    PublishedKey key = PublishedKey.make(Suite.P256);
    Map<String, Object> members = new LinkedHashMap<>(jwk(key));
    members.put("d", base64url(key.scalar()));
    assertThat(anybody.post("/api/v1/sandbox/clients", Map.of("key", members)).status()).isEqualTo(400);
  }

  @Test
  void itsDatabaseIsRefusedElsewhere() {
    ServiceProperties production =
        new ServiceProperties(service.publicUrl(), null, service.dataDir(), ServiceEnvironment.PRODUCTION);
    assertThatThrownBy(() -> new SandboxDatabaseRefused.Check(jdbc, production).afterPropertiesSet())
        .isInstanceOf(SandboxDatabaseRefused.class);
  }

  @Test
  void nobodyMakesItsCredentialsElsewhere() {
    for (ServiceEnvironment other : List.of(ServiceEnvironment.PRODUCTION, ServiceEnvironment.DEV)) {
      ServiceProperties elsewhere = new ServiceProperties(service.publicUrl(), null, service.dataDir(), other);
      assertThatThrownBy(
              () -> new CredentialMaker(vault, certificates, log, transaction, elsewhere, clock))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void noOtherServiceTrustsItsRoots() {
    // The hierarchy of development stands for any other: no issuer of the one is an issuer of the other.
    KeyVault other = KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
    for (Suite suite : Suite.values()) {
      assertThat(vault.root(suite).getSubjectPublicKeyInfo())
          .isNotEqualTo(other.root(suite).getSubjectPublicKeyInfo());
      assertThat(vault.root(suite).getSubject()).isNotEqualTo(other.root(suite).getSubject());
    }
  }

  private static Map<String, Object> jwk(PublishedKey key) {
    byte[] point = key.publicKey().publicKey().getPublicKeyData().getOctets();
    return Map.of(
        "kty", "EC",
        "crv", "P-256",
        "x", base64url(Arrays.copyOfRange(point, 1, 33)),
        "y", base64url(Arrays.copyOfRange(point, 33, 65)));
  }

  private static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
