package org.zhengyan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.imports.PlayedImport;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 in the middle of a status job and of an import: the next node goes on with both where the last
 * commit was.
 */
class KilledWorkTest {
  private static final int ITEMS = 3_000;
  private static final int BODIES = 2_000;
  private static final Map<String, String> SMALL_STEPS =
      Map.of(
          "zhengyan.status-job.chunk", "1",
          "zhengyan.status-job.lease", "1s",
          "zhengyan.registry-import.chunk", "2",
          "zhengyan.registry-import.lease", "1s");

  @TempDir private Path directory;
  private final String database = TestStores.freshDatabaseUrl();
  private final HikariDataSource pool = TestStores.pool(database, 2);
  private final JdbcTemplate jdbc = new JdbcTemplate(pool);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void goesOnAndDoesEachThingOnce() {
    ServerProcess first = ServerProcess.start(directory, settings(SMALL_STEPS));
    ContractClient platform = ContractClient.of(first.port(), "demo-appstore");
    ContractClient clerk = ContractClient.of(first.port(), "demo-nanjing-clerk");
    PlayedImport played = PlayedImport.ofBodies(clerk, BODIES);
    String job = startJob(platform);
    played.approve(ContractClient.of(first.port(), "demo-nanjing-reviewer"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> done(platform, job) > 50 && chunksDone() > 50);
    int seen = done(platform, job);
    first.kill();
    assertThat(seen).isLessThan(ITEMS);
    assertThat(chunksDone()).isLessThan(BODIES / 2);
    assertThat(jdbc.queryForObject("select state from registry_import", String.class)).isEqualTo("applying");

    try (ServerProcess second = ServerProcess.start(directory, settings(Map.of()))) {
      ContractClient after = ContractClient.of(second.port(), "demo-appstore");
      assertThat(done(after, job)).isGreaterThanOrEqualTo(seen);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> after.get(job).expect(200).json().path("state").asString().equals("done"));
      assertEachItemOnce(after, job);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> "applied".equals(jdbc.queryForObject("select state from registry_import", String.class)));
      assertExactlyTheFile(played);
    }
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("spring.datasource.url", database);
    settings.put("zhengyan.redis-url", TestStores.redisUrl());
    return settings;
  }

  private static String startJob(ContractClient platform) {
    return "/api/v1/status-jobs/"
        + platform
            .post("/api/v1/status-jobs", Map.of("certificates", Collections.nCopies(ITEMS, "7".repeat(32))))
            .expect(202)
            .json()
            .path("id")
            .asString();
  }

  private static int done(ContractClient platform, String job) {
    return platform.get(job).expect(200).json().path("done").asInt();
  }

  private int chunksDone() {
    Integer done =
        jdbc.queryForObject(
            "select count(*) from registry_import_chunk where state <> 'waiting'", Integer.class);
    return done == null ? 0 : done;
  }

  private static void assertEachItemOnce(ContractClient after, String job) {
    List<Integer> positions = new ArrayList<>();
    String cursor = "0";
    // A page holds no more than a chunk, and the chunks of this job hold one each.
    while (!cursor.isEmpty() && positions.size() < 200) {
      JsonNode page = after.get(job + "/results?cursor=" + cursor).expect(200).json();
      page.path("items").forEach(item -> positions.add(item.path("position").asInt()));
      cursor = page.path("next").asString("");
    }
    assertThat(positions).hasSize(200).isSorted().doesNotHaveDuplicates();
    JsonNode last = after.get(job + "/results?cursor=" + (ITEMS - 1)).expect(200).json();
    assertThat(last.path("items").get(0).path("position").asInt()).isEqualTo(ITEMS - 1);
    assertThat(last.has("next")).isFalse();
  }

  /** Every body of the file with its name, in one version, with one event; and no other body. */
  private void assertExactlyTheFile(PlayedImport played) {
    Map<String, String> registered = new TreeMap<>();
    jdbc.query(
        "select uscc, names[1] from institution_version where change_id is not null",
        row -> {
          assertThat(registered.put(row.getString(1), row.getString(2))).isNull();
        });
    assertThat(registered).isEqualTo(played.names());
    List<String> subjects =
        jdbc.queryForList(
            "select convert_from(record, 'UTF8')::jsonb ->> 'subject' from event"
                + " where convert_from(record, 'UTF8')::jsonb ->> 'type' = 'registry.changed'",
            String.class);
    assertThat(subjects).hasSize(BODIES).containsExactlyInAnyOrderElementsOf(played.names().keySet());
    assertThat(jdbc.queryForObject("select count(*) from registry_import_fault", Integer.class)).isZero();
  }
}
