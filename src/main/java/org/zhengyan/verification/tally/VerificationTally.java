package org.zhengyan.verification.tally;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.zhengyan.operator.Platforms;
import org.zhengyan.principal.Division;

/**
 * Counts verifications that ended, by the hour in which they were asked for; no page counts them itself.
 *
 * <p>It follows the log (ADR 271): each end is one event, and is added once, in the transaction that remembers
 * how far the log is counted. One node counts at a time. What nobody has answered yet is not counted. It
 * stands some seconds behind, and further while it catches up with a log that was never counted.
 */
@Component
public class VerificationTally {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationTally.class);
  private static final int BATCH = 10_000;

  /** A long log is caught up with in several rounds, so that no round holds a thread for long. */
  private static final int BATCHES = 100;

  private static final String COUNT =
      """
      insert into verification_end_tally as t (hour, client_id, division, state, number)
      select date_trunc('hour', v.created_at, 'UTC'), v.client_id, coalesce(s.division, '100000'), v.state, count(*)
        from log_search s
        join verification v on v.id = case when pg_input_is_valid(s.subject, 'uuid') then s.subject::uuid end
       where s.leaf_index >= ? and s.leaf_index < ?
         and s.type in ('verification.decided', 'verification.expired', 'verification.cancelled')
       group by 1, 2, 3, 4
      on conflict (hour, client_id, division, state) do update set number = t.number + excluded.number
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Platforms platforms;

  public VerificationTally(JdbcTemplate jdbc, TransactionTemplate transaction, Platforms platforms) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.platforms = platforms;
  }

  /** A number of a day. */
  public record Day(LocalDate day, long number) {}

  /** A number of a platform, in a state. */
  public record Line(String clientId, String platform, String state, long number) {}

  /** By day in China, from that day on; days without any are left out. */
  public List<Day> byDay(Division within, LocalDate from) {
    return jdbc.query(
        // By hour first: finding the day of each row would take longer than adding them up.
        "select (hour at time zone 'Asia/Shanghai')::date as day, sum(number) from"
            + " (select hour, sum(number) as number from verification_end_tally"
            + " where hour >= ?::date::timestamp at time zone 'Asia/Shanghai' and division >= ? and division < ?"
            + " and number > 0 group by hour) hours group by 1 order by 1",
        (row, n) -> new Day(row.getObject(1, LocalDate.class), row.getLong(2)),
        from,
        within.prefix(),
        within.prefix() + ":");
  }

  /**
   * By platform and state, the largest first: all of them, a few for each client.
   *
   * @param to the last day
   */
  public List<Line> byPlatform(Division within, LocalDate from, LocalDate to) {
    return jdbc.query(
        "select client_id, state, sum(number) from verification_end_tally"
            + " where hour >= ?::date::timestamp at time zone 'Asia/Shanghai'"
            + " and hour < (?::date + 1)::timestamp at time zone 'Asia/Shanghai' and division >= ? and division < ?"
            + " and number > 0 group by 1, 2 order by 3 desc, 1, 2",
        (row, n) -> {
          String client = row.getString(1);
          String name = platforms.ofClient(client).map(Platforms.Platform::name).orElse(client);
          return new Line(client, name, row.getString(2), row.getLong(3));
        },
        from,
        to,
        within.prefix(),
        within.prefix() + ":");
  }

  @Scheduled(fixedDelay = 10, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
  void countOnSchedule() {
    try {
      count();
    } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
      LOG.debug("verifications are counted later", e);
    } catch (DataAccessException e) {
      LOG.warn("the ends of verifications are not counted: {}", e.toString());
    }
  }

  /** Counts what the log's search has found since; nothing while another node counts. */
  public void count() {
    for (int i = 0; i < BATCHES && Boolean.TRUE.equals(transaction.execute(status -> batch())); i++) {
      // The next batch.
    }
  }

  /** True when there may be more. */
  private boolean batch() {
    List<Long> reached =
        jdbc.query(
            "select leaf_index from verification_end_tally_reach for update skip locked",
            (row, n) -> row.getLong("leaf_index"));
    if (reached.isEmpty()) {
      return false;
    }
    long from = reached.getFirst();
    Long searched = jdbc.queryForObject("select max(leaf_index) + 1 from log_search", Long.class);
    if (searched == null || searched <= from) {
      return false;
    }
    long to = Math.min(searched, from + BATCH);
    jdbc.update(COUNT, from, to);
    jdbc.update("update verification_end_tally_reach set leaf_index = ?", to);
    return to < searched;
  }
}
