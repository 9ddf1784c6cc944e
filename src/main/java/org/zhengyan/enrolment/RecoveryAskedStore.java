package org.zhengyan.enrolment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/** The table of what persons of bodies asked for; joins the caller's transaction. */
@Component
class RecoveryAskedStore {
  private final JdbcClient jdbc;

  RecoveryAskedStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** False when the same is asked for already. */
  boolean insert(RecoveryAsked asked) {
    return jdbc.sql(
                """
                insert into recovery_asked (id, serial, target, uscc, division, state, reason, asked_by)
                values (:id, :serial, :target, :uscc, :division, 'asked', :reason, :person)
                on conflict do nothing
                """)
            .param("id", asked.id())
            .param("serial", asked.serial().hex())
            .param("target", asked.target().hex())
            .param("uscc", asked.uscc().value())
            .param("division", asked.division().code())
            .param("reason", asked.reason())
            .param("person", asked.askedBy().value())
            .update()
        == 1;
  }

  Optional<RecoveryAsked> find(String id) {
    return jdbc.sql("select * from recovery_asked where id = ?")
        .param(id)
        .query(RecoveryAskedStore::asked)
        .optional();
  }

  /** The same, and nobody else decides it before this transaction ends. */
  Optional<RecoveryAsked> findForDecision(String id) {
    return jdbc.sql("select * from recovery_asked where id = ? for update")
        .param(id)
        .query(RecoveryAskedStore::asked)
        .optional();
  }

  /** Behind a recovery, if a person of a body asked for it. */
  Optional<RecoveryAsked> ofRecovery(String recovery) {
    return jdbc.sql("select * from recovery_asked where recovery = ?")
        .param(recovery)
        .query(RecoveryAskedStore::asked)
        .optional();
  }

  /** The body's, newest first; a null person means all. */
  List<RecoveryAsked> ofBody(Uscc uscc, @Nullable PersonId person, int limit) {
    return jdbc.sql(
            """
            select * from recovery_asked
            where uscc = :uscc and (cast(:person as text) is null or asked_by = :person)
            order by position desc limit :limit
            """)
        .param("uscc", uscc.value())
        .param("person", person == null ? null : person.value(), Types.VARCHAR)
        .param("limit", limit)
        .query(RecoveryAskedStore::asked)
        .list();
  }

  /** How many of the body's await a clerk. */
  int waitingOf(Uscc uscc) {
    return jdbc.sql(
            "select count(*) from recovery_asked where uscc = ? and state = 'asked' and lapsed_at is null")
        .param(uscc.value())
        .query(Integer.class)
        .single();
  }

  /** Those in the division and below it that await a clerk, oldest first. */
  List<RecoveryAsked> waiting(Division within, int limit) {
    return jdbc.sql(
            """
            select * from recovery_asked where state = 'asked' and lapsed_at is null and starts_with(division, :prefix)
            order by position limit :limit
            """)
        .param("prefix", within.prefix())
        .param("limit", limit)
        .query(RecoveryAskedStore::asked)
        .list();
  }

  /** Ends it from {@code asked}; a null person is the one who asked. */
  boolean decide(
      String id,
      RecoveryAsked.State state,
      @Nullable PersonId person,
      @Nullable String recovery,
      @Nullable String refusal) {
    return jdbc.sql(
                """
                update recovery_asked set state = :state, decided_at = clock_timestamp(),
                  decided_by = :person, recovery = :recovery, refusal = :refusal
                where id = :id and state = 'asked' and lapsed_at is null
                """)
            .param("state", state.wire())
            .param("person", person == null ? null : person.value(), Types.VARCHAR)
            .param("recovery", recovery, Types.VARCHAR)
            .param("refusal", refusal, Types.VARCHAR)
            .param("id", id)
            .update()
        == 1;
  }

  /** Ends what no clerk examined in thirty days; any number of nodes may at once. */
  List<RecoveryAsked> lapse(int limit) {
    return jdbc.sql(
            """
            update recovery_asked set lapsed_at = clock_timestamp() where id in (
              select id from recovery_asked where state = 'asked' and lapsed_at is null
                and asked_at < clock_timestamp() - interval '30 days'
              order by position limit ? for update skip locked)
            returning *
            """)
        .param(limit)
        .query(RecoveryAskedStore::asked)
        .list();
  }

  private static RecoveryAsked asked(ResultSet row, int n) throws SQLException {
    Timestamp decided = row.getTimestamp("decided_at");
    return new RecoveryAsked(
        row.getString("id"),
        SerialNumber.ofHex(row.getString("serial")),
        SerialNumber.ofHex(row.getString("target")),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        row.getObject("lapsed_at") != null
            ? RecoveryAsked.State.LAPSED
            : RecoveryAsked.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("reason"),
        new PersonId(row.getString("asked_by")),
        row.getTimestamp("asked_at").toInstant(),
        decided == null ? null : decided.toInstant(),
        row.getString("refusal"),
        row.getString("recovery"));
  }
}
