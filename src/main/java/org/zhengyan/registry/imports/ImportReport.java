package org.zhengyan.registry.imports;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.imports.ImportStore.Leased;

/** What is wrong with a file, line by line. */
@Component
class ImportReport {
  /** More faults than this are counted, not kept. */
  static final int KEPT_FAULTS = 10_000;

  private final JdbcTemplate jdbc;

  ImportReport(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void clear(String id) {
    jdbc.update("delete from registry_import_fault where import_id = ?", id);
  }

  /**
   * Adds faults; none when another node has the import by now.
   *
   * @param from how many there are already
   */
  void add(Leased leased, int from, List<Fault> faults) {
    String id = leased.id();
    List<Object[]> rows = new ArrayList<>();
    for (Fault fault : faults) {
      int number = from + rows.size() + 1;
      if (number > KEPT_FAULTS) {
        break;
      }
      rows.add(
          new @Nullable Object[] {
            number, fault.line(), fault.column(), fault.code(), fault.detail(), id, leased.lease()
          });
    }
    jdbc.batchUpdate(
        "insert into registry_import_fault (import_id, number, line, column_name, code, detail)"
            + " select id, ?, ?, ?, ?, ? from registry_import where id = ? and lease = ? for share",
        rows);
  }

  /** The faults from after that number on. */
  List<Fault> list(String id, int after, int limit) {
    return jdbc.query(
        "select line, column_name, code, detail from registry_import_fault"
            + " where import_id = ? and number > ? order by number limit ?",
        (row, n) -> new Fault(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)),
        id,
        after,
        limit);
  }
}
