package org.zhengyan.registry;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes versions, and reads the newest one, whether its day has come or not. */
@Component
class InstitutionStore {
  private static final String INSERT =
      "INSERT INTO institution_version ("
          + InstitutionRows.COLUMNS
          + ", effective_on, change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?) ON CONFLICT DO NOTHING";

  private final JdbcTemplate jdbc;

  InstitutionStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest version and the day from which it holds. */
  record Newest(Institution institution, LocalDate effectiveOn) {}

  Optional<Newest> findNewest(Uscc uscc) {
    return Optional.ofNullable(
        jdbc.query(
            "SELECT "
                + InstitutionRows.COLUMNS
                + ", effective_on FROM institution_version WHERE uscc = ?"
                + " ORDER BY version DESC LIMIT 1",
            rows ->
                rows.next()
                    ? new Newest(
                        InstitutionRows.institution(rows),
                        rows.getObject("effective_on", LocalDate.class))
                    : null,
            uscc.value()));
  }

  /** All versions, the newest first. */
  List<RegisteredVersion> versions(Uscc uscc) {
    return jdbc.query(
        "SELECT "
            + InstitutionRows.COLUMNS
            + ", effective_on, recorded_at, change_id FROM institution_version WHERE uscc = ?"
            + " ORDER BY version DESC",
        (row, n) ->
            new RegisteredVersion(
                InstitutionRows.institution(row),
                row.getObject("effective_on", LocalDate.class),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                row.getString("change_id")),
        uscc.value());
  }

  /**
   * Adds a version; false when its number is taken. Of two at once the second waits for the first.
   *
   * @param change the proposal behind it
   */
  boolean add(Institution version, LocalDate effectiveOn, @Nullable String change) {
    return jdbc.update(INSERT, row(version, effectiveOn, change)) == 1;
  }

  /** Adds many, with no proposals behind them: what an installation begins with. */
  void addAll(List<Newest> versions) {
    jdbc.batchUpdate(
        INSERT,
        versions.stream().map(v -> row(v.institution(), v.effectiveOn(), null)).toList());
  }

  /** Adds many that hold from that day; false when the number of one of them is taken. */
  boolean addAll(List<Institution> versions, LocalDate effectiveOn, String change) {
    int[] written =
        jdbc.batchUpdate(INSERT, versions.stream().map(v -> row(v, effectiveOn, change)).toList());
    return Arrays.stream(written).allMatch(count -> count == 1);
  }

  /**
   * The newest version of each that is registered.
   *
   * @param inForce of those whose day has come, with the status that holds today
   */
  Map<Uscc, Institution> newest(Collection<Uscc> codes, boolean inForce) {
    Map<Uscc, Institution> found = new HashMap<>();
    jdbc.query(
        "SELECT DISTINCT ON (uscc) "
            + (inForce ? InstitutionRows.COLUMNS_TODAY : InstitutionRows.COLUMNS)
            + " FROM institution_version WHERE uscc = ANY (?)"
            + (inForce ? " AND effective_on <= " + InstitutionRows.TODAY : "")
            + " ORDER BY uscc, version DESC",
        row -> {
          Institution institution = InstitutionRows.institution(row);
          found.put(institution.uscc(), institution);
        },
        (Object) codes.stream().map(Uscc::value).toArray(String[]::new));
    return found;
  }

  /** The registry's present day: in China, on the database's clock. */
  LocalDate today() {
    return Objects.requireNonNull(
        jdbc.queryForObject("SELECT " + InstitutionRows.TODAY, LocalDate.class));
  }

  private static @Nullable Object[] row(
      Institution version, LocalDate effectiveOn, @Nullable String change) {
    Uscc authorityUscc = version.authorityUscc();
    return new @Nullable Object[] {
      version.uscc().value(),
      version.version(),
      version.kind().wire(),
      version.names().toArray(String[]::new),
      version.abbreviations().toArray(String[]::new),
      version.division().code(),
      version.address(),
      version.head(),
      version.authority(),
      authorityUscc == null ? null : authorityUscc.value(),
      version.nature(),
      version.issuedOn(),
      version.status().wire(),
      version.validFrom(),
      version.validTo(),
      version.purpose(),
      version.funding(),
      version.capital(),
      version.sponsors().stream().map(Uscc::value).toArray(String[]::new),
      effectiveOn,
      change
    };
  }
}
