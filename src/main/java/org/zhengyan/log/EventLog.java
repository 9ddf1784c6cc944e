package org.zhengyan.log;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes events in the transaction of the act they record; an event that cannot be written stops its
 * act.
 *
 * <p>One INSERT of some 600 bytes into a table with one index; no row of another act is read, locked
 * or waited for. The index in the tree comes later, from the sequencer.
 */
@Component
public class EventLog {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String INSERT =
      "insert into event (occurred_at, salt, entry, record) values (?, ?, ?, ?) returning id";

  /** One statement: what PostgreSQL sets up for each costs more than the row. The ids keep the order. */
  private static final String INSERT_MANY =
      "insert into event (occurred_at, salt, entry, record)"
          + " select * from unnest(?::timestamptz[], ?::bytea[], ?::bytea[], ?::bytea[])";
  private static final int AT_ONCE = 1_000;

  /** The event is written for each row that the act changed, which is one or none. */
  private static final String WITH_ACT =
      "with drawn as (select nextval('event_id_seq') as id), act as (%s returning %s), %slogged as"
          + " (insert into event (id, occurred_at, salt, entry, record) overriding system value"
          + " select drawn.id, ?, ?, ?, ? from drawn, act returning id) select %s";

  /** Without a result, so that many are sent at once. */
  private static final String EACH =
      "with drawn as (select nextval('event_id_seq') as id), act as (%s returning %s)";

  private static final String EACH_EVENT =
      "insert into event (id, occurred_at, salt, entry, record) overriding system value"
          + " select drawn.id, ?, ?, ?, ? from drawn, act";

  /** Stands for the event's id in the SQL of an act. */
  public static final String EVENT_ID = "(select id from drawn)";

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public EventLog(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Inserts the event into the current transaction. It refers to no other row and waits for none.
   *
   * @throws IllegalStateException outside a transaction
   */
  public Leaf append(Event event) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          event.type() + " outside a transaction: an event stands or falls with the act it records");
    }
    Draft draft = draft(event);
    Long id =
        jdbc.execute(
            INSERT,
            (PreparedStatement insert) -> {
              draft.bind(insert, 1);
              return onlyId(insert);
            });
    if (id == null) {
      throw new IllegalStateException("the database gave the event no id");
    }
    return new Leaf(id, draft.salt(), draft.entry());
  }

  /** Inserts many events into the current transaction, in few round trips. */
  public void appendAll(List<Event> events) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("events outside a transaction: each stands or falls with its act");
    }
    for (int from = 0; from < events.size(); from += AT_ONCE) {
      List<Draft> drafts =
          events.subList(from, Math.min(from + AT_ONCE, events.size())).stream().map(this::draft).toList();
      jdbc.execute(INSERT_MANY, (PreparedStatement insert) -> bindAll(drafts, insert).executeUpdate());
    }
  }

  private static PreparedStatement bindAll(List<Draft> drafts, PreparedStatement insert) throws SQLException {
    Connection connection = insert.getConnection();
    Object[] times = drafts.stream().map(draft -> draft.occurredAt().toString()).toArray();
    insert.setArray(1, connection.createArrayOf("timestamptz", times));
    insert.setArray(2, connection.createArrayOf("bytea", drafts.stream().map(Draft::salt).toArray(byte[][]::new)));
    insert.setArray(3, connection.createArrayOf("bytea", drafts.stream().map(Draft::entry).toArray(byte[][]::new)));
    insert.setArray(
        4, connection.createArrayOf("bytea", drafts.stream().map(Draft::canonical).toArray(byte[][]::new)));
    return insert;
  }

  /** The event with its time and its salt, not yet written. */
  public Draft draft(Event event) {
    // PostgreSQL keeps microseconds, and column and record must agree.
    Instant occurredAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] canonical = event.canonical(occurredAt);
    byte[] salt = new byte[32];
    RANDOM.nextBytes(salt);
    return new Draft(occurredAt, salt, Sha256.of(salt, canonical), canonical);
  }

  /**
   * Does an act of one statement and writes its event, both or neither, in one round trip: in the
   * current transaction, or in one of their own where there is none.
   *
   * @param act an INSERT or UPDATE of at most one row, without RETURNING; {@link #EVENT_ID} in it
   *     stands for the event's id
   * @return the event's id, or empty when the act changed no row: then nothing is written
   */
  public Optional<Long> appendWith(Draft draft, String act, @Nullable Object... arguments) {
    String sql = WITH_ACT.formatted(act, "1", "", "id from logged");
    return write(draft, sql, (row, number) -> row.getLong(1), arguments);
  }

  /**
   * The same with what follows from the act, in the same round trip.
   *
   * @param returned the columns of the row that the act changed, which stand in {@code act} for what follows
   * @param following an INSERT that selects from {@code act}; its arguments come after those of the act
   * @param told what to make of those columns
   * @return what was made of them, or empty when the act changed no row
   */
  public <T> Optional<T> appendWith(
      Draft draft, String act, String returned, String following, RowMapper<T> told, @Nullable Object[] arguments) {
    String sql = WITH_ACT.formatted(act, returned, "followed as (" + following + "), ", "act.* from act, logged");
    return write(draft, sql, told, arguments);
  }

  /**
   * One of the acts that {@link #appendEach} does.
   *
   * @param arguments of the act
   * @param following the arguments of what follows from it
   */
  public record Act(Draft event, @Nullable Object[] arguments, Object[] following) {}

  /**
   * Does the same act for each in turn, with its event, in the current transaction and in one round trip for all.
   *
   * @param act as for {@link #appendWith}
   * @return for each whether the act changed a row
   */
  public boolean[] appendEach(String act, List<Act> acts) {
    return each(EACH.formatted(act, "1") + ' ' + EACH_EVENT, acts);
  }

  /**
   * The same with what follows from each act.
   *
   * @param returned the columns of the row that the act changed, which stand in {@code act} for what follows
   * @param following an INSERT of at most one row that selects from {@code act}
   * @return for each whether a row followed: where none did, the act changed nothing or nothing follows from it
   */
  public boolean[] appendEach(String act, String returned, String following, List<Act> acts) {
    return each(EACH.formatted(act, returned) + ", logged as (" + EACH_EVENT + ") " + following, acts);
  }

  private boolean[] each(String sql, List<Act> acts) {
    int[] rows =
        Objects.requireNonNull(
            jdbc.execute(
                sql,
                (PreparedStatement statement) -> {
                  for (Act act : acts) {
                    act.event().bind(statement, bind(statement, 1, act.arguments()));
                    bind(statement, act.arguments().length + Draft.COLUMNS + 1, act.following());
                    statement.addBatch();
                  }
                  return statement.executeBatch();
                }));
    boolean[] changed = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      changed[i] = rows[i] == 1;
    }
    return changed;
  }

  /** Says where the next argument belongs. */
  private static int bind(PreparedStatement statement, int from, @Nullable Object[] arguments) throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(from + i, arguments[i]);
    }
    return from + arguments.length;
  }

  private <T> Optional<T> write(Draft draft, String sql, RowMapper<T> told, @Nullable Object[] arguments) {
    return Optional.ofNullable(
        jdbc.execute(
            sql,
            (PreparedStatement statement) -> {
              draft.bind(statement, bind(statement, 1, arguments));
              try (ResultSet row = statement.executeQuery()) {
                return row.next() ? told.mapRow(row, 0) : null;
              }
            }));
  }

  private static @Nullable Long onlyId(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : null;
    }
  }

  /**
   * What will be written.
   *
   * @param salt 32 random bytes
   * @param entry SHA-256(salt ‖ canonical record), 32 bytes
   * @param canonical the record as RFC 8785 has it
   */
  public record Draft(Instant occurredAt, byte[] salt, byte[] entry, byte[] canonical) {
    private static final int COLUMNS = 4;

    /** The Merkle leaf hash that the event will have. */
    public byte[] leafHash() {
      return Sha256.leaf(entry);
    }

    private void bind(PreparedStatement statement, int from) throws SQLException {
      statement.setObject(from, OffsetDateTime.ofInstant(occurredAt, ZoneOffset.UTC));
      statement.setBytes(from + 1, salt);
      statement.setBytes(from + 2, entry);
      statement.setBytes(from + 3, canonical);
    }
  }
}
