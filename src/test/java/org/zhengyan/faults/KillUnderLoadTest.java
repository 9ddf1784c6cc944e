package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** kill -9 of the server in the middle of its work, on the embedded stores, which live through it. */
class KillUnderLoadTest {
  private static final int THREADS = 6;
  private static final int ENOUGH = 60;

  @TempDir private Path directory;

  @Test
  void losesNothingThatItAcknowledged() throws Exception {
    Map<String, JsonNode> acknowledged = new ConcurrentHashMap<>();
    ServerProcess first = ServerProcess.start(directory, Map.of());
    Job job = Job.prepare(first.port());
    CountDownLatch ended = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread.ofVirtual().start(() -> verifyUntilItFails(job, first.port(), acknowledged, ended));
    }
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> acknowledged.size() >= ENOUGH);
    first.kill();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();

    try (ServerProcess second = ServerProcess.start(directory, Map.of())) {
      ContractClient store = ContractClient.of(second.port(), "demo-appstore");
      for (JsonNode before : acknowledged.values()) {
        JsonNode after = store.get("/api/v1/verifications/" + before.get("id").asString()).expect(200).json();
        assertThat(after.get("state")).isEqualTo(before.get("state"));
        assertThat(after.get("receipt")).isEqualTo(before.get("receipt"));
      }
      assertThat(job.verify(store).get("state").asString()).isEqualTo("verified");
    }
  }

  private static void verifyUntilItFails(
      Job job, int port, Map<String, JsonNode> acknowledged, CountDownLatch ended) {
    try {
      ContractClient store = ContractClient.of(port, "demo-appstore");
      while (true) {
        JsonNode decided = job.verify(store);
        acknowledged.put(decided.get("id").asString(), decided);
      }
    } catch (RuntimeException killed) {
      // The server is gone: what was not answered was not acknowledged.
    } finally {
      ended.countDown();
    }
  }
}
