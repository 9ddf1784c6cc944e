package org.zhengyan.principal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The authorities, as they are now. Who may change them is for the callers to guard. */
@Component
public class AuthorityStore {
  private static final String SELECT = "SELECT id, name, division, state, version FROM authority";

  private static final RowMapper<Authority> ROW = (row, n) -> authority(row);

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

  /** An authority with its position in lists. */
  record Row(long sequence, Authority authority) {}

  /** Those of a division and below it, the newest first. */
  List<Row> listWithin(Division division, PageRequest page) {
    return jdbc.query(
        "SELECT id, name, division, state, version, sequence FROM authority"
            + " WHERE division LIKE ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
        (row, n) -> new Row(row.getLong("sequence"), authority(row)),
        division.prefix() + "%",
        page.before(),
        page.limit());
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

  private static Authority authority(ResultSet row) throws SQLException {
    return new Authority(
        row.getString("id"),
        row.getString("name"),
        new Division(row.getString("division")),
        Authority.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInt("version"));
  }
}
