package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.launch.OwnStores;
import tools.jackson.databind.JsonNode;

/** A database that was put back to an older copy never un-revokes. */
class RestoredBackupTest {
  @TempDir private Path directory;

  @Test
  void refusesToServeUntilReconciledAndKeepsTheRevocation() {
    try (OwnStores stores = OwnStores.start(directory.resolve("stores"))) {
      Map<String, String> settings =
          Map.of("spring.datasource.url", stores.jdbcUrl(), "zhengyan.redis-url", stores.redisUrl());
      Path node = directory.resolve("node");
      Job job;
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        job = Job.prepare(server.port());
        assertThat(job.verify(ContractClient.of(server.port(), "demo-appstore")).get("state").asString())
            .isEqualTo("verified");
      }
      Path backup = directory.resolve("yesterday");
      stores.backupTo(backup);
      try (ServerProcess server = ServerProcess.start(node, settings)) {
        job.revoke(server.port());
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
      }
    }
  }
}
