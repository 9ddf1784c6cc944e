package org.zhengyan.registry;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Writes versions, and reads the newest one, whether its day has come or not. */
@Component
class InstitutionStore {
  /** One statement for many: PostgreSQL prepares checks, indexes and triggers once, not for each row. */
  private static final String INSERT =
      "INSERT INTO institution_version ("
          + InstitutionRows.COLUMNS
          + ", effective_on, change_id) SELECT "
          + InstitutionRows.COLUMNS
          + ", effective_on, ? FROM json_to_recordset(?::json) AS added (uscc text, version int,"
          + " kind text, names text[], abbreviations text[], division text, address text, head text,"
          + " authority text, authority_uscc text, nature text, issued_on date, status text,"
          + " valid_from date, valid_to date, purpose text, funding text, capital text,"
          + " sponsors text[], effective_on date) ORDER BY uscc, version ON CONFLICT DO NOTHING";

  private static final JsonMapper ROWS =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final JdbcTemplate jdbc;

  InstitutionStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A version as {@link #INSERT} reads it. */
  private record VersionRow(
      Uscc uscc,
      int version,
      String kind,
      List<String> names,
      List<String> abbreviations,
      Division division,
      String address,
      String head,
      String authority,
      @Nullable Uscc authorityUscc,
      @Nullable String nature,
      LocalDate issuedOn,
      String status,
      @Nullable LocalDate validFrom,
      @Nullable LocalDate validTo,
      @Nullable String purpose,
      @Nullable String funding,
      @Nullable String capital,
      List<Uscc> sponsors,
      LocalDate effectiveOn) {
    static VersionRow of(Institution v, LocalDate effectiveOn) {
      return new VersionRow(
          v.uscc(), v.version(), v.kind().wire(), v.names(), v.abbreviations(), v.division(), v.address(),
          v.head(), v.authority(), v.authorityUscc(), v.nature(), v.issuedOn(), v.status().wire(),
          v.validFrom(), v.validTo(), v.purpose(), v.funding(), v.capital(), v.sponsors(), effectiveOn);
    }
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
    return insert(List.of(new Newest(version, effectiveOn)), change) == 1;
  }

  /** Adds many, with no proposals behind them: what an installation begins with. */
  void addAll(List<Newest> versions) {
    insert(versions, null);
  }

  /** Adds many that hold from that day; false when the number of one of them is taken. */
  boolean addAll(List<Institution> versions, LocalDate effectiveOn, String change) {
    return insert(versions.stream().map(v -> new Newest(v, effectiveOn)).toList(), change)
        == versions.size();
  }

  /** In the order of their codes, so that of two at once neither waits for the other's last. */
  private int insert(List<Newest> versions, @Nullable String change) {
    List<VersionRow> rows =
        versions.stream().map(v -> VersionRow.of(v.institution(), v.effectiveOn())).toList();
    return jdbc.update(INSERT, change, ROWS.writeValueAsString(rows));
  }

  /**
   * The newest version of each that is registered.
   *
   * @param inForce of those whose day has come, with the status that holds today
   */
  Map<Uscc, Institution> newest(Collection<Uscc> codes, boolean inForce) {
    Map<Uscc, Institution> found = new HashMap<>();
    if (codes.isEmpty()) {
      return found;
    }
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
}
