package org.zhengyan.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;

/**
 * The registry as others read it: what is true now, straight from the database, with no copy in
 * memory. A change that was committed is seen by the next call on every node.
 *
 * <p>Days are days in China (Asia/Shanghai) on the database's clock. A public institution whose last
 * day is past is {@code void} from then on, without anybody's act.
 */
@Component
public class Institutions {
  private static final String IN_FORCE =
      " FROM institution_version v WHERE uscc = ? AND effective_on <= "
          + InstitutionRows.TODAY
          + " ORDER BY version DESC LIMIT 1";

  private static final String FIND = "SELECT " + InstitutionRows.COLUMNS_TODAY + IN_FORCE;

  /** The nearest enclosing division is the greatest of the four: zeros stand for what is wider. */
  private static final String REGION =
      "(SELECT enabled_from <= %1$s AND (enabled_to IS NULL OR enabled_to > %1$s)"
          + " FROM region_switch r WHERE purpose = ? AND r.division IN (%2$s, left(%2$s, 4) || '00',"
          + " left(%2$s, 2) || '0000', '100000') ORDER BY r.division DESC LIMIT 1)";

  private static final String STANDING =
      "SELECT v.uscc, version, kind, names, v.division, "
          + InstitutionRows.STATUS_TODAY
          + ", "
          + REGION.formatted(InstitutionRows.TODAY, "v.division")
          + " AS region, EXISTS (SELECT 1 FROM institution_version l WHERE l.uscc = v.uscc"
          + " AND l.effective_on > "
          + InstitutionRows.TODAY
          + ") AS change_decided, recorded_at"
          + IN_FORCE;

  private static final String REGION_ENABLED =
      "SELECT " + REGION.formatted(InstitutionRows.TODAY, "?::text");

  private final JdbcTemplate jdbc;

  public Institutions(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What a verification asks about a body: of the version in force today, and no more of it than that.
   *
   * @param regionEnabled whether the registered division is switched on today for the purpose
   * @param changeDecided whether a version of a later day has been approved
   * @param recordedAt when the version in force was approved, on the database's clock
   */
  public record Standing(
      Uscc uscc,
      int version,
      InstitutionKind kind,
      List<String> names,
      Division division,
      InstitutionStatus status,
      boolean regionEnabled,
      boolean changeDecided,
      Instant recordedAt) {

    /** The first registered name: what a certificate carries. */
    public String firstName() {
      return names.getFirst();
    }
  }

  /** The version in force today. */
  public Optional<Institution> find(Uscc uscc) {
    return Optional.ofNullable(
        jdbc.query(
            FIND,
            rows -> rows.next() ? InstitutionRows.institution(rows) : null,
            uscc.value()));
  }

  /** How the body stands today, in one statement. */
  public Optional<Standing> standing(Uscc uscc, RegionPurpose purpose) {
    return Optional.ofNullable(
        jdbc.query(
            STANDING,
            rows -> rows.next() ? standing(rows) : null,
            purpose.wire(),
            uscc.value()));
  }

  /**
   * A version and the day from which it holds, which may be to come.
   *
   * @param recordedAt when it was approved
   */
  public record Dated(Institution institution, LocalDate effectiveOn, Instant recordedAt) {}

  /** The versions of a body, newest first; at most so many. */
  public List<Dated> history(Uscc uscc, int limit) {
    return jdbc.query(
        "SELECT "
            + InstitutionRows.COLUMNS
            + ", effective_on, recorded_at FROM institution_version WHERE uscc = ?"
            + " ORDER BY version DESC LIMIT ?",
        (row, n) ->
            new Dated(
                InstitutionRows.institution(row),
                row.getObject("effective_on", LocalDate.class),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant()),
        uscc.value(),
        limit);
  }

  /**
   * True when the region of that division is switched on today for the purpose. The nearest division
   * around it that has a switch decides, whether on or off; without any it is off.
   */
  public boolean regionEnabled(Division division, RegionPurpose purpose) {
    String code = division.code();
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            REGION_ENABLED, Boolean.class, purpose.wire(), code, code, code));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        new Uscc(row.getString("uscc")),
        row.getInt("version"),
        InstitutionKind.ofWire(row.getString("kind")).orElseThrow(),
        List.copyOf(InstitutionRows.strings(row.getArray("names"))),
        new Division(row.getString("division")),
        InstitutionRows.status(row),
        row.getBoolean("region"),
        row.getBoolean("change_decided"),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant());
  }
}
