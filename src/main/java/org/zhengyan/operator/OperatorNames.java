package org.zhengyan.operator;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What operators are called now, for those who have only their ids. */
@Component
public class OperatorNames {
  private final JdbcTemplate jdbc;

  OperatorNames(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** An operator as others see it. */
  public record Named(String name, @Nullable String filingNumber) {}

  /** The operators of these ids, in one statement. */
  public Map<String, Named> of(Collection<String> ids) {
    Map<String, Named> names = new HashMap<>();
    if (!ids.isEmpty()) {
      jdbc.query(
          "select id, name, filing_number from operator where id = any(?)",
          row -> {
            names.put(row.getString(1), new Named(row.getString(2), row.getString(3)));
          },
          (Object) ids.toArray(new String[0]));
    }
    return names;
  }

  /** Whether there is such an operator and it is not suspended. */
  public boolean isActive(String id) {
    return !jdbc.queryForList("select 1 from operator where id = ? and state = 'active'", id).isEmpty();
  }

  /**
   * Those that are not suspended, by name; at most so many.
   *
   * @param among the ids of those that count; null for all
   */
  public Map<String, Named> active(@Nullable Set<String> among, int limit) {
    Map<String, Named> names = new LinkedHashMap<>();
    String @Nullable [] ids = among == null ? null : among.toArray(String[]::new);
    jdbc.query(
        "select id, name, filing_number from operator where state = 'active'"
            + " and (?::text[] is null or id = any(?::text[])) order by name, id limit ?",
        row -> {
          names.put(row.getString(1), new Named(row.getString(2), row.getString(3)));
        },
        ids,
        ids,
        limit);
    return names;
  }
}
