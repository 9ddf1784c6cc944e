package org.zhengyan.binding.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of jobs and their chunks; who may go on with a job is decided by the database's clock. */
@Component
class StatusJobStore {
  private static final TypeReference<List<StatusItem>> ITEMS = new TypeReference<>() {};
  private static final TypeReference<List<StatusResult>> RESULTS = new TypeReference<>() {};

  private final JdbcTemplate jdbc;
  private final StatusJobProperties properties;
  private final JsonMapper json = JsonMapper.shared();

  StatusJobStore(JdbcTemplate jdbc, StatusJobProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /** How many jobs an operator has. */
  record Counted(int open, int kept) {}

  /** Counts with all others of the operator kept out until the transaction ends. */
  Counted countAlone(String operatorId) {
    jdbc.query(
        "select lock_key(hashtextextended('status-job ' || ?, 0))", row -> {}, operatorId);
    return jdbc.queryForObject(
        "select count(*) filter (where finished_at is null), count(*) from status_job where operator_id = ?",
        (row, number) -> new Counted(row.getInt(1), row.getInt(2)),
        operatorId);
  }

  void insert(UUID id, String operatorId, String clientId, List<StatusItem> items) {
    int chunk = properties.chunk();
    jdbc.update(
        "insert into status_job (id, operator_id, client_id, total, chunk_size) values (?, ?, ?, ?, ?)",
        id,
        operatorId,
        clientId,
        items.size(),
        chunk);
    List<Object[]> rows = new ArrayList<>();
    for (int from = 0; from < items.size(); from += chunk) {
      List<StatusItem> some = items.subList(from, Math.min(from + chunk, items.size()));
      rows.add(new Object[] {id, from / chunk, json.writeValueAsString(some)});
    }
    jdbc.batchUpdate("insert into status_job_chunk (job_id, number, items) values (?, ?, ?)", rows);
  }

  Optional<StatusJob> find(UUID id, String operatorId) {
    return jdbc
        .query(
            "select j.*, (select min(as_of) from status_job_chunk c where c.job_id = j.id) as as_of"
                + " from status_job j where id = ? and operator_id = ?",
            (row, number) -> job(row),
            id,
            operatorId)
        .stream()
        .findFirst();
  }

  /**
   * The answers of the chunk that holds that position, from it on; none when it is not answered yet.
   *
   * @param position below the job's total
   */
  List<StatusResult> results(UUID id, int position, int limit) {
    return jdbc
        .query(
            "select c.results from status_job j join status_job_chunk c on c.job_id = j.id"
                + " where j.id = ? and c.number = ? / j.chunk_size and c.results is not null",
            (row, number) -> json.readValue(row.getString(1), RESULTS),
            id,
            position)
        .stream()
        .flatMap(List::stream)
        .filter(result -> result.position() >= position)
        .limit(limit)
        .toList();
  }

  /**
   * An open job that a node goes on with.
   *
   * @param lease of this time alone
   */
  record Leased(UUID id, UUID lease, String operatorId, String clientId, int chunkSize) {}

  /** Takes the oldest open job that nobody has, until the lease is over. */
  Optional<Leased> lease() {
    return jdbc
        .query(
            "update status_job set lease = gen_random_uuid(),"
                + " lease_until = clock_timestamp() + make_interval(secs => ?)"
                + " where id = (select id from status_job where finished_at is null"
                + " and (lease_until is null or lease_until <= clock_timestamp())"
                + " order by created_at limit 1 for update skip locked)"
                + " returning id, lease, operator_id, client_id, chunk_size",
            (row, number) ->
                new Leased(
                    row.getObject("id", UUID.class),
                    row.getObject("lease", UUID.class),
                    row.getString("operator_id"),
                    row.getString("client_id"),
                    row.getInt("chunk_size")),
            properties.lease().toMillis() / 1000.0)
        .stream()
        .findFirst();
  }

  /** Gives it back, to be taken up by anybody at once. */
  void release(Leased job) {
    jdbc.update(
        "update status_job set lease = null, lease_until = null where id = ? and lease = ?",
        job.id(),
        job.lease());
  }

  record Chunk(int number, List<StatusItem> items) {}

  /** The first chunk without answers. */
  Optional<Chunk> next(Leased job) {
    return jdbc
        .query(
            "select number, items from status_job_chunk where job_id = ? and results is null"
                + " order by number limit 1",
            (row, number) -> new Chunk(row.getInt(1), json.readValue(row.getString(2), ITEMS)),
            job.id())
        .stream()
        .findFirst();
  }

  /** What a chunk's answers led to. */
  enum Kept {
    /** Another node has the job now: the answers count for nothing, and the caller rolls back. */
    LOST,
    OPEN,
    DONE
  }

  /** Keeps a chunk's answers and prolongs the lease, if it is still this one's. */
  Kept keep(Leased job, Chunk chunk, List<StatusResult> results, Instant asOf) {
    List<Boolean> done =
        jdbc.query(
            "update status_job set done = done + ?,"
                + " finished_at = case when done + ? = total then clock_timestamp() end,"
                + " lease_until = clock_timestamp() + make_interval(secs => ?)"
                + " where id = ? and lease = ? and finished_at is null returning finished_at is not null",
            (row, number) -> row.getBoolean(1),
            results.size(),
            results.size(),
            properties.lease().toMillis() / 1000.0,
            job.id(),
            job.lease());
    int kept =
        jdbc.update(
            "update status_job_chunk set results = ?, as_of = ?"
                + " where job_id = ? and number = ? and results is null",
            json.writeValueAsString(results),
            asOf.atOffset(ZoneOffset.UTC),
            job.id(),
            chunk.number());
    if (done.isEmpty() || kept == 0) {
      return Kept.LOST;
    }
    return done.getFirst() ? Kept.DONE : Kept.OPEN;
  }

  /** Forgets up to so many jobs that are older than they are kept. */
  int forget(int limit) {
    return jdbc.update(
        "delete from status_job where id in (select id from status_job"
            + " where created_at < clock_timestamp() - make_interval(secs => ?)"
            + " order by created_at limit ? for update skip locked)",
        properties.retention().toMillis() / 1000.0,
        limit);
  }

  private StatusJob job(ResultSet row) throws SQLException {
    Instant created = row.getObject("created_at", OffsetDateTime.class).toInstant();
    Instant finished = instant(row, "finished_at");
    return new StatusJob(
        row.getObject("id", UUID.class),
        finished == null ? "open" : "done",
        row.getInt("total"),
        row.getInt("done"),
        created,
        finished,
        instant(row, "as_of"),
        created.plus(properties.retention()));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
