package org.zhengyan.log;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What others read of the log: places, proofs, and the events in their order.
 *
 * <p>Proofs are against the newest checkpoint that this node has kept outside the database, so an
 * event has one about half a second after it was committed, and no proof rests on a checkpoint that a
 * lost database could take back.
 */
@Component
public class LogReader {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcTemplate jdbc;
  private final LogStore store;
  private final LogState state;
  private final CheckpointKeys keys;

  LogReader(DataSource dataSource, LogStore store, LogState state, CheckpointKeys keys) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.store = store;
    this.state = state;
    this.keys = keys;
  }

  /** The newest checkpoint that stands outside the database; empty in a log without events. */
  public Optional<Checkpoint> checkpoint() {
    return state.kept();
  }

  /** The place of an event, empty until it is sequenced. */
  public OptionalLong indexOf(long eventId) {
    return store.indexOf(eventId);
  }

  /** The proof against {@link #checkpoint}, empty until that covers the event. */
  public Optional<Inclusion> inclusionOf(long eventId) {
    OptionalLong index = store.indexOf(eventId);
    Optional<Checkpoint> checkpoint = state.kept();
    if (index.isEmpty() || checkpoint.isEmpty() || index.getAsLong() >= checkpoint.get().size()) {
      return Optional.empty();
    }
    MerkleTree tree = new MerkleTree(checkpoint.get().size(), store);
    long leaf = index.getAsLong();
    return Optional.of(new Inclusion(leaf, tree.inclusionProof(leaf), checkpoint.get()));
  }

  /**
   * That the log of {@code checkpoint} begins with its first {@code size} leaves (RFC 9162 section
   * 2.1.4).
   *
   * @param size from 1 to the checkpoint's
   */
  public List<byte[]> consistency(long size, Checkpoint checkpoint) {
    return new MerkleTree(checkpoint.size(), store).consistencyProof(size);
  }

  /** The canonical record of an event, empty until it is sequenced. */
  public Optional<byte[]> recordOf(long eventId) {
    return store.record(eventId);
  }

  /**
   * PEM: the certificate of the key that signed the checkpoint in that suite, then its root.
   *
   * @throws IllegalStateException when no key of ours did
   */
  public String certificateOf(Checkpoint checkpoint, Suite suite) {
    try {
      return keys.certificate(checkpoint, suite);
    } catch (InvalidCheckpoint e) {
      throw new IllegalStateException("a checkpoint of this log is not signed by it", e);
    }
  }

  /** Events from that index on, in order, without erased ones: at most {@code limit}. */
  public List<LoggedEvent> events(long from, int limit) {
    return jdbc.query(
        """
        select l.leaf_index, e.id, e.occurred_at, e.record
          from log_leaf l join event e on e.xid = l.event_xid and e.id = l.event_id
         where l.leaf_index >= ? and e.record is not null order by l.leaf_index limit ?
        """,
        (row, number) ->
            new LoggedEvent(
                row.getLong("leaf_index"),
                row.getLong("id"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                parse(row.getBytes("record")).event()),
        from,
        limit);
  }

  /** What a canonical record says. */
  record Parsed(Event event, Instant occurredAt) {}

  /**
   * Reads a canonical record.
   *
   * @throws RuntimeException when it is not one
   */
  static Parsed parse(byte[] canonical) {
    JsonNode json = JSON.readTree(canonical);
    Map<String, String> members = new TreeMap<>();
    json.get("members").properties().forEach(entry -> members.put(entry.getKey(), entry.getValue().asString()));
    Event event = Event.of(json.get("type").asString(), json.get("subject").asString(), members);
    return new Parsed(event, Instant.parse(json.get("occurredAt").asString()));
  }
}
