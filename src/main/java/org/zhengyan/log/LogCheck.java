package org.zhengyan.log;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;

/**
 * Recomputes the whole log from its events and compares everything that is stored: what {@code
 * check-log} runs.
 *
 * <p>Each event's entry from its salt and record (of an erased one, that another event says so), each
 * leaf, each tile, the root under each checkpoint in the database and in this node's files, their
 * signatures, and that the chain of checkpoints has no gap. It reads one snapshot of the database and
 * changes nothing, so it may run
 * beside a serving node. What a holder of the database <em>and</em> of the checkpoint keys rewrote
 * from some place on is found only by a checkpoint that stood elsewhere: give it the data directory
 * of the node that has seen most.
 */
public final class LogCheck {
  private static final int TOLD_EVERY = 5_000;

  private final DataSource database;
  private final CheckpointKeys keys;
  private final CheckpointFile file;

  public LogCheck(DataSource database, KeyVault vault, ServiceProperties service) {
    this(database, new CheckpointKeys(vault), new CheckpointFile(service.dataDir()));
  }

  LogCheck(DataSource database, CheckpointKeys keys, CheckpointFile file) {
    this.database = database;
    this.keys = keys;
    this.file = file;
  }

  /**
   * Checks, and prints a report for a person.
   *
   * @return 0 when all is as it was written, 1 when something is not, 2 when it could not be read
   */
  public int run(PrintStream out) {
    return run(out, done -> {});
  }

  /**
   * The same, and tells now and then how many leaves are done.
   *
   * @param progress whatever it throws breaks the check off
   */
  public int run(PrintStream out, LongConsumer progress) {
    CheckReport report = new CheckReport();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try {
        check(connection, report, out, progress);
      } finally {
        connection.rollback();
      }
    } catch (SQLException | IOException e) {
      out.println("The log could not be read: " + e.getMessage());
      return 2;
    }
    report.print(out);
    long found = report.total();
    out.println();
    out.println(
        found == 0
            ? "The log is sound."
            : "THE LOG IS NOT SOUND: %,d finding%s.".formatted(found, found == 1 ? "" : "s"));
    return found == 0 ? 0 : 1;
  }

  private void check(
      Connection connection, CheckReport report, PrintStream out, LongConsumer progress)
      throws SQLException, IOException {
    // The file first: the database's snapshot, which the next query takes, is then never the older one.
    FiledCheckpoints filed = new FiledCheckpoints(file, keys, report);
    TreeCheck tree = new TreeCheck(connection, keys, filed, report);
    try (Statement statement = connection.createStatement()) {
      // One row at a time, however long the log.
      statement.setFetchSize(5_000);
      try (ResultSet row = statement.executeQuery(TreeCheck.LEAVES)) {
        while (row.next()) {
          tree.leaf(row);
          if (tree.size() % TOLD_EVERY == 0) {
            progress.accept(tree.size());
          }
        }
      }
    }
    tree.end();
    long waiting = unplaced(connection, tree.lastSnapshot(), report);

    String origin = tree.origin();
    out.println("Log " + (origin.isEmpty() ? "without a checkpoint" : origin));
    if (!origin.isEmpty()) {
      keys.of(origin).forEach(key -> out.printf("  key          %s%n", key.verifierKey()));
    }
    out.printf("  events       %,d in place, %,d waiting%n", tree.size(), waiting);
    if (tree.erased() > 0) {
      out.printf("  erased       %,d by two persons each; their leaves stand%n", tree.erased());
    }
    out.printf("  root         %s%n", Base64.getEncoder().encodeToString(tree.root()));
    out.printf("  full tiles   %,d%n", tree.tiles());
    out.printf("  checkpoints  %,d in the database%n", tree.checkpoints());
    out.printf("               %,d in %s%n", filed.count(), file.path());
  }

  /** Counts events without a place; one that the last checkpoint's sequencer saw has lost its leaf. */
  private static long unplaced(Connection connection, String snapshot, CheckReport report)
      throws SQLException {
    long waiting = 0;
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, ? <> '' and pg_visible_in_snapshot(xid, nullif(?, '')::pg_snapshot) as lost
              from event e where not exists (select from log_leaf l where l.event_id = e.id) order by id
            """)) {
      query.setString(1, snapshot);
      query.setString(2, snapshot);
      query.setFetchSize(5_000);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean("lost")) {
            report.found("Events", "event " + row.getLong("id") + " has no leaf and should have one");
          } else {
            waiting++;
          }
        }
      }
    }
    return waiting;
  }
}
