package org.zhengyan.log;

import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.JdbcTemplate;
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
    // PostgreSQL keeps microseconds, and column and record must agree.
    Instant occurredAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] canonical = event.canonical(occurredAt);
    byte[] salt = new byte[32];
    RANDOM.nextBytes(salt);
    byte[] entry = Sha256.of(salt, canonical);
    Long id =
        jdbc.execute(
            INSERT,
            (PreparedStatement insert) -> {
              insert.setObject(1, OffsetDateTime.ofInstant(occurredAt, ZoneOffset.UTC));
              insert.setBytes(2, salt);
              insert.setBytes(3, entry);
              insert.setBytes(4, canonical);
              try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            });
    if (id == null) {
      throw new IllegalStateException("the database gave the event no id");
    }
    return new Leaf(id, salt, entry);
  }
}
