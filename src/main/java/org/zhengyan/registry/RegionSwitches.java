package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Division;

/**
 * The switches of the divisions themselves, and how a change of one is applied. What they mean for a
 * body is {@link Institutions#regionEnabled}, which reads the same rows, so that a switch holds on
 * every node from the moment of its commit.
 */
@Component
class RegionSwitches implements ChangeType {
  private static final RowMapper<Switch> ROW =
      (row, n) ->
          new Switch(
              RegionPurpose.ofWire(row.getString("purpose")).orElseThrow(),
              row.getObject("enabled_from", LocalDate.class),
              row.getObject("enabled_to", LocalDate.class),
              row.getInt("version"));

  private final JdbcTemplate jdbc;

  RegionSwitches(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** On from a day (inclusive) to a day (exclusive; null: until changed). */
  record Switch(RegionPurpose purpose, LocalDate from, @Nullable LocalDate to, int version) {}

  List<Switch> list(Division division) {
    return jdbc.query(
        "SELECT purpose, enabled_from, enabled_to, version FROM region_switch WHERE division = ?"
            + " ORDER BY purpose",
        ROW,
        division.code());
  }

  Optional<Switch> find(Division division, RegionPurpose purpose) {
    return list(division).stream().filter(s -> s.purpose() == purpose).findFirst();
  }

  @Override
  public String kind() {
    return RegistryChangeController.KIND;
  }

  @Override
  public String type() {
    return "region";
  }

  @Override
  public String noun() {
    return "region";
  }

  @Override
  public String appliedEvent() {
    return "region.switched";
  }

  @Override
  public void apply(Change change) {
    RegionRequest request = change.proposedAs(RegionRequest.class);
    int base = change.baseVersion();
    String division = change.proposal().subject();
    int written =
        base == 0
            ? jdbc.update(
                "INSERT INTO region_switch (enabled_from, enabled_to, version, change_id, purpose,"
                    + " division) VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING",
                request.from(),
                request.to(),
                change.id(),
                request.purpose(),
                division)
            : jdbc.update(
                "UPDATE region_switch SET enabled_from = ?, enabled_to = ?, version = version + 1,"
                    + " change_id = ? WHERE purpose = ? AND division = ? AND version = ?",
                request.from(),
                request.to(),
                change.id(),
                request.purpose(),
                division,
                base);
    if (written == 0) {
      throw Refusal.of(
          Problem.WRONG_STATE, "the switch was changed by now: propose it again");
    }
  }
}
