package org.zhengyan.registry.imports;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The bytes of files, in parts that count from 0. */
@Component
class ImportParts {
  private final JdbcTemplate jdbc;

  ImportParts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps a part, or the same part again; the import's row is locked. */
  void put(String id, int number, byte[] bytes) {
    jdbc.update(
        "insert into registry_import_part (import_id, number, bytes) values (?, ?, ?)"
            + " on conflict (import_id, number) do update set bytes = excluded.bytes",
        id,
        number,
        bytes);
    jdbc.update(
        "update registry_import set (parts, size) = (select count(*), coalesce(sum(octet_length(bytes)), 0)"
            + " from registry_import_part where import_id = ?) where id = ?",
        id,
        id);
  }

  byte @Nullable [] find(String id, int number) {
    return jdbc.query(
        "select bytes from registry_import_part where import_id = ? and number = ?",
        rows -> rows.next() ? rows.getBytes(1) : null,
        id,
        number);
  }

  /** True when the parts are 0, 1, 2 … without a gap. */
  boolean whole(String id) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select count(*) > 0 and max(number) = count(*) - 1 from registry_import_part where import_id = ?",
            Boolean.class,
            id));
  }

  /** Drops the bytes of files that ended, and of those that were never finished, after so long. */
  int forget(Duration after) {
    return jdbc.update(
        "delete from registry_import_part p using registry_import i where i.id = p.import_id"
            + " and i.state not in ('checking') and i.uploaded_at < clock_timestamp() - make_interval(secs => ?)",
        after.toSeconds());
  }
}
