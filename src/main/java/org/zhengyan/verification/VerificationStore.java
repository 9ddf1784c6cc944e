package org.zhengyan.verification;

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
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of verifications. A verification ends by one conditional update on the database's clock, so
 * that of any number of attempts, on any number of nodes, one wins.
 */
@Component
class VerificationStore {
  private static final String COLUMNS =
      "id, client_id, state, terms, challenge, created_at, expires_at, ended_at, verdict, receipt, log_event";

  private final JdbcTemplate jdbc;
  private final JsonMapper json;

  VerificationStore(JdbcTemplate jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void insert(Verification.Requested requested) {
    Verification.Asked asked = requested.asked();
    jdbc.update(
        "insert into verification (id, client_id, state, terms, challenge, created_at, expires_at)"
            + " values (?, ?, 'requested', ?, ?, ?, ?)",
        asked.id().value(),
        asked.clientId(),
        json.writeValueAsString(asked.terms()),
        asked.challenge().bytes(),
        offset(asked.createdAt()),
        offset(asked.expiresAt()));
  }

  /** The client's own verification; another client's is not found. */
  Optional<Verification> find(VerificationId id, String clientId) {
    return jdbc
        .query(
            "select " + COLUMNS + " from verification where id = ? and client_id = ?",
            (row, i) -> read(row),
            id.value(),
            clientId)
        .stream()
        .findFirst();
  }

  /** Ends it as decided; false when it ended before or its time is over. */
  boolean decide(Verification.Decided decided) {
    return 1
        == jdbc.update(
            "update verification set state = ?, ended_at = ?, verdict = ?, receipt = ?, log_event = ?"
                + " where id = ? and state = 'requested' and expires_at > clock_timestamp()",
            decided.state(),
            offset(decided.at()),
            json.writeValueAsString(decided.verdict()),
            decided.receipt(),
            decided.logEvent(),
            decided.asked().id().value());
  }

  /** Ends it as cancelled; false when it ended before or its time is over. */
  boolean cancel(Verification.Cancelled cancelled) {
    return 1
        == jdbc.update(
            "update verification set state = 'cancelled', ended_at = ?"
                + " where id = ? and state = 'requested' and expires_at > clock_timestamp()",
            offset(cancelled.at()),
            cancelled.asked().id().value());
  }

  /** Ends this one as expired if its time is over; false otherwise. */
  boolean expire(VerificationId id) {
    return 1
        == jdbc.update(
            "update verification set state = 'expired', ended_at = clock_timestamp()"
                + " where id = ? and state = 'requested' and expires_at <= clock_timestamp()",
            id.value());
  }

  /** An expired session, as the sweeper records it. */
  record Swept(VerificationId id, String clientId) {}

  /** Ends up to {@code limit} sessions whose time is over; those that another node holds are left to it. */
  List<Swept> expireDue(int limit) {
    return jdbc.query(
        "update verification set state = 'expired', ended_at = clock_timestamp() where id in"
            + " (select id from verification where state = 'requested' and expires_at <= clock_timestamp()"
            + " order by expires_at limit ? for update skip locked)"
            + " returning id, client_id",
        (row, i) -> new Swept(new VerificationId(row.getObject(1, UUID.class)), row.getString(2)),
        limit);
  }

  private Verification read(ResultSet row) throws SQLException {
    Verification.Asked asked =
        new Verification.Asked(
            new VerificationId(row.getObject("id", UUID.class)),
            row.getString("client_id"),
            json.readValue(row.getString("terms"), Terms.class),
            new Challenge(row.getBytes("challenge")),
            instant(row, "created_at"),
            instant(row, "expires_at"));
    String state = row.getString("state");
    return switch (state) {
      case "requested" -> new Verification.Requested(asked);
      case "verified", "rejected" ->
          new Verification.Decided(
              asked,
              json.readValue(row.getString("verdict"), Verdict.class),
              row.getString("receipt"),
              row.getLong("log_event"),
              instant(row, "ended_at"));
      case "expired" -> new Verification.Expired(asked, instant(row, "ended_at"));
      case "cancelled" -> new Verification.Cancelled(asked, instant(row, "ended_at"));
      default -> throw new IllegalStateException("a verification in state " + state);
    };
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
