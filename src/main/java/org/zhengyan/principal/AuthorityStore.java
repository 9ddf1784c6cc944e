package org.zhengyan.principal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The authorities, as they are now. Who may change them is for the callers to guard. */
@Component
public class AuthorityStore {
  private static final String SELECT = "SELECT id, name, division, state, version FROM authority";

  private static final RowMapper<Authority> ROW =
      (row, n) ->
          new Authority(
              row.getString("id"),
              row.getString("name"),
              new Division(row.getString("division")),
              Authority.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
              row.getInt("version"));

  private final JdbcTemplate jdbc;

  public AuthorityStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds an authority under a new random id. */
  public Authority add(String name, Division division) {
    return add(RandomId.next(), name, division);
  }

  Authority add(String id, String name, Division division) {
    jdbc.update(
        "INSERT INTO authority (id, name, division, state, version) VALUES (?, ?, ?, 'active', 1)",
        id,
        name,
        division.code());
    return new Authority(id, name, division, Authority.State.ACTIVE, 1);
  }

  public Optional<Authority> find(String id) {
    return jdbc.query(SELECT + " WHERE id = ?", ROW, id).stream().findFirst();
  }

  /**
   * The authority of that id.
   *
   * @throws Refusal {@code not-found}
   */
  public Authority load(String id) {
    return find(id)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such authority"));
  }

  /** All of them, by division; an installation has some thousands at most. */
  public List<Authority> list() {
    return jdbc.query(SELECT + " ORDER BY division, id", ROW);
  }

  /** Those of a division and below it, by division, after {@link #cursor} of the last one seen. */
  List<Authority> listWithin(Division division, @Nullable String cursor, int limit) {
    String[] after = cursor == null ? new String[] {"", ""} : cursor.split("\\.", 2);
    return jdbc.query(
        SELECT
            + " WHERE division LIKE ? AND (division, id) > (?, ?) ORDER BY division, id LIMIT ?",
        ROW,
        division.prefix() + "%",
        after[0],
        after[1],
        limit);
  }

  /** Where a list goes on after that authority. */
  static String cursor(Authority authority) {
    return authority.division().code() + "." + authority.id();
  }

  /** Makes changes of the country's authorities wait for each other until the transaction ends. */
  void lockNational() {
    jdbc.queryForList(
        "SELECT id FROM authority WHERE division = '100000' ORDER BY id FOR UPDATE", String.class);
  }

  boolean hasActiveNational() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "SELECT EXISTS (SELECT 1 FROM authority WHERE division = '100000' AND state = 'active')",
            Boolean.class));
  }

  /** Replaces what can change; false when the authority has moved on from that version. */
  boolean change(Authority after, int fromVersion) {
    return jdbc.update(
            "UPDATE authority SET name = ?, division = ?, state = ?, version = ?"
                + " WHERE id = ? AND version = ?",
            after.name(),
            after.division().code(),
            after.state().wire(),
            fromVersion + 1,
            after.id(),
            fromVersion)
        == 1;
  }
}
