package org.zhengyan.certificate;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;

/** How many certificates were issued in each month and division, and what they are worth now. */
@Component
public class CertificateReport {
  private final JdbcTemplate jdbc;

  public CertificateReport(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A line of the report.
   *
   * @param month such as 2026-11
   * @param division of the prefecture, in the country as a whole of the province
   */
  public record Line(
      String month, String division, long issued, long good, long suspended, long revoked) {}

  /** Of the certificates of those days, at most a thousand lines; from an index alone. */
  public List<Line> byMonth(Division within, LocalDate from, LocalDate to) {
    int digits = within.prefix().isEmpty() ? 2 : Math.min(6, within.prefix().length() + 2);
    return jdbc.query(
        "select to_char(reserved_at at time zone 'Asia/Shanghai', 'YYYY-MM'),"
            + " rpad(left(division, ?), 6, '0'), count(*), count(*) filter (where state = 'good'),"
            + " count(*) filter (where state = 'suspended'), count(*) filter (where state = 'revoked')"
            + " from certificate where state <> 'reserved'"
            + " and reserved_at >= ?::date::timestamp at time zone 'Asia/Shanghai'"
            + " and reserved_at < (?::date + 1)::timestamp at time zone 'Asia/Shanghai'"
            + " and division collate \"C\" >= ? and division collate \"C\" < ?"
            + " group by 1, 2 order by 1 desc, 2 limit 1000",
        (row, n) ->
            new Line(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6)),
        digits,
        from,
        to,
        within.prefix(),
        within.prefix() + ":");
  }
}
