package org.zhengyan.access.staff;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Networks;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;

/**
 * The address ranges from which staff of an authority sign in, all of them; none means from anywhere. Its
 * subject is the authority.
 */
@Component
class RangeChange implements AccessChange {
  record Proposed(List<String> ranges) {}

  private final JdbcTemplate jdbc;

  RangeChange(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String type() {
    return "staff-ranges";
  }

  @Override
  public String noun() {
    return "staff-ranges";
  }

  @Override
  public String appliedEvent() {
    return "staff-ranges.changed";
  }

  List<String> present(String authority) {
    return jdbc.query(
        "select range::text from staff_range where authority_id = ? order by range",
        (row, n) -> row.getString(1),
        authority);
  }

  int version(String authority) {
    return jdbc
        .queryForList(
            "select version from staff_range_version where authority_id = ?", Integer.class, authority)
        .stream()
        .findFirst()
        .orElse(0);
  }

  @Override
  public void apply(Change change) {
    String authority = change.proposal().subject();
    int moved =
        change.baseVersion() == 0
            ? jdbc.update(
                "insert into staff_range_version values (?, 1) on conflict do nothing", authority)
            : jdbc.update(
                "update staff_range_version set version = version + 1 where authority_id = ? and version = ?",
                authority,
                change.baseVersion());
    if (moved != 1) {
      throw Refusal.of(Problem.WRONG_STATE, "the ranges have changed since: propose them again");
    }
    jdbc.update("delete from staff_range where authority_id = ?", authority);
    for (String range : change.proposedAs(Proposed.class).ranges()) {
      jdbc.update(
          "insert into staff_range values (?, ?::cidr)", authority, Networks.require(range, "/ranges"));
    }
  }
}
