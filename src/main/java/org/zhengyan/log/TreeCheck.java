package org.zhengyan.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Grows the tree again, leaf by leaf, and compares what stands beside it: events, tiles, and the
 * checkpoints of the database and of the files wherever one falls.
 */
final class TreeCheck {
  static final String LEAVES =
      """
      select l.leaf_index, l.event_id, l.event_xid, l.hash, e.id, e.occurred_at, e.salt, e.entry, e.record
        from log_leaf l left join event e on e.xid = l.event_xid and e.id = l.event_id
       order by l.leaf_index
      """;

  private static final String CHECKPOINTS =
      """
      select size, previous_size, root, note, snapshot::text,
             cluster = (select system_identifier from pg_control_system()) as here
        from log_checkpoint order by size
      """;

  private final CheckpointKeys keys;
  private final FiledCheckpoints filed;
  private final CheckReport report;
  private final TreeEdge edge = TreeEdge.empty();
  private final ResultSet checkpoints;
  private final PreparedStatement tile;
  private final PreparedStatement tileCount;
  private final List<TreeEdge.FullTile> filled = new ArrayList<>();
  private boolean more;
  private long checkpointCount;
  private long tileTotal;
  private long previousSize;
  private String origin = "";
  private String snapshot = "";
  private @Nullable String note;
  private long gaps;
  private final Set<Long> erased = new TreeSet<>();
  private final Set<String> erasures = new HashSet<>();

  TreeCheck(Connection connection, CheckpointKeys keys, FiledCheckpoints filed, CheckReport report)
      throws SQLException {
    this.keys = keys;
    this.filed = filed;
    this.report = report;
    PreparedStatement query = connection.prepareStatement(CHECKPOINTS);
    query.setFetchSize(1_000);
    query.closeOnCompletion();
    this.checkpoints = query.executeQuery();
    this.more = checkpoints.next();
    this.tile =
        connection.prepareStatement("select hashes, root from log_tile where level = ? and tile_index = ?");
    this.tileCount = connection.prepareStatement("select count(*) from log_tile");
  }

  long size() {
    return edge.size();
  }

  byte[] root() {
    return edge.root();
  }

  long tiles() {
    return tileTotal;
  }

  long checkpoints() {
    return checkpointCount;
  }

  long erased() {
    return erased.size();
  }

  String origin() {
    return origin;
  }

  /** What the last sequencer saw, empty when that means nothing on this server. */
  String lastSnapshot() {
    return snapshot;
  }

  /** Checks a leaf with its event, and everything that ends with it. */
  void leaf(ResultSet row) throws SQLException {
    long index = row.getLong("leaf_index");
    if (index != edge.size() + gaps) {
      report.found("Leaves", "leaf %d follows leaf %d".formatted(index, edge.size() + gaps - 1));
      gaps = index - edge.size();
    }
    byte[] hash = row.getBytes("hash");
    event(row, index, hash);
    filled.clear();
    edge.append(hash, filled);
    for (TreeEdge.FullTile full : filled) {
      tile(full);
    }
    while (more && checkpoints.getLong("size") <= edge.size()) {
      stored();
    }
    while (filed.nextSize() <= edge.size()) {
      kept(filed.next());
    }
    note = null;
  }

  private void event(ResultSet row, long index, byte[] hash) throws SQLException {
    String name = "event " + row.getLong("event_id") + " (leaf " + index + ")";
    byte[] record = row.getBytes("record");
    byte[] stored = row.getBytes("entry");
    if (stored == null) {
      report.found("Events", name + " is missing");
      return;
    }
    byte[] salt = row.getBytes("salt");
    if (record == null || salt == null) {
      erased.add(index);
      if (!Arrays.equals(Sha256.leaf(stored), hash)) {
        report.found("Leaves", name + ": the entry does not give the leaf's hash");
      }
      return;
    }
    byte[] entry = Sha256.of(salt, record);
    if (!Arrays.equals(entry, stored)) {
      report.found("Events", name + ": salt and record do not give its entry");
    } else if (!Arrays.equals(Sha256.leaf(entry), hash)) {
      report.found("Leaves", name + ": the entry does not give the leaf's hash");
    }
    Instant occurredAt = row.getObject("occurred_at", OffsetDateTime.class).toInstant();
    if (!canonical(record, occurredAt)) {
      report.found("Events", name + ": the record is not the canonical one of its time");
      return;
    }
    Event event = LogReader.parse(record).event();
    if (event.type().equals(LogErasure.ERASED)) {
      erasures.add(event.subject());
    }
  }

  private static boolean canonical(byte[] record, Instant occurredAt) {
    try {
      return Arrays.equals(LogReader.parse(record).event().canonical(occurredAt), record);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void tile(TreeEdge.FullTile full) throws SQLException {
    tileTotal++;
    tile.setInt(1, full.level());
    tile.setLong(2, full.index());
    try (ResultSet row = tile.executeQuery()) {
      String name = "tile " + full.level() + "/" + full.index();
      if (!row.next()) {
        report.found("Tiles", name + " is missing");
      } else if (!Arrays.equals(row.getBytes("hashes"), full.hashes())) {
        report.found("Tiles", name + " has not the hashes of its leaves");
      } else if (!Arrays.equals(row.getBytes("root"), full.root())) {
        report.found("Tiles", name + " has not the root of its hashes");
      }
    }
  }

  /** The database's checkpoint at this size, or one that the leaves skipped. */
  private void stored() throws SQLException {
    checkpointCount++;
    long size = checkpoints.getLong("size");
    String name = "the checkpoint of " + size;
    if (checkpoints.getLong("previous_size") != previousSize) {
      report.found("Checkpoints", name + " does not follow the one of " + previousSize);
    }
    previousSize = size;
    note = checkpoints.getString("note");
    snapshot = checkpoints.getBoolean("here") ? checkpoints.getString("snapshot") : "";
    try {
      Checkpoint checkpoint = Checkpoint.parse(checkpoints.getString("note"));
      keys.verify(checkpoint);
      if (origin.isEmpty()) {
        origin = checkpoint.origin();
      }
      if (!origin.equals(checkpoint.origin())) {
        report.found("Checkpoints", name + " is of another log, " + checkpoint.origin());
      }
      byte[] root = checkpoints.getBytes("root");
      if (checkpoint.size() != size || !Arrays.equals(checkpoint.root(), root)) {
        report.found("Checkpoints", name + ": its row is not what it signs");
      } else if (size != edge.size() || !Arrays.equals(root, edge.root())) {
        report.found("Checkpoints", name + " has another root than the leaves below it");
      }
    } catch (InvalidCheckpoint e) {
      report.found("Checkpoints", name + ": " + e.getMessage());
    }
    more = checkpoints.next();
  }

  private void kept(Checkpoint checkpoint) {
    String name = "the kept checkpoint of " + checkpoint.size();
    if (checkpoint.size() != edge.size() || !Arrays.equals(checkpoint.root(), edge.root())) {
      report.found(FiledCheckpoints.KIND, name + " has another root than the database's leaves");
    } else if (note == null) {
      report.found(FiledCheckpoints.KIND, name + " is not in the database");
    } else if (!checkpoint.note().equals(note)) {
      report.found(FiledCheckpoints.KIND, name + " is not the database's, byte for byte");
    }
  }

  /** Checks what lies beyond the last leaf. */
  void end() throws SQLException {
    while (more) {
      report.found(
          "Checkpoints",
          "the checkpoint of %d covers leaves that are missing: there are %d"
              .formatted(checkpoints.getLong("size"), edge.size()));
      stored();
    }
    if (previousSize < edge.size()) {
      report.found(
          "Leaves", "no checkpoint covers the leaves from %d to %d".formatted(previousSize, edge.size() - 1));
    }
    while (filed.hasNext()) {
      report.found(
          FiledCheckpoints.KIND,
          "the kept checkpoint of %d is newer than the database's %d leaves, as if restored from a copy"
              .formatted(filed.next().size(), edge.size()));
    }
    try (ResultSet row = tileCount.executeQuery()) {
      if (row.next() && row.getLong(1) > tileTotal) {
        report.found("Tiles", "%d more than the leaves fill".formatted(row.getLong(1) - tileTotal));
      }
    }
    for (long index : erased) {
      if (!erasures.contains(Long.toString(index))) {
        report.found("Events", "leaf " + index + " has lost its record, and no event says that it was erased");
      }
    }
    checkpoints.close();
    tile.close();
    tileCount.close();
  }
}
