package org.zhengyan.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;

/**
 * Lists of bodies, by page and in bounded time however many there are: ordered by an index, a page begins
 * where the last one ended, and large counts are the planner's estimate.
 *
 * <p>A part of a name that few bodies have is looked for by its pairs of characters and what else is asked
 * for, in one index; one that very many have among some of the table's pages, since the index would first collect
 * them all. Of more than {@link #MOST_MATCHES} bodies with it an arbitrary selection is shown, and says so.
 */
@Component
class BodyList {
  static final int MOST_MATCHES = 1_000;

  /** Percent of the pages that are looked at first, and how many matches there mean that very many have it. */
  private static final double PROBE = 0.1;
  private static final int COMMON = 20;

  private static final String HEADS = "institution_head";

  /** The same pages each time, so that the next page goes on with the same bodies. */
  private static final String SAMPLED = HEADS + " tablesample system (?::real) repeatable (1)";

  /** Planned as if all were wanted: for the first thousand alone the planner walks rows that nearly none of are. */
  private static final String MATCHES =
      "(with matches as materialized (select * from %s) select * from matches) matching";

  private static final String STATUS =
      "case when status = 'normal' and valid_to < " + InstitutionRows.TODAY + " then 'void' else status end";

  private final JdbcTemplate jdbc;
  private final double percent;

  @Autowired
  BodyList(JdbcTemplate jdbc) {
    this(jdbc, PROBE);
  }

  /** For tests, whose tables have few pages: how many percent of them are looked at first. */
  BodyList(JdbcTemplate jdbc, double percent) {
    this.jdbc = jdbc;
    this.percent = percent;
  }

  /** Rows of a page; the number of all there are is told where a name was looked for. */
  private record Found(List<BodyRow> rows, long matches) {
    RowCount count() {
      return new RowCount(Math.min(matches, MOST_MATCHES), matches <= MOST_MATCHES);
    }
  }

  /** Rows of a page, and how many there are in all. */
  BodyPage page(BodyFilter filter, Division within, @Nullable String cursor, int limit) {
    if (impossible(filter)) {
      return new BodyPage(List.of(), new RowCount(0, true));
    }
    String name = filter.name();
    if (name == null) {
      BodyWhere where = BodyWhere.plain(filter, within);
      return new BodyPage(all(where, cursor, limit).rows(), count(where));
    }
    Found found = named(filter, within, name, cursor, limit);
    return new BodyPage(found.rows(), found.count());
  }

  /** Rows of a page alone: nothing is counted. */
  List<BodyRow> rows(BodyFilter filter, Division within, @Nullable String cursor, int limit) {
    if (impossible(filter)) {
      return List.of();
    }
    String name = filter.name();
    Found found =
        name == null
            ? all(BodyWhere.plain(filter, within), cursor, limit)
            : named(filter, within, name, cursor, limit);
    return found.rows();
  }

  private Found all(BodyWhere where, @Nullable String cursor, int limit) {
    return rows(HEADS + where.sql(), where.arguments(), "division", "0", cursor, limit);
  }

  private Found named(BodyFilter filter, Division within, String name, @Nullable String cursor, int limit) {
    BodyWhere alike = BodyWhere.plain(filter, within).alike(name);
    Probe probe = probe(alike, name);
    if (probe.found() >= COMMON) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(Math.min(100, percent * 3 * MOST_MATCHES / probe.found()));
      arguments.addAll(alike.arguments());
      Found some = bounded(SAMPLED + alike.sql(), arguments, cursor, limit);
      if (some.matches() > MOST_MATCHES) {
        return some;
      }
    }
    BodyWhere marked = BodyWhere.marked(filter, within, name, probe.pairs());
    return bounded(MATCHES.formatted(HEADS + marked.sql()), marked.arguments(), cursor, limit);
  }

  /**
   * What a few pages tell.
   *
   * @param found bodies on them that are looked for
   * @param pairs those of the name that fewer than a tenth have, else the rarest: the index reads all of each
   */
  private record Probe(int found, String[] pairs) {}

  private Probe probe(BodyWhere alike, String name) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(percent);
    arguments.add(name);
    arguments.addAll(alike.arguments());
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "with sampled as materialized (select * from " + SAMPLED + "), seen as (select pair,"
                + " (select count(*) from sampled where strpos(form, pair) > 0) as rows"
                + " from (select distinct unnest(institution_pairs(institution_form(?))) as pair) asked)"
                + " select (select count(*) from sampled" + alike.sql() + "),"
                + " coalesce((select array_agg(pair) from seen where rows * 10 <= (select count(*) from sampled)),"
                + " (select array[pair] from seen order by rows, pair limit 1), '{}')",
            (row, n) -> new Probe(row.getInt(1), (String[]) row.getArray(2).getArray()),
            arguments.toArray()));
  }

  private Found bounded(String from, List<Object> arguments, @Nullable String cursor, int limit) {
    return rows(
        "(select *, count(*) over () as all_found from (select * from " + from + " limit " + (MOST_MATCHES + 1)
            + ") bounded) found where true",
        arguments, "form", "all_found", cursor, limit);
  }

  private Found rows(
      String from, List<Object> given, String key, String matches, @Nullable String cursor, int limit) {
    List<Object> arguments = new ArrayList<>(given);
    String after = "";
    if (cursor != null && cursor.contains("~")) {
      after = " and (" + key + ", uscc) > (?, ?)";
      int split = cursor.lastIndexOf('~');
      arguments.add(cursor.substring(0, split));
      arguments.add(cursor.substring(split + 1));
    }
    arguments.add(limit);
    long[] found = {0};
    List<BodyRow> rows =
        jdbc.query(
            "select uscc, version, kind, division, " + STATUS + " as today, name, " + key + " as key, " + matches
                + " as matches from " + from + after + " order by " + key + ", uscc limit ?",
            (row, n) -> {
              found[0] = row.getLong("matches");
              return row(row);
            },
            arguments.toArray());
    return new Found(rows, found[0]);
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

  RowCount count(Division within) {
    return count(BodyWhere.plain(new BodyFilter(null, null, null, null, null), within));
  }

  private RowCount count(BodyWhere where) {
    return RowCount.of(jdbc, HEADS + where.sql(), where.arguments().toArray());
  }
}
