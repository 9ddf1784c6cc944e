package org.zhengyan.certificate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.RowCount;
import org.zhengyan.registry.Uscc;

/**
 * Certificates for lists and figures, within a division and those below it; in bounded time however many
 * there are. A reserved serial is no certificate yet and is left out.
 */
@Component
public class CertificateList {
  private final JdbcTemplate jdbc;

  public CertificateList(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A line of a list.
   *
   * @param cursor the next page begins after it
   */
  public record Line(IssuedCertificate certificate, String cursor) {}

  private record Where(String sql, List<Object> arguments) {}

  /**
   * A page: what runs out next first where that was asked for, else by division and newest first.
   *
   * @param cursor of the last line of the page before
   */
  public List<Line> page(CertificateFilter filter, Division within, @Nullable String cursor, int limit) {
    Where where = where(filter, within);
    boolean expiring = filter.byEnd();
    StringBuilder sql = new StringBuilder("select * from certificate where ").append(where.sql());
    List<Object> arguments = new ArrayList<>(where.arguments());
    String[] after = cursor == null ? new String[0] : cursor.split("~");
    if (expiring && after.length == 2) {
      sql.append(" and (not_after, serial) > (?::timestamptz, decode(?, 'hex'))");
      arguments.addAll(List.of(after));
    } else if (!expiring && after.length == 3) {
      sql.append(" and (division collate \"C\", reserved_at, serial) < (?, ?::timestamptz, decode(?, 'hex'))");
      arguments.addAll(List.of(after));
    }
    sql.append(
        expiring
            ? " order by not_after, serial"
            : " order by division collate \"C\" desc, reserved_at desc, serial desc");
    arguments.add(limit);
    return jdbc.query(
        sql.append(" limit ?").toString(),
        (row, n) -> {
          IssuedCertificate certificate = CertificateRows.certificate(row, n);
          String hex = java.util.HexFormat.of().formatHex(row.getBytes("serial"));
          return new Line(
              certificate,
              expiring
                  ? row.getObject("not_after", OffsetDateTime.class) + "~" + hex
                  : row.getString("division")
                      + "~"
                      + row.getObject("reserved_at", OffsetDateTime.class)
                      + "~"
                      + hex);
        },
        arguments.toArray());
  }

  public RowCount count(CertificateFilter filter, Division within) {
    Where where = where(filter, within);
    return RowCount.of(jdbc, "certificate where " + where.sql(), where.arguments().toArray());
  }

  /** How many were issued on each day in China, where every day has 24 hours, from that day to today. */
  public TreeMap<LocalDate, Long> issuedByDay(Division within, LocalDate from) {
    TreeMap<LocalDate, Long> days = new TreeMap<>();
    jdbc.query(
        "select (midnight at time zone 'Asia/Shanghai')::date, n from"
            + " (select date_bin('1 day', reserved_at, '2000-01-01 00:00+08') as midnight, count(*) as n"
            + " from certificate"
            + " where reserved_at >= ?::date::timestamp at time zone 'Asia/Shanghai' and state <> 'reserved'"
            + " and division collate \"C\" >= ? and division collate \"C\" < ? group by 1) days",
        row -> {
          days.put(row.getObject(1, LocalDate.class), row.getLong(2));
        },
        from,
        within.prefix(),
        within.prefix() + ":");
    return days;
  }

  /** Those of a body that ended in their term as its registry entry changed, or as another took their place. */
  public List<IssuedCertificate> superseded(Uscc uscc) {
    return jdbc.query(
        "select * from certificate where uscc = ? and state = 'revoked' and reason in (?, ?) and der is not null"
            + " and not_after >= clock_timestamp() order by reserved_at desc, serial",
        CertificateRows::certificate,
        uscc.value(),
        RevocationReason.AFFILIATION_CHANGED.number(),
        RevocationReason.SUPERSEDED.number());
  }

  /** What happened to one certificate, the newest first. */
  public List<StatusChange> history(SerialNumber serial) {
    return jdbc.query(
        "select * from status_change where serial = ? order by id desc limit 100",
        CertificateRows::change,
        CertificateRows.octets(serial));
  }

  private static Where where(CertificateFilter filter, Division within) {
    List<Object> arguments = new ArrayList<>();
    StringBuilder sql = new StringBuilder("state <> 'reserved'");
    CertificateState state = filter.state();
    if (state != null) {
      sql.append(
          switch (state) {
            case GOOD -> " and state = 'good' and not_after > statement_timestamp()";
            case SUSPENDED -> " and state = 'suspended' and not_after > statement_timestamp()";
            case REVOKED -> " and state = 'revoked'";
            case RESERVED -> " and false";
          });
    }
    if (!within.prefix().isEmpty()) {
      sql.append(" and division collate \"C\" >= ? and division collate \"C\" < ?");
      arguments.add(within.prefix());
      arguments.add(within.prefix() + ":"); // the character after 9
    }
    if (filter.uscc() != null) {
      sql.append(" and uscc = ?");
      arguments.add(filter.uscc().value());
    }
    Instant before = filter.expiringBefore();
    if (before != null) {
      sql.append(" and state in ('good', 'suspended') and not_after >= statement_timestamp() and not_after < ?");
      arguments.add(CertificateRows.column(before));
    }
    if (filter.ended()) {
      sql.append(" and state in ('good', 'suspended') and not_after <= statement_timestamp()");
    }
    LocalDate day = filter.issuedOn();
    if (day != null) {
      sql.append(" and reserved_at >= ?::date::timestamp at time zone 'Asia/Shanghai'");
      sql.append(" and reserved_at < (?::date + 1)::timestamp at time zone 'Asia/Shanghai'");
      arguments.add(day);
      arguments.add(day);
    }
    return new Where(sql.toString(), arguments);
  }
}
