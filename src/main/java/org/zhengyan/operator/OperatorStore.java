package org.zhengyan.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.PageRequest;

/** The operators, as they are now; what changes here is told to their clients in the same transaction. */
@Component
class OperatorStore {
  private static final String SELECT =
      "select id, name, filing_number, state, version from operator";
  private static final RowMapper<Operator> ROW = (row, n) -> operator(row);

  private final JdbcTemplate jdbc;
  private final ClientStore clients;

  OperatorStore(JdbcTemplate jdbc, ClientStore clients) {
    this.jdbc = jdbc;
    this.clients = clients;
  }

  /**
   * @throws Refusal {@code wrong-state} when another has the name or the filing number
   */
  void add(String id, String name, @Nullable String filingNumber) {
    try {
      jdbc.update(
          "insert into operator (id, name, filing_number, state, version)"
              + " values (?, ?, ?, 'active', 1)",
          id,
          name,
          filingNumber);
    } catch (DuplicateKeyException e) {
      throw taken();
    }
  }

  /** Replaces what can change; false when the operator has moved on from that version. */
  boolean change(Operator after, int fromVersion) {
    int changed;
    try {
      changed =
          jdbc.update(
              "update operator set name = ?, filing_number = ?, state = ?, version = version + 1"
                  + " where id = ? and version = ?",
              after.name(),
              after.filingNumber(),
              after.state(),
              after.id(),
              fromVersion);
    } catch (DuplicateKeyException e) {
      throw taken();
    }
    if (changed == 1) {
      clients.operatorChanged(after.id(), after.name(), after.active());
    }
    return changed == 1;
  }

  Optional<Operator> find(String id) {
    return jdbc.query(SELECT + " where id = ?", ROW, id).stream().findFirst();
  }

  /**
   * The operator of that id.
   *
   * @throws Refusal {@code not-found}
   */
  Operator load(String id) {
    return find(id).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such operator"));
  }

  /** The operator, kept as it is until the transaction ends. */
  Optional<Operator> lock(String id) {
    return jdbc.query(SELECT + " where id = ? for share", ROW, id).stream().findFirst();
  }

  List<Operator.Listed> list(PageRequest page) {
    return jdbc.query(
        "select id, name, filing_number, state, version, sequence from operator"
            + " where sequence < ? order by sequence desc limit ?",
        (row, n) -> new Operator.Listed(operator(row), row.getLong("sequence")),
        page.before(),
        page.limit());
  }

  private static Operator operator(ResultSet row) throws SQLException {
    return new Operator(
        row.getString("id"),
        row.getString("name"),
        row.getString("filing_number"),
        "active".equals(row.getString("state")),
        row.getInt("version"));
  }

  private static Refusal taken() {
    return Refusal.of(Problem.WRONG_STATE, "another operator has this name or filing number");
  }
}
