package org.zhengyan.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.PageRequest;

/** The endpoints; changing methods join the caller's transaction. */
@Component
class EventEndpointStore {
  private static final RowMapper<EventEndpoint> ROW = (row, n) -> endpoint(row);
  private static final String OF_OPERATOR =
      "select * from event_endpoint where operator_id = ? and state <> 'removed'";

  private final JdbcTemplate jdbc;

  EventEndpointStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** How many the operator has; others that would add one wait until the transaction ends. */
  int lockAndCount(String operatorId) {
    jdbc.query(
        "select pg_advisory_xact_lock(hashtextextended('zhengyan event endpoints ' || ?, 0))",
        row -> {},
        operatorId);
    Integer count =
        jdbc.queryForObject(
            "select count(*) from event_endpoint where operator_id = ? and state <> 'removed'",
            Integer.class,
            operatorId);
    return count == null ? 0 : count;
  }

  void add(
      String id,
      String operatorId,
      EventEndpoint.Delivery delivery,
      @Nullable String url,
      List<String> kinds,
      byte @Nullable [] challengeHash) {
    jdbc.update(
        "insert into event_endpoint"
            + " (id, operator_id, delivery, url, kinds, state, challenge_hash, activated_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, case when ? then clock_timestamp() end)",
        id,
        operatorId,
        delivery.wire(),
        url,
        kinds.toArray(String[]::new),
        challengeHash == null ? "active" : "unproven",
        challengeHash,
        challengeHash == null);
  }

  /** One of the operator's that is not removed. */
  Optional<EventEndpoint> find(String id, String operatorId) {
    return jdbc.query(OF_OPERATOR + " and id = ?", ROW, operatorId, id).stream().findFirst();
  }

  List<EventEndpoint> list(String operatorId, PageRequest page) {
    return jdbc.query(
        OF_OPERATOR + " and sequence < ? order by sequence desc limit ?",
        ROW,
        operatorId,
        page.before(),
        page.limit());
  }

  /** False when it is not unproven any more, or the challenge is another one. */
  boolean activate(String id, byte[] challengeHash) {
    return jdbc.update(
            "update event_endpoint set state = 'active', activated_at = clock_timestamp()"
                + " where id = ? and state = 'unproven' and challenge_hash = ?",
            id,
            challengeHash)
        == 1;
  }

  /** False when it was removed before. What waits for it is dropped. */
  boolean remove(String id) {
    boolean removed =
        jdbc.update(
                "update event_endpoint set state = 'removed', removed_at = clock_timestamp()"
                    + " where id = ? and state <> 'removed'",
                id)
            == 1;
    jdbc.update(
        "update event_delivery set state = 'dropped', ended_at = clock_timestamp()"
            + " where endpoint_id = ? and state = 'pending'",
        id);
    return removed;
  }

  /** Ids of those that were not proven in time. */
  List<String> unprovenFor(Duration time) {
    return jdbc.query(
        "select id from event_endpoint where state = 'unproven'"
            + " and created_at < clock_timestamp() - make_interval(secs => ?) limit 100",
        (row, n) -> row.getString(1),
        (double) time.toSeconds());
  }

  private static EventEndpoint endpoint(ResultSet row) throws SQLException {
    return new EventEndpoint(
        row.getString("id"),
        row.getLong("sequence"),
        row.getString("operator_id"),
        EventEndpoint.Delivery.valueOf(row.getString("delivery").toUpperCase(Locale.ROOT)),
        row.getString("url"),
        List.of((String[]) row.getArray("kinds").getArray()),
        EventEndpoint.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        time(row.getObject("created_at", OffsetDateTime.class)),
        findTime(row.getObject("activated_at", OffsetDateTime.class)),
        row.getInt("failures"),
        findTime(row.getObject("paused_until", OffsetDateTime.class)),
        row.getString("last_failure"),
        findTime(row.getObject("last_failure_at", OffsetDateTime.class)));
  }

  private static Instant time(OffsetDateTime time) {
    return time.toInstant();
  }

  private static @Nullable Instant findTime(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
