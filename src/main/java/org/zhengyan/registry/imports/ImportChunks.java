package org.zhengyan.registry.imports;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.registry.imports.ImportStore.Leased;

/** The rows that change something, in chunks. */
@Component
class ImportChunks {
  private final JdbcTemplate jdbc;

  ImportChunks(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * As it is stored.
   *
   * @param rows canonical JSON, a line for each
   * @param digest of the rows when they were checked
   */
  record Chunk(int number, String rows, String digest) {}

  Optional<Chunk> next(String id) {
    return jdbc
        .query(
            "select number, rows, digest from registry_import_chunk where import_id = ? and state = 'waiting'"
                + " order by number limit 1",
            (row, n) -> new Chunk(row.getInt(1), row.getString(2), row.getString(3)),
            id)
        .stream()
        .findFirst();
  }

  Optional<Chunk> find(String id, int number) {
    return jdbc
        .query(
            "select number, rows, digest from registry_import_chunk where import_id = ? and number = ?",
            (row, n) -> new Chunk(row.getInt(1), row.getString(2), row.getString(3)),
            id,
            number)
        .stream()
        .findFirst();
  }

  /** The line of a row whose body has another version than it was checked against. */
  Optional<Integer> firstMoved(String id) {
    return jdbc
        .query(
            "select r.line from registry_import_chunk c,"
                + " json_to_recordset(('[' || replace(c.rows, E'\\n', ',') || ']')::json)"
                + " as r (line int, base int, uscc text) where import_id = ? and r.base <> coalesce((select version"
                + " from institution_head h where h.uscc = r.uscc), 0) order by c.number, r.line limit 1",
            (row, n) -> row.getInt(1),
            id)
        .stream()
        .findFirst();
  }

  void clear(String id) {
    jdbc.update("delete from registry_import_chunk where import_id = ?", id);
  }

  /** Nothing is added when another node has the import by now. */
  void add(Leased leased, int number, String rows, String digest) {
    jdbc.update(
        "insert into registry_import_chunk (import_id, number, rows, digest, state)"
            + " select id, ?, ?, ?, 'waiting' from registry_import where id = ? and lease = ? for share",
        number,
        rows,
        digest,
        leased.id(),
        leased.lease());
  }

  int count(String id) {
    Integer count =
        jdbc.queryForObject(
            "select count(*) from registry_import_chunk where import_id = ?", Integer.class, id);
    return count == null ? 0 : count;
  }

  /** Says that a chunk was applied or left out; false when that was said before. */
  boolean end(String id, int number, boolean applied) {
    return jdbc.update(
            "update registry_import_chunk set state = ? where import_id = ? and number = ? and state = 'waiting'",
            applied ? "applied" : "refused",
            id,
            number)
        == 1;
  }
}
