package org.zhengyan.ephemeral;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Since when Redis remembers everything that was written to it, on all nodes alike.
 *
 * <p>The database keeps the process and the history of data that nodes use ({@code run_id} and {@code
 * master_replid}: a server that was a replica meanwhile has the same process and another history) and
 * the moment at which one of them first met it. Asked on each new connection: another one than the kept
 * one starts a new epoch. It starts once every node can know of it: the row is committed first, and dated
 * by a second statement.
 */
@Component
class RedisEpoch {

  /**
   * @param runId names the process and its history
   * @param since nothing that was written after it is lost
   */
  record Epoch(String runId, Instant since) {}

  private final JdbcTemplate jdbc;

  RedisEpoch(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The epoch of the server that answered {@code INFO} like this.
   *
   * @param cluster whether it is meant to be a node of a cluster
   * @throws IllegalStateException when it is a replica, or evicts keys: then it forgets without a sign
   */
  Epoch establish(String info, boolean cluster) {
    Map<String, String> fields = fields(info);
    String runId = fields.get("run_id") + "/" + fields.get("master_replid");
    if (!fields.containsKey("run_id") || !"master".equals(fields.get("role"))) {
      throw new IllegalStateException("this Redis is not a primary");
    }
    if (cluster != "cluster".equals(fields.get("redis_mode"))) {
      throw new IllegalStateException(
          cluster
              ? "this Redis is not a node of a cluster: say redis:// or redis-sentinel://"
              : "this Redis is a node of a cluster: say redis-cluster://");
    }
    if (!"0".equals(fields.get("maxmemory")) && !"noeviction".equals(fields.get("maxmemory_policy"))) {
      throw new IllegalStateException("this Redis evicts keys: set maxmemory-policy noeviction");
    }
    jdbc.update(
        // The first Redis that an installation meets has forgotten nothing.
        "insert into redis_epoch (run_id, since) values (?, to_timestamp(0))"
            + " on conflict (only_row) do update"
            + " set run_id = excluded.run_id, since = 'infinity'"
            + " where redis_epoch.run_id <> excluded.run_id",
        runId);
    jdbc.update(
        "update redis_epoch set since = clock_timestamp() where run_id = ? and since = 'infinity'", runId);
    List<Instant> since =
        jdbc.query(
            "select since from redis_epoch where run_id = ? and isfinite(since)",
            (row, n) -> row.getObject(1, OffsetDateTime.class).toInstant(),
            runId);
    if (since.isEmpty()) {
      throw new IllegalStateException("another node uses another Redis");
    }
    return new Epoch(runId, since.getFirst());
  }

  /** Whether no other epoch has begun, on any node. */
  boolean stands(Epoch epoch) {
    return !jdbc.queryForList(
            "select 1 from redis_epoch where run_id = ? and since = ?",
            Integer.class,
            epoch.runId(),
            epoch.since().atOffset(ZoneOffset.UTC))
        .isEmpty();
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }
}
