package org.zhengyan.certificate;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The feed of status changes as a node follows it, on a connection that the node keeps.
 *
 * <p>Writers hold one lock until they commit, so whoever has read past an id has seen every change
 * before it. A heartbeat that is visible in a snapshot was committed before the snapshot, so every
 * change that was committed before its time is visible as well: its time is the {@code asOf}.
 */
public final class ChangeFeed {
  /** The channel that {@code NOTIFY} wakes; it carries nothing, and a lost wake-up loses nothing. */
  public static final String CHANNEL = "zhengyan_status";

  private static final int FETCH_SIZE = 5_000;

  private ChangeFeed() {}

  /** A place in the history of changes: two databases that agree on it agree on all before it. */
  public record Position(long id, byte[] chain) {
    public static final Position START = new Position(0, new byte[32]);

    public static Position of(StatusChange change) {
      return new Position(change.id(), change.chain());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Position(long otherId, byte[] otherChain)
          && id == otherId
          && Arrays.equals(chain, otherChain);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(id);
    }
  }

  /**
   * One look at the feed, of one snapshot.
   *
   * @param beat the heartbeat: everything committed before it is in the database's answer
   * @param databaseTime the database's clock at the look
   * @param held false when the database does not hold the position: it went back, or is another one
   * @param changes after the position, in order
   * @param drained false when there are more
   */
  public record Look(
      Instant beat,
      Instant databaseTime,
      boolean held,
      List<StatusChange> changes,
      boolean drained) {}

  /** What an index keeps of a certificate; times in seconds since 1970, 0 for none. */
  public interface Loader {
    void accept(
        SerialNumber serial, CaId ca, CertificateState state, int reason, long revokedAt, long notAfter);
  }

  /** What reads a change from a stream, and where to. */
  public interface Reader {
    void accept(StatusChange change) throws IOException;
  }

  /** Writes the heartbeat unless another node did within the last tenth of a second. */
  public static void beat(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            UPDATE status_heartbeat SET beat = clock_timestamp()
            WHERE beat NOT BETWEEN clock_timestamp() - interval '100 milliseconds'
                               AND clock_timestamp()""")) {
      statement.executeUpdate();
    }
  }

  /** Looks for changes after the position. */
  public static Look look(Connection connection, Position position, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT h.beat, clock_timestamp() AS database_time, c.*
            FROM status_heartbeat h
            LEFT JOIN (SELECT * FROM status_change WHERE id >= ? ORDER BY id LIMIT ?) c ON true
            ORDER BY c.id""")) {
      statement.setLong(1, position.id());
      statement.setInt(2, limit + 1);
      try (ResultSet rows = statement.executeQuery()) {
        List<StatusChange> changes = new ArrayList<>();
        Instant beat = Instant.MIN;
        Instant databaseTime = Instant.MIN;
        boolean held = position.id() == 0;
        int read = 0;
        while (rows.next()) {
          beat = time(rows, "beat");
          databaseTime = time(rows, "database_time");
          long id = rows.getLong("id");
          if (rows.wasNull()) {
            break;
          }
          read++;
          StatusChange change = CertificateRows.change(rows, read);
          if (id == position.id()) {
            held = Position.of(change).equals(position);
          } else {
            changes.add(change);
          }
        }
        if (beat.equals(Instant.MIN)) {
          throw new SQLException("the heartbeat's row is gone");
        }
        return new Look(beat, databaseTime, held, changes, read <= limit);
      }
    }
  }

  /** True when the database's history contains that place. */
  public static boolean holds(Connection connection, Position position) throws SQLException {
    if (position.id() == 0) {
      return true;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT chain FROM status_change WHERE id = ?")) {
      statement.setLong(1, position.id());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && Arrays.equals(row.getBytes(1), position.chain());
      }
    }
  }

  /** The same for many places, in their order. */
  public static List<Boolean> holdsEach(Connection connection, List<Position> positions)
      throws SQLException {
    Map<Long, byte[]> chains = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id, chain FROM status_change WHERE id = ANY (?)")) {
      Object[] ids = positions.stream().map(Position::id).toArray();
      statement.setArray(1, connection.createArrayOf("bigint", ids));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          chains.put(rows.getLong(1), rows.getBytes(2));
        }
      }
    }
    return positions.stream().map(p -> Arrays.equals(chains.get(p.id()), p.chain())).toList();
  }

  /** The end of the database's history. */
  public static Position head(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, chain FROM status_change ORDER BY id DESC LIMIT 1");
        ResultSet row = statement.executeQuery()) {
      return row.next() ? new Position(row.getLong(1), row.getBytes(2)) : Position.START;
    }
  }

  /**
   * Streams every certificate that has not ended before that time, as of one snapshot.
   *
   * @return the place in the history that the snapshot stands at
   */
  public static Position load(Connection connection, Instant endedBefore, Loader loader)
      throws SQLException {
    return inSnapshot(
        connection,
        () -> {
          Position position = head(connection);
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  SELECT serial, ca, state, coalesce(reason, 0),
                    coalesce(floor(extract(epoch FROM revoked_at)), 0)::bigint,
                    floor(extract(epoch FROM not_after))::bigint
                  FROM certificate WHERE not_after >= ?""")) {
            statement.setFetchSize(FETCH_SIZE);
            statement.setObject(1, CertificateRows.column(endedBefore));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                loader.accept(
                    CertificateRows.serial(rows.getBytes(1)),
                    CertificateRows.ca(rows.getString(2)),
                    CertificateState.ofColumn(rows.getString(3)),
                    rows.getInt(4),
                    rows.getLong(5),
                    rows.getLong(6));
              }
            }
          }
          return position;
        });
  }

  /**
   * Streams the latest change of every certificate that is refused now and has not ended, as of one
   * snapshot.
   *
   * @return the place in the history that the snapshot stands at
   */
  public static Position loadRefused(Connection connection, Reader reader)
      throws SQLException, IOException {
    return inSnapshot(
        connection,
        () -> {
          Position position = head(connection);
          stream(
              connection,
              """
              SELECT DISTINCT ON (c.serial) s.* FROM certificate c
              JOIN status_change s ON s.serial = c.serial
              WHERE c.state <> 'good' AND c.not_after >= now()
              ORDER BY c.serial, s.id DESC""",
              null,
              reader);
          return position;
        });
  }

  /** Streams every change after an id, as of one snapshot. */
  public static Position changesAfter(Connection connection, long id, Reader reader)
      throws SQLException, IOException {
    return inSnapshot(
        connection,
        () -> {
          Position position = head(connection);
          stream(connection, "SELECT * FROM status_change WHERE id > ? ORDER BY id", id, reader);
          return position;
        });
  }

  private static void stream(Connection connection, String sql, @Nullable Long after, Reader reader)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_SIZE);
      if (after != null) {
        statement.setLong(1, after);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.accept(CertificateRows.change(rows, 0));
        }
      }
    }
  }

  private interface Work<E extends Exception> {
    Position run() throws SQLException, E;
  }

  private static <E extends Exception> Position inSnapshot(Connection connection, Work<E> work)
      throws SQLException, E {
    connection.setAutoCommit(false);
    try {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      Position position = work.run();
      connection.commit();
      return position;
    } finally {
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(true);
    }
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
  }
}
