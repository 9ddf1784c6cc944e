package org.zhengyan.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.PageRequest;

/** The outbox as its operators, and those who watch, see it: what waits, and what was given up. */
@Component
class BacklogStore {
  private static final String DEAD =
      "select d.*, e.operator_id from event_delivery d join event_endpoint e on e.id = d.endpoint_id"
          + " where d.endpoint_id = ? and d.state = 'dead' and d.id < ? order by d.id desc limit ?";

  private final JdbcTemplate jdbc;

  BacklogStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** What an operator sees of its endpoint's queue. */
  record Backlog(long pending, @Nullable Instant oldest, long dead) {}

  Backlog backlog(String endpoint) {
    Backlog backlog =
        jdbc.queryForObject(
            "select count(*) filter (where state = 'pending'), min(created_at) filter (where state"
                + " = 'pending'), count(*) filter (where state = 'dead') from event_delivery"
                + " where endpoint_id = ? and state in ('pending', 'dead')",
            (row, n) -> new Backlog(row.getLong(1), time(row, 2), row.getLong(3)),
            endpoint);
    return backlog == null ? new Backlog(0, null, 0) : backlog;
  }

  /** A dead letter: the event, and why it was given up. */
  record DeadLetter(QueuedEvent event, String outcome, Instant endedAt) {}

  List<DeadLetter> deadLetters(String endpoint, PageRequest page) {
    return jdbc.query(
        DEAD,
        (row, n) ->
            new DeadLetter(
                DeliveryStore.queued(row),
                String.valueOf(row.getString("last_outcome")),
                row.getObject("ended_at", OffsetDateTime.class).toInstant()),
        endpoint,
        page.before(),
        page.limit());
  }

  /** Queues dead letters anew, those named or all; the number of them. */
  int retry(String endpoint, @Nullable Collection<String> jtis) {
    String again =
        "update event_delivery set state = 'pending', ended_at = null, attempts = 0,"
            + " due_at = clock_timestamp(), queued_at = clock_timestamp()"
            + " where endpoint_id = ? and state = 'dead'";
    return jtis == null
        ? jdbc.update(again, endpoint)
        : jdbc.update(again + " and jti = any (?)", endpoint, jtis.toArray(String[]::new));
  }

  boolean hasPending(String endpoint, EventKind kind) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from event_delivery where endpoint_id = ? and state = 'pending'"
                + " and kind = ?)",
            Boolean.class,
            endpoint,
            kind.wire()));
  }

  /** All endpoints together; the count stops at 100,000. */
  record Totals(long pending, double oldestSeconds, long dead) {}

  Totals totals() {
    Totals totals =
        jdbc.queryForObject(
            "select (select count(*) from (select 1 from event_delivery where state = 'pending'"
                + " limit 100000) p), coalesce((select extract(epoch from clock_timestamp() - min("
                + " (select d.created_at from event_delivery d where d.endpoint_id = e.id"
                + "   and d.state = 'pending' order by d.id limit 1)))"
                + " from event_endpoint e where e.delivery = 'push' and e.state <> 'removed'), 0),"
                + " (select count(*) from (select 1 from event_delivery where state = 'dead'"
                + " limit 100000) q)",
            (row, n) -> new Totals(row.getLong(1), row.getDouble(2), row.getLong(3)));
    return totals == null ? new Totals(0, 0, 0) : totals;
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
