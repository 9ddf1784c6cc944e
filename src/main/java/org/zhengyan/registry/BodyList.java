package org.zhengyan.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;

/**
 * Lists of bodies, by page and in bounded time however many there are: ordered by an index, a page begins
 * where the last one ended, and large counts are the planner's estimate.
 *
 * <p>A part of a name is looked for by its pairs of characters; of more than {@link #MOST_MATCHES} bodies with it an
 * arbitrary selection is shown, and says so.
 */
@Component
class BodyList {
  static final int MOST_MATCHES = 1_000;
  private static final String STATUS =
      "case when status = 'normal' and valid_to < " + InstitutionRows.TODAY + " then 'void' else status end";

  private final JdbcTemplate jdbc;

  BodyList(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A condition with its arguments. */
  private record Where(String sql, List<Object> arguments) {}

  /** Rows of a page, and how many there are in all. */
  BodyPage page(BodyFilter filter, Division within, @Nullable String cursor, int limit) {
    if (impossible(filter)) {
      return new BodyPage(List.of(), new RowCount(0, true));
    }
    Where where = where(filter, within);
    String from = "institution_head" + where.sql();
    String key = filter.name() == null ? "division" : "form";
    String matches = "0";
    if (filter.name() != null) {
      from = "(select *, count(*) over () as all_found from " + bounded(from) + ") found where true";
      matches = "all_found";
    }
    List<Object> arguments = new ArrayList<>(where.arguments());
    if (cursor != null && cursor.contains("~")) {
      from += " and (" + key + ", uscc) > (?, ?)";
      int split = cursor.lastIndexOf('~');
      arguments.add(cursor.substring(0, split));
      arguments.add(cursor.substring(split + 1));
    }
    arguments.add(limit);
    long[] found = {0};
    List<BodyRow> rows =
        jdbc.query(
            "select uscc, version, kind, division, " + STATUS + " as today, name, " + key + " as key, " + matches
                + " as matches from " + from + " order by " + key + ", uscc limit ?",
            (row, n) -> {
              found[0] = row.getLong("matches");
              return row(row);
            },
            arguments.toArray());
    return new BodyPage(
        rows,
        filter.name() == null
            ? count(filter, within)
            : new RowCount(Math.min(found[0], MOST_MATCHES), found[0] <= MOST_MATCHES));
  }

  private static String bounded(String from) {
    return "(select * from " + from + " limit " + (MOST_MATCHES + 1) + ") bounded";
  }

  private static BodyRow row(ResultSet row) throws SQLException {
    return new BodyRow(
        new Uscc(row.getString("uscc")),
        row.getInt("version"),
        InstitutionKind.ofWire(row.getString("kind")).orElseThrow(),
        new Division(row.getString("division")),
        InstitutionStatus.ofWire(row.getString("today")).orElseThrow(),
        row.getString("name"),
        row.getString("key") + "~" + row.getString("uscc"));
  }

  /** An organ is normal or revoked: nothing is looked for. */
  private static boolean impossible(BodyFilter filter) {
    return filter.kind() != null && filter.status() != null && !filter.status().fits(filter.kind());
  }

  RowCount count(BodyFilter filter, Division within) {
    Where where = where(filter, within);
    return RowCount.of(jdbc, "institution_head" + where.sql(), where.arguments().toArray());
  }

  private static Where where(BodyFilter filter, Division within) {
    StringBuilder sql = new StringBuilder(" where true");
    List<Object> arguments = new ArrayList<>();
    Division narrow = filter.division() == null ? within : filter.division();
    if (!narrow.prefix().isEmpty()) {
      sql.append(" and division >= ? and division < ?");
      arguments.add(narrow.prefix());
      arguments.add(narrow.prefix() + ":"); // the character after 9
    }
    if (filter.kind() != null) {
      sql.append(" and kind = ?");
      arguments.add(filter.kind().wire());
    }
    if (filter.code() != null) {
      sql.append(" and uscc >= ? and uscc < ?");
      arguments.add(filter.code());
      arguments.add(filter.code() + "~");
    }
    if (filter.status() != null) {
      sql.append(status(filter.status()));
    }
    if (filter.name() != null) {
      sql.append(" and institution_pairs(form) @> institution_pairs(institution_form(?))");
      sql.append(" and form like '%' || like_escaped(institution_form(?)) || '%'");
      arguments.add(filter.name());
      arguments.add(filter.name());
    }
    return new Where(sql.toString(), arguments);
  }

  private static String status(InstitutionStatus status) {
    return switch (status) {
      case NORMAL -> " and status = 'normal' and (valid_to is null or valid_to >= " + InstitutionRows.TODAY + ")";
      case VOID ->
          " and (status = 'void' or status = 'normal' and valid_to is not null and valid_to < "
              + InstitutionRows.TODAY
              + ")";
      case REVOKED -> " and status = 'revoked'";
      case FROZEN -> " and status = 'frozen'";
      case CANCELLED -> " and status = 'cancelled'";
    };
  }
}
