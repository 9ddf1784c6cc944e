package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.launch.OwnStores;
import org.zhengyan.web.oauth.OAuthCaller;
import tools.jackson.databind.JsonNode;

/** A database that was put back to an older copy never un-revokes, and those concerned hear of it again. */
class RestoredBackupTest {
  @TempDir private Path directory;

  @Test
  void refusesToServeUntilReconciledAndKeepsTheRevocation() {
    try (OwnStores stores = OwnStores.start(directory.resolve("stores"))) {
      Map<String, String> settings =
          Map.of("spring.datasource.url", stores.jdbcUrl(), "zhengyan.redis-url", stores.redisUrl());
      Path node = directory.resolve("node");
      Job job;
      String endpoint;
      String stranger;
      JsonNode open;
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        job = Job.prepare(server.port());
        assertThat(job.verify(ContractClient.of(server.port(), "demo-appstore")).get("state").asString())
            .isEqualTo("verified");
        endpoint = endpoint(ContractClient.of(server.port(), "demo-appstore"));
        stranger = endpoint(ContractClient.of(server.port(), "demo-social"));
        open = job.create(ContractClient.of(server.port(), "demo-appstore")).expect(201).json();
      }
      Path backup = directory.resolve("yesterday");
      List<String> told;
      stores.backupTo(backup);
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        ContractClient store = ContractClient.of(server.port(), "demo-appstore");
        assertThat(job.answer(store, open).expect(200).json().get("state").asString()).isEqualTo("verified");
        job.revoke(server.port());
        told = events(store, endpoint, List.of());
        assertThat(told).hasSize(1);
        assertThat(events(store, endpoint, told)).as("acknowledged").isEmpty();
      }
      stores.restoreFrom(backup);

      try (ServerProcess server = ServerProcess.launch(node, ServerProcess.freePort(), settings)) {
        server.awaitReadiness(503);
        ContractClient store = ContractClient.of(server.port(), "demo-appstore").impatient();
        assertThat(job.create(store).status()).isEqualTo(503);
        assertThat(ocsp(server.port())).isEqualTo(OCSPResp.TRY_LATER);
        OAuthCaller anybody = new OAuthCaller(server.port());
        assertThat(anybody.get("/crl/institution-p256/0.crl").status()).isEqualTo(503);
        ContractClient clerk = ContractClient.of(server.port(), "demo-clerk").impatient();
        Map<String, String> act = Map.of("reason", "certificateHold");
        assertThat(clerk.post("/api/v1/certificates/" + job.serial() + "/revocation", act).status()).isEqualTo(202);
        JsonNode hold = clerk.get("/api/v1/revocations?state=submitted").expect(200).json().at("/items/0");
        String decision = "/api/v1/revocations/" + hold.path("revocation").asString() + "/approval";
        ContractClient reviewer = ContractClient.of(server.port(), "demo-reviewer").impatient();
        assertThat(reviewer.post(decision).status()).isEqualTo(503);
      }

      assertThat(ServerProcess.command(node, "reconcile", settings)).isZero();
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        JsonNode decided = job.verify(ContractClient.of(server.port(), "demo-appstore"));
        assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString))
            .contains("certificateRevoked");
        assertThat(events(ContractClient.of(server.port(), "demo-appstore"), endpoint, List.of()))
            .as("told again as the same event, since the database forgot that it was told")
            .isEqualTo(told);
        assertThat(events(ContractClient.of(server.port(), "demo-social"), stranger, List.of())).isEmpty();
        assertThat(job.answer(ContractClient.of(server.port(), "demo-appstore"), open).status())
            .as("it was decided, though the database forgot: no second receipt says something else")
            .isEqualTo(409);
        String path = "/api/v1/verifications/" + open.get("id").asString();
        assertThat(ContractClient.of(server.port(), "demo-appstore").get(path).json().get("state").asString())
            .isEqualTo("expired");
      }
    }
  }

  /** How OCSP answers for a number of our CA. */
  private static int ocsp(int port) {
    try {
      String chain = Files.readString(Path.of("keys-dev/ca-institution-p256.crt"));
      X509CertificateHolder issuer =
          new X509CertificateHolder(
              TestHolder.der(chain.substring(chain.indexOf("-----BEGIN"), chain.indexOf("-----END"))));
      CertificateID id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1), issuer, BigInteger.TWO);
      byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
      HttpRequest post =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/ocsp"))
              .header("Content-Type", "application/ocsp-request")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request))
              .build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        return new OCSPResp(http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body()).getStatus();
      }
    } catch (IOException | OperatorCreationException | OCSPException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String endpoint(ContractClient operator) {
    return operator
        .post("/api/v1/event-endpoints", Map.of("delivery", "poll", "kinds", List.of("certificate.revoked")))
        .expect(201)
        .json()
        .path("id")
        .asString();
  }

  /** The events that wait there, by their {@code jti}, after those are acknowledged. */
  private static List<String> events(ContractClient operator, String endpoint, List<String> acknowledged) {
    return List.copyOf(
        operator
            .post("/api/v1/event-poll/" + endpoint, Map.of("returnImmediately", true, "ack", acknowledged))
            .expect(200)
            .json()
            .path("sets")
            .propertyNames());
  }
}
