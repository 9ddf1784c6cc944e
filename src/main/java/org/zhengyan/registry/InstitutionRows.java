package org.zhengyan.registry;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;

/** How rows of {@code institution_version} are read, and the SQL that reading them shares. */
final class InstitutionRows {
  /** The registry's days are days in China, on the database's clock. */
  static final String TODAY = "(statement_timestamp() at time zone 'Asia/Shanghai')::date";

  static final String COLUMNS =
      "uscc, version, kind, names, abbreviations, division, address, head, authority,"
          + " authority_uscc, nature, issued_on, status, valid_from, valid_to, purpose, funding,"
          + " capital, sponsors";

  /** The status that holds today: normal becomes void once the last day is past. */
  static final String STATUS_TODAY =
      "CASE WHEN status = 'normal' AND valid_to < " + TODAY + " THEN 'void' ELSE status END AS status";

  static final String COLUMNS_TODAY = COLUMNS.replace("status", STATUS_TODAY);

  private InstitutionRows() {}

  static Institution institution(ResultSet row) throws SQLException {
    String authorityUscc = row.getString("authority_uscc");
    return new Institution(
        new Uscc(row.getString("uscc")),
        row.getInt("version"),
        InstitutionKind.ofWire(row.getString("kind")).orElseThrow(),
        strings(row.getArray("names")),
        strings(row.getArray("abbreviations")),
        new Division(row.getString("division")),
        row.getString("address"),
        row.getString("head"),
        row.getString("authority"),
        authorityUscc == null ? null : new Uscc(authorityUscc),
        row.getString("nature"),
        row.getObject("issued_on", LocalDate.class),
        status(row),
        date(row, "valid_from"),
        date(row, "valid_to"),
        row.getString("purpose"),
        row.getString("funding"),
        row.getString("capital"),
        strings(row.getArray("sponsors")).stream().map(Uscc::new).toList());
  }

  static InstitutionStatus status(ResultSet row) throws SQLException {
    return InstitutionStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
  }

  private static @Nullable LocalDate date(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDate.class);
  }

  static List<String> strings(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
