package org.zhengyan.verification.tally;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.operator.Platforms;
import org.zhengyan.principal.Division;

/**
 * Counts verifications hour by hour, by their ids, which grow with time; no page counts them itself. One
 * node counts at a time. The last two hours are counted anew each minute, since verifications still end;
 * after a pause it goes on where it was, thirty days back at most.
 */
@Component
public class VerificationTally {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationTally.class);
  private static final int MOST_HOURS = 30 * 24;

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
            + " (select hour, sum(number) as number from verification_tally"
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
        "select client_id, state, sum(number) from verification_tally"
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

  @Scheduled(fixedDelay = 60, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
  void countOnSchedule() {
    try {
      count();
    } catch (RuntimeException e) {
      LOG.debug("verifications are counted later", e);
    }
  }

  /** Counts the hours that are not counted, and the last two anew. */
  public void count() {
    Instant now = now();
    Instant newest = now.truncatedTo(ChronoUnit.HOURS);
    Instant from = Optional.ofNullable(lastCounted()).or(this::firstVerification).orElse(newest);
    Instant earliest = newest.minus(MOST_HOURS, ChronoUnit.HOURS);
    Instant hour = from.isBefore(earliest) ? earliest : from;
    hour = hour.isAfter(newest.minus(1, ChronoUnit.HOURS)) ? newest.minus(1, ChronoUnit.HOURS) : hour;
    for (; !hour.isAfter(newest); hour = hour.plus(1, ChronoUnit.HOURS)) {
      Instant one = hour;
      transaction.executeWithoutResult(status -> count(one));
    }
  }

  private void count(Instant hour) {
    boolean mine =
        Boolean.TRUE.equals(
            jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended('verification-tally', 0))", Boolean.class));
    if (!mine) {
      return;
    }
    OffsetDateTime at = hour.atOffset(ZoneOffset.UTC);
    jdbc.update("delete from verification_tally where hour = ?", at);
    jdbc.update(
        "insert into verification_tally (hour, client_id, division, state, number)"
            + " select ?, v.client_id, coalesce(h.division, '100000'), v.state, count(*) from verification v"
            + " left join institution_head h on h.uscc = v.terms::jsonb -> 'claimed' ->> 'uscc'"
            + " where v.id >= ? and v.id < ? group by 2, 3, 4",
        at,
        first(hour),
        first(hour.plus(1, ChronoUnit.HOURS)));
    // That the hour was counted, though there may have been none.
    jdbc.update("insert into verification_tally values (?, '-', '100000', 'counted', 0)", at);
  }

  private @Nullable Instant lastCounted() {
    OffsetDateTime last =
        jdbc.queryForObject("select max(hour) from verification_tally", OffsetDateTime.class);
    return last == null ? null : last.toInstant();
  }

  private Optional<Instant> firstVerification() {
    return jdbc
        .query("select id from verification order by id limit 1", (row, n) -> row.getObject(1, UUID.class))
        .stream()
        .map(id -> Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).truncatedTo(ChronoUnit.HOURS))
        .findFirst();
  }

  private Instant now() {
    OffsetDateTime now = jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class);
    return java.util.Objects.requireNonNull(now).toInstant();
  }

  /** The smallest id of that moment (RFC 9562 section 5.7). */
  private static UUID first(Instant moment) {
    return new UUID(moment.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
  }
}
