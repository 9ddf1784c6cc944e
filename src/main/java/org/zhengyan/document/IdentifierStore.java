package org.zhengyan.document;

import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Uscc;

/**
 * Allots licence identifiers: the same version of a body has the same one for ever, on every node.
 *
 * <p>The serial is the year and a number of eight digits, given to a body with its first face; the version counts
 * up with each version of the body that has a face. Where the registry knows no code of the authority,
 * the division stands for the issuer.
 */
@Component
class IdentifierStore {
  private static final int LAST_VERSION = 999;

  private final JdbcClient jdbc;

  IdentifierStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Earlier(String serial, int version) {}

  /**
   * The identifier of this version of a body, allotted now if it has none.
   *
   * @throws Refusal {@code refused-by-rule} after 999 versions
   */
  @Transactional
  LicenceIdentifier allot(Institution body, String type) {
    Optional<LicenceIdentifier> known = find(body);
    if (known.isPresent()) {
      return known.get();
    }
    String uscc = body.uscc().value();
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('face_identifier ' || ?, 0))")
        .param(uscc)
        .query(rows -> {});
    Optional<LicenceIdentifier> meanwhile = find(body);
    if (meanwhile.isPresent()) {
      return meanwhile.get();
    }
    Optional<Earlier> earlier =
        jdbc.sql(
                "select serial, version from face_identifier where uscc = ? order by version desc limit 1")
            .param(uscc)
            .query((row, n) -> new Earlier(row.getString("serial"), row.getInt("version")))
            .optional();
    String serial = earlier.map(Earlier::serial).orElseGet(this::nextSerial);
    int version = earlier.map(Earlier::version).orElse(0) + 1;
    if (version > LAST_VERSION) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE, "A licence identifier counts 999 versions, and this body has had them");
    }
    Uscc authority = body.authorityUscc();
    String issuer = authority == null ? body.division().code() : authority.value();
    var identifier = new LicenceIdentifier(type, issuer, serial, version);
    jdbc.sql(
            "insert into face_identifier (uscc, registry_version, serial, version, identifier)"
                + " values (?, ?, ?, ?, ?)")
        .params(uscc, body.version(), serial, version, identifier.toString())
        .update();
    return identifier;
  }

  private Optional<LicenceIdentifier> find(Institution body) {
    return jdbc.sql("select identifier from face_identifier where uscc = ? and registry_version = ?")
        .params(body.uscc().value(), body.version())
        .query(String.class)
        .optional()
        .map(LicenceIdentifier::parse);
  }

  private String nextSerial() {
    return Objects.requireNonNull(
        jdbc.sql(
                "select to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYY')"
                    + " || lpad(nextval('face_serial')::text, 8, '0')")
            .query(String.class)
            .single());
  }
}
