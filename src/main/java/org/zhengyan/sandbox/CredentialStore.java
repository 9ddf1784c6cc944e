package org.zhengyan.sandbox;

import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.Suite;

/** The published credentials, the same for all nodes. */
@Component
@SandboxOnly
class CredentialStore {
  private final JdbcTemplate jdbc;

  CredentialStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Credential> find(SandboxCase of, Suite suite) {
    return jdbc
        .query(
            "select serial, certificate, private_key, not_before, not_after from sandbox_credential"
                + " where name = ? and suite = ?",
            (row, n) -> {
              String serial = row.getString("serial");
              return new Credential(
                  of,
                  suite,
                  serial == null ? null : SerialNumber.ofHex(serial),
                  row.getBytes("certificate"),
                  PublishedKey.of(suite, row.getBytes("private_key")),
                  row.getTimestamp("not_before").toInstant(),
                  row.getTimestamp("not_after").toInstant());
            },
            of.wire(),
            suite.wire())
        .stream()
        .findFirst();
  }

  /** Puts it in the place of the one before. */
  void put(Credential credential) {
    SerialNumber serial = credential.serial();
    jdbc.update(
        "insert into sandbox_credential"
            + " (name, suite, serial, certificate, private_key, not_before, not_after)"
            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (name, suite) do update set"
            + " serial = excluded.serial, certificate = excluded.certificate,"
            + " private_key = excluded.private_key, not_before = excluded.not_before,"
            + " not_after = excluded.not_after, made_at = clock_timestamp()",
        credential.of().wire(),
        credential.suite().wire(),
        serial == null ? null : serial.hex(),
        credential.certificate(),
        credential.key().scalar(),
        Timestamp.from(credential.notBefore()),
        Timestamp.from(credential.notAfter()));
  }
}
