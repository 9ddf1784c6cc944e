package org.zhengyan.access.audit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.LogCheck;
import org.zhengyan.principal.RandomId;

/**
 * Checks of the whole log, as {@code check-log} runs them, asked for at a page and followed there; one at a
 * time in the whole installation, against the checkpoint files of the node that runs it.
 *
 * <p>One whose node stopped is found broken off after a minute without progress.
 */
@Component
public class LogChecks {
  private static final Logger LOG = LoggerFactory.getLogger(LogChecks.class);
  private static final String SELECT =
      "select id, asked_by, started_at, total, done, ended_at, report, case when outcome is null"
          + " and seen_at < clock_timestamp() - interval '1 minute' then 'broken-off' else outcome end as outcome"
          + " from log_check_run";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventLog log;
  private final DataSource database;
  private final KeyVault vault;
  private final ServiceProperties service;

  LogChecks(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      EventLog log,
      DataSource database,
      KeyVault vault,
      ServiceProperties service) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.log = log;
    this.database = database;
    this.vault = vault;
    this.service = service;
  }

  /**
   * A check.
   *
   * @param outcome {@code sound}, {@code unsound}, {@code unreadable}, {@code broken-off}; null while it runs
   */
  public record Run(
      String id,
      Instant startedAt,
      long total,
      long done,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      @Nullable String report) {
    static Run of(ResultSet row) throws SQLException {
      OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
      return new Run(
          row.getString("id"),
          row.getObject("started_at", OffsetDateTime.class).toInstant(),
          row.getLong("total"),
          row.getLong("done"),
          ended == null ? null : ended.toInstant(),
          row.getString("outcome"),
          row.getString("report"));
    }

    public int percent() {
      return total == 0 ? 0 : (int) Math.min(100, done * 100 / total);
    }
  }

  /**
   * Begins a check and returns its id.
   *
   * @throws Refusal {@code wrong-state} while another one runs
   */
  public String start(SignedIn who) {
    String id = RandomId.next();
    transaction.executeWithoutResult(
        status -> {
          jdbc.query("select pg_advisory_xact_lock(hashtext('log-check-run'))", row -> {});
          if (newest(1).stream().anyMatch(run -> run.outcome() == null)) {
            throw Refusal.of(Problem.WRONG_STATE, "a check is running: wait until it has ended");
          }
          jdbc.update(
              "insert into log_check_run (id, asked_by, total) values (?, ?,"
                  + " (select coalesce(max(size), 0) from log_checkpoint))",
              id,
              who.accountId());
          log.append(Event.of("log-check.started", id, Map.of("by", who.actor().clientId())));
        });
    Thread.ofPlatform().daemon().name("log-check").start(() -> run(id));
    return id;
  }

  private void run(String id) {
    String outcome = "broken-off";
    String report = "";
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int code =
          new LogCheck(database, vault, service)
              .run(new PrintStream(out, true, StandardCharsets.UTF_8), done -> progress(id, done));
      outcome = code == 0 ? "sound" : code == 1 ? "unsound" : "unreadable";
      report = out.toString(StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      LOG.warn("a check of the log broke off", e);
    }
    String found = outcome;
    String text = report;
    try {
      transaction.executeWithoutResult(
          status -> {
            jdbc.update(
                "update log_check_run set outcome = ?, report = ?, ended_at = clock_timestamp(),"
                    + " done = total where id = ?",
                found,
                text,
                id);
            log.append(Event.of("log-check.ended", id, Map.of("outcome", found)));
          });
    } catch (RuntimeException e) {
      LOG.warn("the end of a check of the log could not be written", e);
    }
  }

  private void progress(String id, long done) {
    jdbc.update(
        "update log_check_run set done = ?, seen_at = clock_timestamp() where id = ?", done, id);
  }

  /** The newest checks, newest first. */
  public List<Run> newest(int limit) {
    return jdbc.query(
        SELECT + " order by started_at desc limit ?", (row, n) -> Run.of(row), limit);
  }

  /** @throws Refusal {@code not-found} */
  public Run load(String id) {
    return jdbc.query(SELECT + " where id = ?", (row, n) -> Run.of(row), id).stream()
        .findFirst()
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such check"));
  }
}
