package org.zhengyan.status.revocation;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;

/** The table of what will retire certificates on a later day; joins the caller's transaction. */
@Component
class CertificateRetirementPlans {

  enum Kind {
    /** A version of the registry comes into force. */
    VERSION,
    /** The body's paper certificate was replaced: those of the older version end. */
    REPLACEMENT,
    /** The body's registration runs out. */
    LAPSE;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param version the registry version that comes into force, or that first had the replacement
   * @param firstName in that version
   * @param change the proposal behind it
   */
  record Plan(
      long id,
      Uscc uscc,
      Kind kind,
      LocalDate dueOn,
      int version,
      String firstName,
      InstitutionStatus status,
      String change) {}

  private final JdbcClient jdbc;

  CertificateRetirementPlans(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Today, by the database's clock and the calendar that changes follow. */
  LocalDate today() {
    return jdbc.sql("select (clock_timestamp() at time zone ?)::date")
        .param(CertificateStore.CALENDAR.getId())
        .query((row, n) -> row.getObject(1, LocalDate.class))
        .single();
  }

  void add(Kind kind, LocalDate dueOn, Institution institution, String change) {
    jdbc.sql(
            """
            insert into certificate_retirement
              (uscc, kind, due_on, version, first_name, status, change, state)
            values (?, ?, ?, ?, ?, ?, ?, 'planned')
            """)
        .params(
            institution.uscc().value(),
            kind.wire(),
            Date.valueOf(dueOn),
            institution.version(),
            institution.firstName(),
            institution.status().name(),
            change)
        .update();
  }

  /** Takes back the plans of that kind that were due on the day or later. */
  void overtake(Uscc uscc, Kind kind, LocalDate from) {
    jdbc.sql(
            """
            update certificate_retirement set state = 'overtaken'
            where uscc = ? and kind = ? and due_on >= ? and state = 'planned'
            """)
        .params(uscc.value(), kind.wire(), Date.valueOf(from))
        .update();
  }

  List<Plan> planned(Uscc uscc) {
    return jdbc.sql(
            """
            select * from certificate_retirement
            where uscc = ? and state = 'planned' order by due_on, id
            """)
        .param(uscc.value())
        .query(CertificateRetirementPlans::plan)
        .list();
  }

  /** Which of these bodies have any. */
  Set<Uscc> planned(Collection<Uscc> bodies) {
    return jdbc.sql("select distinct uscc from certificate_retirement where uscc = any (?) and state = 'planned'")
        .param(bodies.stream().map(Uscc::value).toArray(String[]::new))
        .query((row, n) -> new Uscc(row.getString(1)))
        .set();
  }

  Optional<Plan> nextDue(LocalDate today, long after) {
    return jdbc.sql(
            """
            select * from certificate_retirement
            where state = 'planned' and due_on <= ? and id > ? order by id limit 1
            """)
        .params(Date.valueOf(today), after)
        .query(CertificateRetirementPlans::plan)
        .optional();
  }

  void done(Plan plan) {
    jdbc.sql("update certificate_retirement set state = 'done' where id = ?")
        .param(plan.id())
        .update();
  }

  private static Plan plan(ResultSet row, int n) throws SQLException {
    return new Plan(
        row.getLong("id"),
        new Uscc(row.getString("uscc")),
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getObject("due_on", LocalDate.class),
        row.getInt("version"),
        row.getString("first_name"),
        InstitutionStatus.valueOf(row.getString("status")),
        row.getString("change"));
  }
}
