package org.zhengyan.verification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts verifications by client, hour and state, once a minute, on one node at a time.
 *
 * <p>An hour is counted again as long as one of it may still end: for {@value #OPEN_HOURS} hours after it.
 * Figures are a minute old at most; what is right is in the rows.
 */
@Component
class HourCounter {
  static final int OPEN_HOURS = 26;

  private static final Logger LOG = LoggerFactory.getLogger(HourCounter.class);

  /** From the last hours that were counted on; from the beginning at first. */
  private static final String COUNT =
      "insert into verification_hour (client_id, hour, state, number)"
          + " select c.id, v.hour, v.state, v.number from client c cross join lateral"
          + " (select date_trunc('hour', created_at) as hour, state, count(*) as number from verification"
          + "   where client_id = c.id and created_at >= ?::timestamptz group by 1, 2) v"
          + " on conflict (client_id, hour, state) do update set number = excluded.number";

  private static final String SINCE =
      "select coalesce(max(hour) - make_interval(hours => %d), '-infinity')::text from verification_hour"
          .formatted(OPEN_HOURS);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  HourCounter(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  @Scheduled(fixedDelay = 60_000, initialDelay = 10_000)
  void countOnSchedule() {
    try {
      count();
    } catch (RuntimeException e) {
      LOG.warn("verifications were not counted and will be at the next turn: {}", e.toString());
    }
  }

  void count() {
    transaction.executeWithoutResult(
        tx -> {
          Boolean mine =
              jdbc.queryForObject(
                  "select pg_try_advisory_xact_lock(hashtext('zhengyan verification hours'))", Boolean.class);
          if (Boolean.TRUE.equals(mine)) {
            String since = jdbc.queryForObject(SINCE, String.class);
            // A state that nothing is in any more has no row to replace its number.
            jdbc.update("delete from verification_hour where hour >= ?::timestamptz", since);
            jdbc.update(COUNT, since);
          }
        });
  }
}
