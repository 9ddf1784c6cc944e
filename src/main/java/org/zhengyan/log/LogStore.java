package org.zhengyan.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** The SQL of the tree: leaves, tiles, checkpoints, and which events have no place yet. */
@Component
class LogStore implements HashTiles {
  /** Held by whoever sequences, until the transaction ends. */
  private static final long SEQUENCER_LOCK = 0x5a59_6c6f_6701L;

  private static final int UNSEQUENCED_LIMIT = 100_000;

  /**
   * Two index ranges hold every event that is visible now and was not visible in the last checkpoint's
   * snapshot: transactions that began after it, and those that it saw running. A transaction that stays
   * open delays nobody but itself. The ids of a later act are greater, so their order keeps causes
   * before effects.
   */
  private static final String NEW_EVENTS =
      """
      select id, xid, occurred_at, entry from event
       where xid >= pg_snapshot_xmax(?::pg_snapshot) and xid < pg_snapshot_xmax(pg_current_snapshot())
      union all
      select id, xid, occurred_at, entry from event
       where xid = any(array(select pg_snapshot_xip(?::pg_snapshot)))
      """;

  /** The scalar subquery stays one index probe an event, whatever the planner believes of the ranges. */
  private static final String UNPLACED = " where (select 1 from log_leaf l where l.event_id = e.id) is null";

  /** Everything without a place: for the first checkpoint, and on a server with other transaction ids. */
  private static final String ALL_UNPLACED =
      "select id, xid, occurred_at, entry from event e"
          + " where not exists (select from log_leaf l where l.event_id = e.id)";

  private static final String PLACE =
      """
      with placed as (
        insert into log_leaf (leaf_index, event_id, event_xid, hash)
        select ? + row_number() over (order by e.id) - 1, e.id, e.xid, sha256('\\x00'::bytea || e.entry)
          from (%s) e %s
        returning 1)
      select count(*), pg_current_snapshot()::text from placed
      """;

  private static final String LATEST =
      """
      select size, root, note, snapshot::text,
             extract(epoch from clock_timestamp() - signed_at) as age,
             cluster = (select system_identifier from pg_control_system())
               and pg_snapshot_xmax(snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as continued
        from log_checkpoint order by size desc limit 1
      """;

  /**
   * The checkpoint that ends the log as the database has it.
   *
   * @param snapshot what the sequencer saw
   * @param age by the database's clock
   * @param continued whether the snapshot's transaction ids mean something on this server
   */
  record Stored(long size, byte[] root, String note, String snapshot, Duration age, boolean continued) {}

  /** How many events were given a place, and by which snapshot they were chosen. */
  record Placed(long count, String snapshot) {}

  /** Events without a place, counted up to a limit, and the age of the oldest. */
  record Waiting(long count, Duration oldest) {}

  private final JdbcTemplate jdbc;

  LogStore(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
    // Hashes are streamed: a backlog may be long.
    jdbc.setFetchSize(10_000);
  }

  /** Becomes the one sequencer until the end of the transaction, or answers false at once. */
  boolean tryLock() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, SEQUENCER_LOCK));
  }

  Optional<Stored> latest() {
    return jdbc
        .query(
            LATEST,
            (row, number) ->
                new Stored(
                    row.getLong("size"),
                    row.getBytes("root"),
                    row.getString("note"),
                    row.getString("snapshot"),
                    seconds(row, "age"),
                    row.getBoolean("continued")))
        .stream()
        .findFirst();
  }

  /** Gives the next indices to every event that is visible and has none. */
  Placed place(@Nullable Stored last) {
    if (last == null || !last.continued()) {
      String all = PLACE.formatted(ALL_UNPLACED, "");
      return placed(all, last == null ? 0L : last.size());
    }
    String fresh = PLACE.formatted(NEW_EVENTS, UNPLACED);
    return placed(fresh, last.size(), last.snapshot(), last.snapshot());
  }

  private Placed placed(String sql, Object... arguments) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            sql, (row, number) -> new Placed(row.getLong(1), row.getString(2)), arguments));
  }

  /** Leaf hashes from an index on, in order. */
  void hashes(long from, Consumer<byte[]> consumer) {
    RowCallbackHandler handler = row -> consumer.accept(row.getBytes(1));
    jdbc.query("select hash from log_leaf where leaf_index >= ? order by leaf_index", handler, from);
  }

  void insert(List<TreeEdge.FullTile> tiles) {
    jdbc.batchUpdate(
        "insert into log_tile (level, tile_index, hashes, root) values (?, ?, ?, ?)",
        tiles,
        tiles.size(),
        (insert, tile) -> {
          insert.setInt(1, tile.level());
          insert.setLong(2, tile.index());
          insert.setBytes(3, tile.hashes());
          insert.setBytes(4, tile.root());
        });
  }

  void insert(Checkpoint checkpoint, long previousSize, String snapshot) {
    jdbc.update(
        """
        insert into log_checkpoint (size, previous_size, root, note, snapshot, cluster)
        values (?, ?, ?, ?, ?::pg_snapshot, (select system_identifier from pg_control_system()))
        """,
        checkpoint.size(),
        previousSize,
        checkpoint.root(),
        checkpoint.note(),
        snapshot);
  }

  /** The number of leaves, whatever the checkpoints say. */
  long leaves() {
    Long last = jdbc.queryForObject("select max(leaf_index) from log_leaf", Long.class);
    return last == null ? 0 : last + 1;
  }

  OptionalLong indexOf(long eventId) {
    return jdbc
        .queryForList("select leaf_index from log_leaf where event_id = ?", Long.class, eventId)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  Waiting waiting() {
    Optional<Stored> last = latest().filter(Stored::continued);
    String sql =
        "select count(*), extract(epoch from clock_timestamp() - min(occurred_at)) as age from (select * from ("
            + (last.isPresent() ? NEW_EVENTS : ALL_UNPLACED)
            + ") e "
            + (last.isPresent() ? UNPLACED : "")
            + " limit "
            + UNSEQUENCED_LIMIT
            + ") w";
    Object[] arguments =
        last.map(stored -> new Object[] {stored.snapshot(), stored.snapshot()}).orElse(new Object[0]);
    return Objects.requireNonNull(
        jdbc.queryForObject(
            sql, (row, number) -> new Waiting(row.getLong(1), seconds(row, "age")), arguments));
  }

  /**
   * The stored tile; where it is not full, the same hashes from the leaves or from the tiles below.
   *
   * @throws DamagedLog when hashes are missing
   */
  @Override
  public byte[] tile(int level, long index, int width) {
    List<byte[]> parts;
    if (width == 256) {
      parts =
          jdbc.query(
              "select hashes from log_tile where level = ? and tile_index = ?",
              (row, number) -> row.getBytes(1),
              level,
              index);
    } else if (level == 0) {
      parts =
          jdbc.query(
              "select hash from log_leaf where leaf_index >= ? and leaf_index < ? order by leaf_index",
              (row, number) -> row.getBytes(1),
              index * 256,
              index * 256 + width);
    } else {
      parts =
          jdbc.query(
              """
              select root from log_tile
               where level = ? and tile_index >= ? and tile_index < ? order by tile_index
              """,
              (row, number) -> row.getBytes(1),
              level - 1,
              index * 256,
              index * 256 + width);
    }
    byte[] hashes = new byte[width * Sha256.LENGTH];
    int length = parts.stream().mapToInt(part -> part.length).sum();
    if (length != hashes.length) {
      throw new DamagedLog("tile %d/%d has not %d hashes".formatted(level, index, width));
    }
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, hashes, at, part.length);
      at += part.length;
    }
    return hashes;
  }

  /**
   * Consecutive entries, 32 bytes each.
   *
   * @throws DamagedLog when one is missing
   */
  List<byte[]> entries(long from, int count) {
    List<byte[]> entries =
        jdbc.query(
            """
            select e.entry
              from log_leaf l join event e on e.xid = l.event_xid and e.id = l.event_id
             where l.leaf_index >= ? and l.leaf_index < ? order by l.leaf_index
            """,
            (row, number) -> row.getBytes(1),
            from,
            from + count);
    if (entries.size() != count || entries.stream().anyMatch(entry -> entry.length != Sha256.LENGTH)) {
      throw new DamagedLog("there are not %d entries from %d on".formatted(count, from));
    }
    return entries;
  }

  /** The canonical record of an event that has a place and was not erased. */
  Optional<byte[]> record(long eventId) {
    return jdbc
        .query(
            """
            select e.record from log_leaf l join event e on e.xid = l.event_xid and e.id = l.event_id
             where l.event_id = ? and e.record is not null
            """,
            (row, number) -> row.getBytes(1),
            eventId)
        .stream()
        .findFirst();
  }

  private static Duration seconds(ResultSet row, String column) throws SQLException {
    return Duration.ofMillis(Math.round(row.getDouble(column) * 1000));
  }
}
