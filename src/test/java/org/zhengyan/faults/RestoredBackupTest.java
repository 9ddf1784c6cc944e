package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.launch.OwnStores;
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
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        job = Job.prepare(server.port());
        assertThat(job.verify(ContractClient.of(server.port(), "demo-appstore")).get("state").asString())
            .isEqualTo("verified");
        endpoint = endpoint(ContractClient.of(server.port(), "demo-appstore"));
        stranger = endpoint(ContractClient.of(server.port(), "demo-social"));
      }
      Path backup = directory.resolve("yesterday");
      List<String> told;
      stores.backupTo(backup);
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        job.revoke(server.port());
        ContractClient store = ContractClient.of(server.port(), "demo-appstore");
        told = events(store, endpoint, List.of());
        assertThat(told).hasSize(1);
        assertThat(events(store, endpoint, told)).as("acknowledged").isEmpty();
      }
      stores.restoreFrom(backup);

      try (ServerProcess server = ServerProcess.launch(node, ServerProcess.freePort(), settings)) {
        server.awaitReadiness(503);
        ContractClient store = ContractClient.of(server.port(), "demo-appstore");
        assertThat(job.create(store).status()).isEqualTo(503);
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
      }
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
