package org.zhengyan.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * The outbox from the sending side: what is due, who sends it, how it ended. Every time is the
 * database's.
 */
@Component
class DeliveryStore {
  private static final RowMapper<QueuedEvent> QUEUED = (row, n) -> queued(row);
  private static final RowMapper<String> TEXT = (row, n) -> row.getString(1);

  /** An endpoint that may be sent to now; a suspended operator's are left alone. */
  private static final String SENDABLE =
      " e.delivery = 'push' and e.state <> 'removed'"
          + " and coalesce(e.paused_until, '-infinity') <= clock_timestamp()"
          + " and exists (select 1 from client c where c.operator_id = e.operator_id and c.holder_active)";

  private static final String DUE_ENDPOINTS =
      "select e.id from event_endpoint e where"
          + SENDABLE
          + " and (e.leased_until is null or e.leased_until <= clock_timestamp())"
          + " and exists (select 1 from event_delivery d where d.endpoint_id = e.id"
          + "   and d.state = 'pending' and d.due_at <= clock_timestamp()) limit ?";

  private static final String LEASE =
      "update event_endpoint e set lease_owner = ?,"
          + " leased_until = clock_timestamp() + make_interval(secs => ?) where e.id = ? and"
          + SENDABLE
          + " and (e.leased_until is null or e.leased_until <= clock_timestamp() or e.lease_owner = ?)"
          + " returning e.url";

  /** The first of each subject, if it is due: what comes after it waits for it. */
  private static final String HEADS =
      "select d.*, e.operator_id from event_delivery d join event_endpoint e on e.id = d.endpoint_id"
          + " where d.endpoint_id = ? and d.state = 'pending' and d.due_at <= %s"
          + " and not exists (select 1 from event_delivery earlier where earlier.endpoint_id = d.endpoint_id"
          + "   and earlier.subject = d.subject and earlier.state = 'pending' and earlier.id < d.id)"
          + " order by d.id limit ?";

  private final JdbcTemplate jdbc;

  DeliveryStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<String> dueEndpoints(int limit) {
    return jdbc.query(DUE_ENDPOINTS, TEXT, limit);
  }

  /** Takes or renews the lease and returns the URL; empty when another node has it or nothing may go. */
  Optional<String> lease(String endpoint, String node, Duration time) {
    return jdbc
        .query(LEASE, TEXT, node, time.toMillis() / 1000.0, endpoint, node)
        .stream()
        .findFirst();
  }

  void release(String endpoint, String node) {
    jdbc.update(
        "update event_endpoint set leased_until = null, lease_owner = null"
            + " where id = ? and lease_owner = ?",
        endpoint,
        node);
  }

  /** Events to send now, at most one for each subject. */
  List<QueuedEvent> due(String endpoint, int limit) {
    return jdbc.query(HEADS.formatted("clock_timestamp()"), QUEUED, endpoint, limit);
  }

  /** Events that a poll gets: the same, since nothing delays them. */
  List<QueuedEvent> waiting(String endpoint, int limit) {
    return jdbc.query(HEADS.formatted("'infinity'"), QUEUED, endpoint, limit);
  }

  /** Which of these endpoints have an event. */
  List<String> withWaiting(Collection<String> endpoints) {
    return jdbc.query(
        "select e.id from unnest(?::text[]) as e (id) where exists (select 1 from event_delivery d"
            + " where d.endpoint_id = e.id and d.state = 'pending')",
        TEXT,
        (Object) endpoints.toArray(String[]::new));
  }

  void delivered(long id, String outcome) {
    end(id, "delivered", outcome);
  }

  void dead(long id, String outcome) {
    end(id, "dead", outcome);
  }

  private void end(long id, String state, String outcome) {
    jdbc.update(
        "update event_delivery set state = ?, attempts = attempts + 1, last_outcome = ?,"
            + " ended_at = clock_timestamp() where id = ? and state = 'pending'",
        state,
        outcome,
        id);
  }

  /** Puts the next attempt off, or gives up after so many or so long; true when it gave up. */
  boolean failed(long id, String outcome, Duration retryAfter, int maxAttempts, Duration maxAge) {
    return jdbc
        .query(
            "update event_delivery set attempts = attempts + 1, last_outcome = ?,"
                + " due_at = clock_timestamp() + make_interval(secs => ?),"
                + " state = case when attempts + 1 >= ? or queued_at < clock_timestamp()"
                + "   - make_interval(secs => ?) then 'dead' else 'pending' end,"
                + " ended_at = case when attempts + 1 >= ? or queued_at < clock_timestamp()"
                + "   - make_interval(secs => ?) then clock_timestamp() end"
                + " where id = ? and state = 'pending' returning state",
            TEXT,
            outcome,
            retryAfter.toMillis() / 1000.0,
            maxAttempts,
            (double) maxAge.toSeconds(),
            maxAttempts,
            (double) maxAge.toSeconds(),
            id)
        .contains("dead");
  }

  /** Counts no attempt, since the receiver was away; true when the event grew too old meanwhile. */
  boolean postponed(long id, String outcome, Duration maxAge) {
    return jdbc
        .query(
            "with late as (select id, queued_at < clock_timestamp() - make_interval(secs => ?) as over"
                + "   from event_delivery where id = ?)"
                + " update event_delivery d set last_outcome = ?,"
                + " state = case when over then 'dead' else 'pending' end,"
                + " ended_at = case when over then clock_timestamp() end"
                + " from late where d.id = late.id and d.state = 'pending' returning d.state",
            TEXT,
            (double) maxAge.toSeconds(),
            id,
            outcome)
        .contains("dead");
  }

  /** Lets what waits behind an event that is not due yet be due no earlier than that. */
  void deferFollowers(String endpoint) {
    jdbc.update(
        "update event_delivery d set due_at = h.due_at from event_delivery h"
            + " where d.endpoint_id = ? and d.state = 'pending' and d.due_at <= clock_timestamp()"
            + " and h.endpoint_id = d.endpoint_id and h.subject = d.subject and h.state = 'pending'"
            + " and h.id < d.id and h.due_at > clock_timestamp()",
        endpoint);
  }

  /** The receiver as a whole did not answer. */
  void pause(String endpoint, String outcome, Duration time) {
    jdbc.update(
        "update event_endpoint set failures = failures + 1, last_failure = ?,"
            + " last_failure_at = clock_timestamp(),"
            + " paused_until = clock_timestamp() + make_interval(secs => ?) where id = ?",
        outcome,
        time.toMillis() / 1000.0,
        endpoint);
  }

  void answered(String endpoint) {
    jdbc.update(
        "update event_endpoint set failures = 0, paused_until = null where id = ? and failures > 0",
        endpoint);
  }

  int failures(String endpoint) {
    Integer failures =
        jdbc.queryForObject(
            "select failures from event_endpoint where id = ?", Integer.class, endpoint);
    return failures == null ? 0 : failures;
  }

  /** Ends what a poll acknowledges; what it does not know, or is another's, is left out. */
  void acknowledge(String endpoint, Collection<String> jtis) {
    jdbc.update(
        "update event_delivery set state = 'delivered', attempts = attempts + 1,"
            + " last_outcome = 'acknowledged', ended_at = clock_timestamp()"
            + " where endpoint_id = ? and state = 'pending' and jti = any (?)",
        endpoint,
        jtis.toArray(String[]::new));
  }

  void refused(String endpoint, String jti, String outcome) {
    jdbc.update(
        "update event_delivery set state = 'dead', attempts = attempts + 1, last_outcome = ?,"
            + " ended_at = clock_timestamp() where endpoint_id = ? and state = 'pending' and jti = ?",
        outcome,
        endpoint,
        jti);
  }

  /** Gives up what nobody polled for so long, drops what belongs to removed endpoints, forgets the old. */
  int sweep(Duration maxAge, Duration keep) {
    return jdbc.update(
            "update event_delivery d set ended_at = clock_timestamp(),"
                + " state = case when e.state = 'removed' then 'dropped' else 'dead' end,"
                + " last_outcome = coalesce(d.last_outcome, 'never asked for')"
                + " from event_endpoint e where e.id = d.endpoint_id and d.state = 'pending' and"
                + " (e.state = 'removed' or d.queued_at < clock_timestamp() - make_interval(secs => ?))",
            (double) maxAge.plusHours(1).toSeconds())
        + jdbc.update(
            "delete from event_delivery where id in (select id from event_delivery where"
                + " state <> 'pending' and ended_at < clock_timestamp() - make_interval(secs => ?)"
                + " order by ended_at limit 5000)",
            (double) keep.toSeconds());
  }

  static QueuedEvent queued(ResultSet row) throws SQLException {
    return new QueuedEvent(
        row.getLong("id"),
        row.getString("jti"),
        row.getString("txn"),
        kind(row.getString("kind")),
        row.getString("subject"),
        row.getString("operator_id"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("event"),
        row.getInt("attempts"));
  }

  private static EventKind kind(String wire) {
    for (EventKind kind : EventKind.values()) {
      if (kind.wire().equals(wire)) {
        return kind;
      }
    }
    throw new IllegalStateException("the outbox holds an event of a kind that this version does not know");
  }
}
