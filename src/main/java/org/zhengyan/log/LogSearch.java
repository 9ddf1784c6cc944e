package org.zhengyan.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds events by type, time, subject, who acted and the division that they concern, newest first.
 *
 * <p>It searches a table of its own that follows the log some seconds behind, so that an act still writes
 * one row with one index. What it finds is read from the events themselves.
 */
@Component
public class LogSearch {
  private static final Logger LOG = LoggerFactory.getLogger(LogSearch.class);
  private static final int BATCH = 2_000;
  private static final int BATCHES = 20;

  /** Of nearly every event: the index of types leaves them out, and the newest rows are found without it. */
  private static final List<String> COMMON_TYPES = List.of("verification.created", "verification.decided");

  private static final String RARE = "type not in ('" + String.join("', '", COMMON_TYPES) + "')";

  /**
   * {@code event_division} says which division an event concerns. Nearly every event is of a verification, and
   * for those the same is found here in a third of the time: of the body that is named, or else of the session's.
   */
  private static final String FOLLOW =
      """
      insert into log_search (leaf_index, occurred_at, type, subject, actor, division)
      select l.leaf_index, e.occurred_at, coalesce(type, 'erased'), coalesce(subject, ''),
             coalesce(members ->> 'client', members ->> 'by'),
             coalesce(members ->> 'division', body.division, event_division(said))
        from log_leaf l join event e on e.xid = l.event_xid and e.id = l.event_id
        cross join lateral (select convert_from(e.record, 'UTF8')::jsonb as said offset 0) r
        cross join lateral (select said ->> 'type' as type, said ->> 'subject' as subject,
            said -> 'members' as members offset 0) m
        left join lateral (select h.division from institution_head h
            where %s and m.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
              and h.uscc = coalesce(members ->> 'uscc',
                (select v.terms::jsonb #>> '{claimed,uscc}' from verification v
                  where v.id = case when pg_input_is_valid(subject, 'uuid') then subject::uuid end))
            offset 0) body on true
       where l.leaf_index >= (select coalesce(max(leaf_index) + 1, 0) from log_search)
         and l.leaf_index < (select coalesce(max(leaf_index) + 1, 0) from log_search) + ?
      """
          .formatted("type in ('" + String.join("', '", COMMON_TYPES) + "')");

  private static final int DIVISION_DIGITS = 6;

  /** A loose index scan, as of {@link #types}: the newest of each division are few, however long the log. */
  private static final String WITHIN =
      """
      with recursive within(division, highest) as (
        select (select min(s.division) from log_search s where s.division between b.lowest and b.highest), b.highest
          from (select ?::text as lowest, ?::text as highest) b
        union all
        select (select min(s.division) from log_search s where s.division > w.division and s.division <= w.highest),
               w.highest
          from within w where w.division is not null)
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  LogSearch(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * What is asked for; null for anything.
   *
   * @param actor a person, or a client; an account acts as the client {@code account:ID}
   * @param before the index below which the rows lie
   * @param division the digits, none to six, with which the divisions begin that the events concern; without
   *     digits also those that concern no division
   */
  public record Query(
      @Nullable String type,
      @Nullable String subject,
      @Nullable String actor,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Long before,
      String division) {

    /** Of the whole country. */
    public Query(
        @Nullable String type,
        @Nullable String subject,
        @Nullable String actor,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long before) {
      this(type, subject, actor, from, to, before, "");
    }

    /** The same, and older than the event of that index. */
    public Query below(long index) {
      return new Query(type, subject, actor, from, to, index, division);
    }

    /** Whether only the division tells which rows there are, and no index of anything rarer. */
    private boolean byDivision() {
      return !division.isEmpty() && subject == null && actor == null && (type == null || COMMON_TYPES.contains(type));
    }
  }

  /**
   * An event as it stands.
   *
   * @param event null when it was erased
   * @param salt null when it was erased
   */
  public record Found(
      long index,
      long eventId,
      Instant occurredAt,
      @Nullable Event event,
      byte @Nullable [] salt,
      byte[] leafHash) {}

  /** The rows of a page, newest first. */
  public List<Found> find(Query query, int limit) {
    StringBuilder where = new StringBuilder();
    List<Object> arguments = new ArrayList<>();
    add(where, arguments, "s.type = ?", query.type());
    add(where, arguments, "s.subject = ?", query.subject());
    add(where, arguments, "s.actor = ?", query.actor());
    add(where, arguments, "s.occurred_at >= ?", utc(query.from()));
    add(where, arguments, "s.occurred_at < ?", utc(query.to()));
    add(where, arguments, "s.leaf_index < ?", query.before());
    String searched = "log_search s where true";
    if (query.byDivision()) {
      searched = "within, lateral (select leaf_index from log_search s where s.division = within.division";
      where.append(" order by s.leaf_index desc limit ?) s");
      arguments.addFirst(highest(query.division()));
      arguments.addFirst(lowest(query.division()));
      arguments.add(limit);
    } else if (!query.division().isEmpty()) {
      where.append(" and s.division between ? and ?");
      arguments.add(lowest(query.division()));
      arguments.add(highest(query.division()));
    }
    arguments.add(limit);
    return jdbc.query(
        (query.byDivision() ? WITHIN : "")
            + "select l.leaf_index, e.id, e.occurred_at, e.salt, e.record, l.hash from (select s.leaf_index from "
            + searched
            + where
            + " order by s.leaf_index desc limit ?) s"
            + " join log_leaf l on l.leaf_index = s.leaf_index"
            + " join event e on e.xid = l.event_xid and e.id = l.event_id order by l.leaf_index desc",
        (row, n) -> found(row),
        arguments.toArray());
  }

  private static String lowest(String digits) {
    return digits + "0".repeat(DIVISION_DIGITS - digits.length());
  }

  private static String highest(String digits) {
    return digits + "9".repeat(DIVISION_DIGITS - digits.length());
  }

  /** The event at that place, if it concerns a division that begins with these digits. */
  public Optional<Found> at(long index, String division) {
    boolean concerned =
        division.isEmpty()
            || !jdbc.queryForList(
                    "select 1 from log_search where leaf_index = ? and division between ? and ?",
                    index,
                    lowest(division),
                    highest(division))
                .isEmpty();
    return concerned ? at(index) : Optional.empty();
  }

  /** The event at that place. */
  public Optional<Found> at(long index) {
    return jdbc
        .query(
            "select l.leaf_index, e.id, e.occurred_at, e.salt, e.record, l.hash from log_leaf l"
                + " join event e on e.xid = l.event_xid and e.id = l.event_id where l.leaf_index = ?",
            (row, n) -> found(row),
            index)
        .stream()
        .findFirst();
  }

  /** How far the search has followed: events below that index are found. */
  public long reach() {
    Long reach = jdbc.queryForObject("select coalesce(max(leaf_index) + 1, 0) from log_search", Long.class);
    return reach == null ? 0 : reach;
  }

  /** The types that occur. */
  public List<String> types() {
    // A loose index scan: as many probes as there are types, however long the log.
    List<String> types =
        new ArrayList<>(
            jdbc.queryForList(
                """
                with recursive t(type) as (
                  (select type from log_search where %1$s order by type limit 1)
                  union all
                  select (select s.type from log_search s where s.type > t.type and s.%1$s order by s.type limit 1)
                    from t where t.type is not null)
                select type from t where type is not null
                """
                    .formatted(RARE),
                String.class));
    for (String common : COMMON_TYPES) {
      if (!jdbc.queryForList("select 1 from log_search where type = ? limit 1", common).isEmpty()) {
        types.add(common);
      }
    }
    Collections.sort(types);
    return types;
  }

  /** Follows the log, on one node at a time. */
  @Scheduled(fixedDelay = 2_000, initialDelay = 3_000)
  public void follow() {
    try {
      for (int i = 0; i < BATCHES && Boolean.TRUE.equals(transaction.execute(status -> batch())); i++) {
        // The next batch.
      }
    } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
      // What is not followed now is followed two seconds later.
    } catch (DataAccessException e) {
      LOG.warn("the search of the log does not follow it: {}", e.toString());
    }
  }

  private boolean batch() {
    if (!Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select pg_try_advisory_xact_lock(hashtext('log-search'))", Boolean.class))) {
      return false;
    }
    int followed = jdbc.update(FOLLOW, BATCH);
    return followed == BATCH;
  }

  private static void add(
      StringBuilder where, List<Object> arguments, String condition, @Nullable Object argument) {
    if (argument != null) {
      where.append(" and ").append(condition);
      arguments.add(argument);
    }
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static Found found(ResultSet row) throws SQLException {
    byte[] record = row.getBytes("record");
    return new Found(
        row.getLong("leaf_index"),
        row.getLong("id"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        record == null ? null : LogReader.parse(record).event(),
        row.getBytes("salt"),
        row.getBytes("hash"));
  }

  /** Nothing is found by what was erased. */
  void forget(long index) {
    jdbc.update(
        "update log_search set type = 'erased', subject = '', actor = null where leaf_index = ?", index);
  }
}
