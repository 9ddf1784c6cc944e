package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of the server and of its database in the middle of their work: everything that anybody was told
 * before is there after the next start, and the log, which others may have seen, tells the same story.
 */
class KillUnderLoadTest {
  private static final int VERIFYING = 4;
  private static final int ENOUGH = 60;
  private static final int ENOUGH_CERTIFICATES = 4;

  @TempDir private Path directory;
  private final Map<String, JsonNode> decided = new ConcurrentHashMap<>();
  private final Map<String, Job> issued = new ConcurrentHashMap<>();
  private final Set<String> revoking = ConcurrentHashMap.newKeySet();
  private final Map<String, Job> revoked = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(VERIFYING + 2);

  @Test
  void losesNothingThatItAcknowledged() throws Exception {
    ServerProcess first = ServerProcess.start(directory, Map.of());
    assertThat(Files.readString(first.log()))
        .contains(
            "Zhengyan answers on http://localhost:" + first.port(),
            "PostgreSQL  18 embedded",
            "Redis       6.2 embedded",
            "bash src/examples/walkthrough.sh http://localhost:" + first.port());
    work(first.port());
    first.kill();
    killPostgres();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();

    try (ServerProcess second = ServerProcess.start(directory, Map.of())) {
      ContractClient store = ContractClient.of(second.port(), "demo-appstore");
      for (JsonNode before : decided.values()) {
        JsonNode after = store.get("/api/v1/verifications/" + before.get("id").asString()).expect(200).json();
        assertThat(after.get("state")).isEqualTo(before.get("state"));
        assertThat(after.get("receipt")).isEqualTo(before.get("receipt"));
      }
      ContractClient clerk = ContractClient.of(second.port(), "demo-clerk");
      for (Job job : issued.values()) {
        clerk.get("/api/v1/institutions/" + job.uscc()).expect(200);
        // One whose revocation nobody was told of may be either.
        List<String> possible = revoking.contains(job.serial()) ? List.of("good", "revoked") : List.of("good");
        assertThat(status(clerk, job)).isIn(possible);
      }
      for (Job job : revoked.values()) {
        assertThat(status(clerk, job)).isEqualTo("revoked");
        assertThat(job.verify(store).at("/verdict/reasons").toString()).contains("certificateRevoked");
      }
      assertThat(Job.prepare(second.port()).verify(store).get("state").asString()).isEqualTo("verified");
    }
    assertThat(ServerProcess.command(directory, "check-log", Map.of())).isZero();
  }

  private static String status(ContractClient clerk, Job job) {
    return clerk.get("/api/v1/certificates/" + job.serial()).expect(200).json().get("status").asString();
  }

  /** Verifies, certifies and revokes side by side until there is enough of each, and goes on. */
  private void work(int port) {
    Job job = Job.prepare(port);
    for (int i = 0; i < VERIFYING; i++) {
      untilItFails(
          () -> {
            JsonNode verified = job.verify(ContractClient.of(port, "demo-appstore"));
            decided.put(verified.get("id").asString(), verified);
          });
    }
    Queue<Job> toRevoke = new ConcurrentLinkedQueue<>();
    untilItFails(
        () -> {
          Job prepared = Job.prepare(port);
          issued.put(prepared.serial(), prepared);
          if (issued.size() % 2 == 0) {
            toRevoke.add(prepared);
          }
        });
    untilItFails(
        () -> {
          Job next = Awaitility.await().until(toRevoke::poll, found -> found != null);
          revoking.add(next.serial());
          next.revoke(port);
          revoked.put(next.serial(), next);
        });
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> decided.size() >= ENOUGH && revoked.size() >= ENOUGH_CERTIFICATES);
  }

  private void untilItFails(Runnable act) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  act.run();
                }
              } catch (RuntimeException | AssertionError killed) {
                // The server is gone: what was not answered was not acknowledged.
              } finally {
                ended.countDown();
              }
            });
  }

  private void killPostgres() throws IOException {
    String pid = Files.readAllLines(directory.resolve("postgres/data/postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(postmaster.destroyForcibly()).isTrue();
    postmaster.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
