package org.zhengyan.binding.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.Verdict;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of batches. One ends by one conditional update on the database's clock. */
@Component
class BatchStore {
  private static final TypeReference<List<Terms.Action>> ACTIONS = new TypeReference<>() {};
  private static final TypeReference<List<BatchResult>> RESULTS = new TypeReference<>() {};

  private final JdbcTemplate jdbc;
  private final JsonMapper json = JsonMapper.shared();

  BatchStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The open batches of an operator, counted with all others of it kept out until the transaction ends. */
  int countOpenAlone(String operatorId) {
    jdbc.query("select lock_key(hashtextextended('binding batch ' || ?, 0))", row -> {}, operatorId);
    Integer open =
        jdbc.queryForObject(
            "select count(*) from binding_batch where operator_id = ? and state = 'requested'",
            Integer.class,
            operatorId);
    return open == null ? 0 : open;
  }

  void insert(
      UUID id,
      String operatorId,
      String clientId,
      Terms.Claimed claimed,
      String actions,
      int count,
      String digest,
      HolderText text,
      Link link,
      Instant expires) {
    jdbc.update(
        "insert into binding_batch (id, operator_id, client_id, uscc, name, actions, count, digest,"
            + " challenge, link_hash, state, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?)",
        id,
        operatorId,
        clientId,
        claimed.uscc().value(),
        claimed.name(),
        actions,
        count,
        digest,
        text.bytes(),
        link.hash(),
        expires.atOffset(ZoneOffset.UTC));
  }

  Optional<Batch> find(UUID id, String operatorId) {
    return jdbc
        .query(
            "select * from binding_batch where id = ? and operator_id = ?",
            (row, number) -> batch(row),
            id,
            operatorId)
        .stream()
        .findFirst();
  }

  /** Whosever it is: for those who showed that they may know of it. */
  Optional<Batch> find(UUID id) {
    return jdbc
        .query("select * from binding_batch where id = ?", (row, number) -> batch(row), id)
        .stream()
        .findFirst();
  }

  /** Counts one more signature that did not hold, of the batch that {@link #lockOpen} took. */
  int countAttempt(UUID id) {
    return jdbc
        .query(
            "update binding_batch set attempts = attempts + 1 where id = ? returning attempts",
            (row, number) -> row.getInt(1),
            id)
        .getFirst();
  }

  /** Takes the open batch for this transaction; false when it ended, or its time is over. */
  boolean lockOpen(UUID id) {
    return !jdbc
        .queryForList(
            "select 1 from binding_batch where id = ? and ended_at is null"
                + " and expires_at > clock_timestamp() for update",
            id)
        .isEmpty();
  }

  /** Ends the batch that {@link #lockOpen} took. */
  void decide(UUID id, Verdict verdict, @Nullable List<BatchResult> results) {
    jdbc.update(
        "update binding_batch set state = ?, ended_at = clock_timestamp(), verdict = ?, results = ?"
            + " where id = ?",
        verdict.result().wire(),
        json.writeValueAsString(verdict),
        results == null ? null : json.writeValueAsString(results),
        id);
  }

  record Expired(UUID id, String clientId) {}

  /** Ends up to so many whose time is over; those that another node holds are left to it. */
  List<Expired> expireDue(int limit) {
    return jdbc.query(
        "update binding_batch set state = 'expired', ended_at = clock_timestamp() where id in"
            + " (select id from binding_batch where state = 'requested' and expires_at <= clock_timestamp()"
            + " order by expires_at limit ? for update skip locked) returning id, client_id",
        (row, number) -> new Expired(row.getObject(1, UUID.class), row.getString(2)),
        limit);
  }

  private Batch batch(ResultSet row) throws SQLException {
    String verdict = row.getString("verdict");
    String results = row.getString("results");
    byte[] link = row.getBytes("link_hash");
    OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
    return new Batch(
        row.getObject("id", UUID.class),
        row.getString("operator_id"),
        row.getString("client_id"),
        new Terms.Claimed(row.getString("name"), new Uscc(row.getString("uscc"))),
        json.readValue(row.getString("actions"), ACTIONS),
        row.getString("digest"),
        new HolderText(row.getBytes("challenge")),
        link == null ? null : new Link(link),
        row.getInt("attempts"),
        row.getString("state"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant(),
        verdict == null ? null : json.readValue(verdict, Verdict.class),
        results == null ? null : json.readValue(results, RESULTS));
  }
}
