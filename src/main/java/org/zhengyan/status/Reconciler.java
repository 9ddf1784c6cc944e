package org.zhengyan.status;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.certificate.CertificateRecovery;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.ChangeFeed;
import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * The command {@code reconcile}: after a database was restored from a copy, puts back from the journal
 * what the copy lacks, so that nothing is un-revoked.
 *
 * <p>It runs while no node does: it holds the journal's directory, and other nodes' journals may be
 * given as well. Each certificate is one transaction with its event {@code certificate.reconciled} and what
 * {@link RestoredChanges} has to tell of it, in the order in which the changes were made; whoever runs it
 * twice changes nothing the second time. What the copy has as open, and may have been closed since, is closed:
 * {@link OpenInCopy}. What it does not do: issue again, release, or judge the log, which has its own
 * reconciliation.
 */
public final class Reconciler {
  private static final int CHUNK = 1_000;

  /**
   * What was done.
   *
   * @param revoked certificates that are revoked again
   * @param suspended certificates that are suspended again
   * @param held certificates that were released after the copy was made, and are suspended until two
   *     people release them again
   * @param lost certificates whose row is gone: refused, and to be issued again
   * @param told events that wait for operators by this
   * @param keys public keys that are claimed again
   * @param voided downloads of faces for one platform that count no more
   * @param ended verifications whose time is over by this
   * @param signedOut sessions at the consoles that are over by this
   * @param damagedLines of the journals that could not be read
   */
  public record Report(
      List<SerialNumber> revoked,
      List<SerialNumber> suspended,
      List<SerialNumber> held,
      List<SerialNumber> lost,
      int told,
      int keys,
      int voided,
      int ended,
      int signedOut,
      int damagedLines) {}

  private record Known(int history, StatusChange change) {}

  private final DataSource database;
  private final TransactionOperations transactions;
  private final EventLog events;
  private final RestoredChanges listeners;
  private final CertificateRecovery recovery;
  private final OpenInCopy open;
  private final JdbcClient jdbc;

  public Reconciler(
      DataSource database,
      JdbcClient jdbc,
      TransactionOperations transactions,
      EventLog events,
      RestoredChanges listeners) {
    this.database = database;
    this.transactions = transactions;
    this.events = events;
    this.listeners = listeners;
    this.recovery = new CertificateRecovery(jdbc);
    this.open = new OpenInCopy(jdbc, events);
    this.jdbc = jdbc;
  }

  /**
   * Reconciles with this node's journal and those of others.
   *
   * @param journal this node's directory, which is begun anew at the end
   * @param others directories of other nodes, read only
   * @throws IOException when a journal cannot be read or is held by a running node
   */
  public Report run(Path journal, List<Path> others) throws IOException, SQLException {
    try (JournalSegments own = new JournalSegments(journal);
        Connection connection = database.getConnection()) {
      Collected collected = new Collected(connection);
      for (Path directory : others) {
        collected.read(directory);
      }
      collected.read(journal);
      Report report = apply(collected);
      CrlNumbers numbers = new CrlNumbers(jdbc, journal);
      transactions.executeWithoutResult(status -> numbers.raise());
      own.begin(
          List.of(
              new JournalEntry.Reconciled(),
              new JournalEntry.Through(ChangeFeed.head(connection))));
      return report;
    }
  }

  private Report apply(Collected collected) {
    List<SerialNumber> revoked = new ArrayList<>();
    List<SerialNumber> suspended = new ArrayList<>();
    List<SerialNumber> held = new ArrayList<>();
    List<SerialNumber> lost = new ArrayList<>();
    int told = 0;
    for (StatusChange change : collected.missingInOrder()) {
      Restored restored =
          Objects.requireNonNull(transactions.execute(status -> restore(change)));
      told += restored.told();
      if (restored.held()) {
        held.add(change.serial());
      }
      CertificateState state = restored.state();
      if (state != null) {
        (switch (state) {
              case REVOKED -> revoked;
              case SUSPENDED -> suspended;
              case RESERVED, GOOD -> lost;
            })
            .add(change.serial());
      }
    }
    int keys = 0;
    for (byte[] key : collected.keys) {
      keys += Boolean.TRUE.equals(transactions.execute(status -> recovery.restoreKey(key))) ? 1 : 0;
    }
    return new Report(
        revoked,
        suspended,
        held,
        lost,
        told,
        keys,
        counted(open::voidDownloads),
        counted(open::endQuestions),
        counted(open::endSessions),
        collected.damagedLines);
  }

  private int counted(IntSupplier act) {
    Integer count = transactions.execute(status -> act.getAsInt());
    return Objects.requireNonNull(count);
  }

  /** @param state that the certificate got by this; null when it needed none */
  private record Restored(@Nullable CertificateState state, boolean held, int told) {}

  private Restored restore(StatusChange change) {
    CertificateState state = recovery.restore(change).orElse(null);
    if (state == null) {
      Optional<StatusChange> held = recovery.heldAgain(change, now());
      return new Restored(null, held.isPresent(), held.map(listeners::tell).orElse(0));
    }
    events.append(
        Event.of(
            "certificate.reconciled",
            change.serial().hex(),
            Map.of("state", state.column(), "change", Long.toString(change.id()))));
    boolean refused = state == CertificateState.REVOKED || state == CertificateState.SUSPENDED;
    return new Restored(state, false, refused ? listeners.tell(change) : 0);
  }

  private Instant now() {
    return jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
  }

  /** The latest change of every certificate that some journal has and the database has not. */
  private static final class Collected {
    private final Connection connection;
    private final Map<SerialNumber, Known> missing = new LinkedHashMap<>();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<StatusChange> chunk = new ArrayList<>();
    private int history;
    private int damagedLines;

    private Collected(Connection connection) {
      this.connection = connection;
    }

    private List<StatusChange> missingInOrder() {
      return missing.values().stream()
          .sorted(Comparator.comparingInt(Known::history).thenComparingLong(known -> known.change().id()))
          .map(Known::change)
          .toList();
    }

    private void read(Path directory) throws IOException, SQLException {
      history = 0;
      List<Path> files = JournalSegments.files(directory);
      for (Path file : files.subList(firstOfInterest(files), files.size())) {
        List<JournalEntry> entries = new ArrayList<>();
        damagedLines += JournalSegments.read(file, entries::add);
        for (JournalEntry entry : entries) {
          switch (entry) {
            case JournalEntry.Changed(StatusChange change) -> add(change);
            case JournalEntry.Claimed(byte[] fingerprint) -> keys.add(fingerprint);
            case JournalEntry.Reconciled() -> nextHistory();
            case JournalEntry.Through _ -> {}
          }
        }
      }
      compareChunk();
    }

    /** The file before the last one that begins at a place which the database holds. */
    private int firstOfInterest(List<Path> files) throws IOException, SQLException {
      for (int i = files.size() - 1; i > 0; i--) {
        Optional<Position> beginning = JournalSegments.beginning(files.get(i));
        if (beginning.isPresent() && ChangeFeed.holds(connection, beginning.get())) {
          return i - 1;
        }
      }
      return 0;
    }

    private void add(StatusChange change) throws SQLException {
      chunk.add(change);
      if (chunk.size() == CHUNK) {
        compareChunk();
      }
    }

    private void nextHistory() throws SQLException {
      compareChunk();
      history++;
    }

    private void compareChunk() throws SQLException {
      List<Boolean> held =
          ChangeFeed.holdsEach(connection, chunk.stream().map(Position::of).toList());
      for (int i = 0; i < chunk.size(); i++) {
        StatusChange change = chunk.get(i);
        Known before = missing.get(change.serial());
        if (held.get(i)) {
          // A later history of the same database overtakes what an earlier one said, revocation apart.
          if (before != null
              && before.history() < history
              && before.change().state() != CertificateState.REVOKED) {
            missing.remove(change.serial());
          }
        } else if (before == null || overtakes(change, before)) {
          missing.put(change.serial(), new Known(history, change));
        }
      }
      chunk.clear();
    }

    private boolean overtakes(StatusChange change, Known before) {
      if (before.change().state() == CertificateState.REVOKED) {
        return false;
      }
      return change.state() == CertificateState.REVOKED
          || history > before.history()
          || (history == before.history() && change.id() > before.change().id());
    }
  }
}
