package org.zhengyan.log;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.keys.KeyVault;

/** A log in a database of its own, with the development keys. */
final class TestLog {
  static final KeyVault VAULT = KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());

  private static final List<String> TABLES = List.of("event", "log_leaf", "log_tile", "log_checkpoint");

  final DataSource database = TestStores.freshDatabase();
  final JdbcTemplate jdbc = new JdbcTemplate(database);
  final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
  final TransactionTemplate transaction = new TransactionTemplate(transactions);
  final EventLog events = new EventLog(jdbc, Clock.systemUTC());
  final CheckpointKeys keys = new CheckpointKeys(VAULT);

  static Event event(String subject) {
    return Event.of("certificate.issued", subject, Map.of("ca", "organ-sm2"));
  }

  Leaf append(String subject) {
    return Objects.requireNonNull(transaction.execute(status -> events.append(event(subject))));
  }

  /** Many events at once, as canonical as any. */
  void appendMany(int count) {
    jdbc.update(
        """
        insert into event (occurred_at, salt, entry, record)
        select '2026-11-22T12:00:00Z', salt, sha256(salt || record), record
          from (select sha256(gen_random_uuid()::text::bytea) as salt,
                       convert_to(format(
                         '{"members":{},"occurredAt":"2026-11-22T12:00:00Z","subject":"%s","type":"t"}', n),
                         'UTF8') as record
                  from generate_series(1, ?) n) s
        """,
        count);
  }

  long count(String table) {
    return Objects.requireNonNull(jdbc.queryForObject("select count(*) from " + table, Long.class));
  }

  /** Changes rows as somebody would who owns the database server. */
  int tamper(String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      int rows = statement.executeUpdate(sql);
      statement.execute("reset session_replication_role");
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Remembers every row, for {@link #putBack}. */
  void remember() {
    for (String table : TABLES) {
      jdbc.execute("create table remembered_" + table + " as table " + table);
    }
  }

  void putBack() {
    for (String table : TABLES) {
      tamper("delete from " + table);
      tamper("insert into " + table + " overriding system value select * from remembered_" + table);
    }
  }

  /** Puts the database back to an earlier size, as a restored backup would. */
  void restore(long size) {
    tamper("delete from event where id in (select event_id from log_leaf where leaf_index >= " + size + ")");
    tamper("delete from log_leaf where leaf_index >= " + size);
    tamper("delete from log_tile where (tile_index + 1) * (256 ^ (level + 1)) > " + size);
    tamper("delete from log_checkpoint where size > " + size);
  }

  /** Runs the check and answers its exit code and report. */
  Checked check(CheckpointFile file) {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int code =
        new LogCheck(database, keys, file).run(new PrintStream(report, true, StandardCharsets.UTF_8));
    return new Checked(code, report.toString(StandardCharsets.UTF_8));
  }

  record Checked(int code, String report) {}

  List<Long> eventsInPlace() {
    return jdbc.query("select event_id from log_leaf order by leaf_index", (row, number) -> row.getLong(1));
  }
}
