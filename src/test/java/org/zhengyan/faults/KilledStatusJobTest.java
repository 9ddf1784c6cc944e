package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** kill -9 in the middle of a status job: the next node goes on where the last commit was. */
class KilledStatusJobTest {
  private static final int TOTAL = 3_000;
  private static final Map<String, String> SMALL_STEPS =
      Map.of("zhengyan.status-job.chunk", "1", "zhengyan.status-job.lease", "1s");

  @TempDir private Path directory;

  @Test
  void goesOnAndAnswersEachItemOnce() {
    ServerProcess first = ServerProcess.start(directory, SMALL_STEPS);
    ContractClient before = ContractClient.of(first.port(), "demo-appstore");
    String path =
        "/api/v1/status-jobs/"
            + before
                .post(
                    "/api/v1/status-jobs",
                    Map.of("certificates", Collections.nCopies(TOTAL, "7".repeat(32))))
                .expect(202)
                .json()
                .path("id")
                .asString();
    int seen =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> before.get(path).expect(200).json().path("done").asInt(), done -> done > 50);
    first.kill();
    assertThat(seen).isLessThan(TOTAL);

    try (ServerProcess second = ServerProcess.start(directory, Map.of())) {
      ContractClient after = ContractClient.of(second.port(), "demo-appstore");
      assertThat(after.get(path).expect(200).json().path("done").asInt()).isGreaterThanOrEqualTo(seen);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> after.get(path).expect(200).json().path("state").asString().equals("done"));
      List<Integer> positions = new ArrayList<>();
      String cursor = "0";
      // A page holds no more than a chunk, and the chunks of this job hold one each.
      while (!cursor.isEmpty() && positions.size() < 200) {
        JsonNode page = after.get(path + "/results?cursor=" + cursor).expect(200).json();
        page.path("items").forEach(item -> positions.add(item.path("position").asInt()));
        cursor = page.path("next").asString("");
      }
      assertThat(positions).hasSize(200).isSorted().doesNotHaveDuplicates();
      JsonNode last = after.get(path + "/results?cursor=" + (TOTAL - 1)).expect(200).json();
      assertThat(last.path("items").get(0).path("position").asInt()).isEqualTo(TOTAL - 1);
      assertThat(last.has("next")).isFalse();
    }
  }
}
