package org.zhengyan.status.crl;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.x509.issuing.CrlShard;

/** The latest CRL of every shard, and what the next one is made of. */
@Component
class CrlStore {
  /** "ZYCRL": the advisory lock of the node that makes CRLs. */
  private static final long LOCK = 0x5A5943524CL;

  /** A reservation is on the CRL once no issuance can still be on its way. */
  private static final String STALE_RESERVATION = "interval '60 seconds'";

  private static final int FETCH_SIZE = 5_000;

  /** What {@link #entries} hands on. */
  interface Reader {
    void accept(
        BigInteger serial,
        @Nullable RevocationReason reason,
        Instant revokedAt,
        @Nullable Instant invalidityDate);
  }

  /**
   * Where a shard stands before its next CRL, in one snapshot.
   *
   * @param number of the CRL before, 0 for none
   * @param lastChange of any certificate
   */
  record Standing(long number, long lastChange, Instant now) {}

  private final JdbcTemplate jdbc;
  private final JdbcClient client;

  CrlStore(JdbcTemplate jdbc, JdbcClient client) {
    this.jdbc = jdbc;
    this.client = client;
  }

  /** Takes the lock of the one who makes CRLs until the transaction ends; false when another has it. */
  boolean lock() {
    return client
        .sql("SELECT pg_try_advisory_xact_lock(?)")
        .param(LOCK)
        .query(Boolean.class)
        .single();
  }

  /**
   * Those whose CRL is missing or older than the interval, or tells less than is known: a certificate
   * was revoked, suspended or released, or a reservation grew old or was completed after all.
   */
  List<CrlShardId> due(Duration interval) {
    return client
        .sql(
            """
            WITH wanted AS (
              SELECT ca, shard FROM unnest(:cas::text[]) ca, generate_series(0, :shards - 1) shard
              UNION SELECT ca, shard FROM crl)
            SELECT w.ca, w.shard FROM wanted w LEFT JOIN crl c ON c.ca = w.ca AND c.shard = w.shard
            WHERE c.der IS NULL
              OR c.this_update < clock_timestamp() - :interval * interval '1 second'
              OR EXISTS (
                SELECT 1 FROM status_change s
                WHERE s.ca = w.ca AND s.shard = w.shard AND s.id > c.last_change
                  AND (s.state IN ('suspended', 'revoked') OR s.previous = 'suspended'
                    OR (s.previous = 'reserved' AND EXISTS (
                      SELECT 1 FROM certificate r
                      WHERE r.serial = s.serial AND r.reserved_at < s.changed_at - {stale}))))
              OR EXISTS (
                SELECT 1 FROM certificate r
                WHERE r.state = 'reserved' AND r.ca = w.ca AND r.shard = w.shard
                  AND r.reserved_at < clock_timestamp() - {stale}
                  AND r.reserved_at >= c.this_update - {stale})
            ORDER BY w.ca, w.shard"""
                .replace("{stale}", STALE_RESERVATION))
        .param("cas", Arrays.stream(CaId.values()).map(CaId::wire).toArray(String[]::new))
        .param("shards", CrlShard.DEFAULT_COUNT)
        .param("interval", interval.toSeconds())
        .query((row, number) -> new CrlShardId(ca(row.getString(1)), row.getInt(2)))
        .list();
  }

  Standing standing(CrlShardId id) {
    return client
        .sql(
            """
            SELECT coalesce((SELECT number FROM crl WHERE ca = :ca AND shard = :shard), 0),
              coalesce((SELECT max(id) FROM status_change), 0), clock_timestamp()""")
        .param("ca", id.ca().wire())
        .param("shard", id.shard())
        .query(
            (row, number) -> new Standing(row.getLong(1), row.getLong(2), time(row, 3)))
        .single();
  }

  /**
   * Streams what the shard's next CRL lists: whatever is refused and had not ended when the CRL before
   * was made, so that an expired one is listed once more and then no longer (RFC 5280 section 3.3).
   */
  void entries(CrlShardId id, Reader reader) {
    jdbc.query(
        (Connection connection) -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  SELECT serial, reason, revoked_at, invalidity_date FROM certificate
                  WHERE ca = ? AND shard = ? AND state <> 'good'
                    AND not_after >= coalesce(
                      (SELECT this_update FROM crl WHERE ca = ? AND shard = ?), '-infinity')
                    AND (state <> 'reserved' OR reserved_at < clock_timestamp() - {stale})"""
                      .replace("{stale}", STALE_RESERVATION));
          statement.setFetchSize(FETCH_SIZE);
          statement.setString(1, id.ca().wire());
          statement.setInt(2, id.shard());
          statement.setString(3, id.ca().wire());
          statement.setInt(4, id.shard());
          return statement;
        },
        row -> {
          OffsetDateTime invalidity = row.getObject(4, OffsetDateTime.class);
          reader.accept(
              new BigInteger(1, row.getBytes(1)),
              RevocationReason.ofNumber(row.getInt(2)),
              time(row, 3),
              invalidity == null ? null : invalidity.toInstant());
        });
  }

  void save(Crl crl, long lastChange) {
    client
        .sql(
            """
            INSERT INTO crl (ca, shard, number, this_update, next_update, last_change, der)
            VALUES (:ca, :shard, :number, :thisUpdate, :nextUpdate, :lastChange, :der)
            ON CONFLICT (ca, shard) DO UPDATE SET number = excluded.number,
              this_update = excluded.this_update, next_update = excluded.next_update,
              last_change = excluded.last_change, der = excluded.der
            WHERE crl.number < excluded.number""")
        .param("ca", crl.id().ca().wire())
        .param("shard", crl.id().shard())
        .param("number", crl.number())
        .param("thisUpdate", crl.thisUpdate().atOffset(java.time.ZoneOffset.UTC))
        .param("nextUpdate", crl.nextUpdate().atOffset(java.time.ZoneOffset.UTC))
        .param("lastChange", lastChange)
        .param("der", crl.der())
        .update();
  }

  /** The number of the CRL to serve; empty while there is none. */
  Optional<Long> findNumber(CrlShardId id) {
    return client
        .sql("SELECT number FROM crl WHERE ca = ? AND shard = ? AND der IS NOT NULL")
        .params(id.ca().wire(), id.shard())
        .query(Long.class)
        .optional();
  }

  Optional<Crl> find(CrlShardId id) {
    return client
        .sql(
            """
            SELECT number, this_update, next_update, der FROM crl
            WHERE ca = ? AND shard = ? AND der IS NOT NULL""")
        .params(id.ca().wire(), id.shard())
        .query(
            (row, number) ->
                new Crl(id, row.getLong(1), time(row, 2), time(row, 3), row.getBytes(4)))
        .optional();
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static CaId ca(String wire) {
    return CaId.ofWire(wire)
        .orElseThrow(() -> new IllegalStateException("the database names a CA that is not ours"));
  }
}
