package org.zhengyan.registry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many rows, without counting them all: exactly up to a bound, and the planner's estimate above.
 *
 * @param exact false where it is an estimate
 */
public record RowCount(long number, boolean exact) {
  private static final int EXACT = 2_000;
  private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  /**
   * @param from what follows {@code from}, of ours, with {@code ?} for each argument
   */
  public static RowCount of(JdbcTemplate jdbc, String from, Object... arguments) {
    Integer some =
        jdbc.queryForObject(
            "select count(*) from (select 1 from " + from + " limit " + (EXACT + 1) + ") counted",
            Integer.class,
            arguments);
    if (some != null && some <= EXACT) {
      return new RowCount(some, true);
    }
    String plan =
        jdbc.queryForObject("explain (format json) select 1 from " + from, String.class, arguments);
    Matcher rows = ROWS.matcher(String.valueOf(plan));
    return new RowCount(rows.find() ? Math.max(EXACT, Long.parseLong(rows.group(1))) : EXACT, false);
  }
}
