package org.zhengyan.certificate;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/** Rows to records and back. */
final class CertificateRows {
  private CertificateRows() {}

  static IssuedCertificate certificate(ResultSet row, int number) throws SQLException {
    return new IssuedCertificate(
        serial(row.getBytes("serial")),
        ca(row.getString("ca")),
        row.getInt("shard"),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        row.getInt("registry_version"),
        row.getString("certified_name"),
        row.getString("holder"),
        instant(row, "not_before"),
        instant(row, "not_after"),
        row.getBytes("der"),
        CertificateState.ofColumn(row.getString("state")),
        reason(row),
        findInstant(row, "revoked_at"),
        findInstant(row, "invalidity_date"),
        row.getObject("superseding_on", LocalDate.class));
  }

  static StatusChange change(ResultSet row, int number) throws SQLException {
    String previous = row.getString("previous");
    return new StatusChange(
        row.getLong("id"),
        serial(row.getBytes("serial")),
        ca(row.getString("ca")),
        row.getInt("shard"),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        previous == null ? null : CertificateState.ofColumn(previous),
        CertificateState.ofColumn(row.getString("state")),
        reason(row),
        instant(row, "changed_at"),
        findInstant(row, "revoked_at"),
        findInstant(row, "invalidity_date"),
        instant(row, "not_after"),
        row.getBytes("chain"));
  }

  static CaId ca(String wire) {
    return CaId.ofWire(wire)
        .orElseThrow(() -> new IllegalStateException("the database names a CA that is not ours"));
  }

  static byte[] octets(SerialNumber serial) {
    byte[] signed = serial.value().toByteArray();
    return signed[0] == 0 && signed.length > 1
        ? java.util.Arrays.copyOfRange(signed, 1, signed.length)
        : signed;
  }

  static SerialNumber serial(byte[] octets) {
    return new SerialNumber(new BigInteger(1, octets));
  }

  static @Nullable OffsetDateTime column(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable RevocationReason reason(ResultSet row) throws SQLException {
    int number = row.getInt("reason");
    return row.wasNull() ? null : RevocationReason.ofNumber(number);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
