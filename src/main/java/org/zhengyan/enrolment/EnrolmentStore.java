package org.zhengyan.enrolment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/** The table of enrolments; joins the caller's transaction. Each transition is one conditional update. */
@Component
class EnrolmentStore {
  /** A row with its place in the list. */
  record Listed(long position, Enrolment enrolment) {}

  private final JdbcClient jdbc;

  EnrolmentStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** False when the same key is in an application that nobody decided. */
  boolean insert(Enrolment enrolment, String account) {
    SerialNumber predecessor = enrolment.predecessor();
    return jdbc.sql(
                """
                insert into enrolment (id, kind, state, uscc, division, name, registry_version, suite,
                  csr, key_sha256, holder, predecessor, dual, digest, submitted_by, submitted_by_account)
                values (:id, :kind, 'submitted', :uscc, :division, :name, :version, :suite,
                  :csr, :key, :holder, :predecessor, :dual, :digest, :person, :account)
                on conflict (key_sha256) where state = 'submitted' do nothing
                """)
            .param("id", enrolment.id())
            .param("kind", enrolment.kind().wire())
            .param("uscc", enrolment.uscc().value())
            .param("division", enrolment.division().code())
            .param("name", enrolment.name())
            .param("version", enrolment.registryVersion())
            .param("suite", enrolment.suite().wire())
            .param("csr", enrolment.csr())
            .param("key", enrolment.keySha256())
            .param("holder", enrolment.holder(), Types.VARCHAR)
            .param("predecessor", predecessor == null ? null : predecessor.hex(), Types.VARCHAR)
            .param("dual", enrolment.dual())
            .param("digest", enrolment.digest())
            .param("person", enrolment.submittedBy().value())
            .param("account", account)
            .update()
        == 1;
  }

  Optional<Enrolment> find(String id) {
    return jdbc.sql("select * from enrolment where id = ?")
        .param(id)
        .query(EnrolmentStore::enrolment)
        .optional();
  }

  /** Keeps others from deciding it until the caller's transaction ends. */
  Optional<Enrolment> findForDecision(String id) {
    return jdbc.sql("select * from enrolment where id = ? for update")
        .param(id)
        .query(EnrolmentStore::enrolment)
        .optional();
  }

  /** The enrolment that led to this certificate application. */
  Optional<Enrolment> ofApplication(String application) {
    return jdbc.sql("select * from enrolment where application = ?")
        .param(application)
        .query(EnrolmentStore::enrolment)
        .optional();
  }

  /** How many the body has that nobody decided; writers for one body come one after the other. */
  int open(Uscc uscc) {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('enrolment'), hashtext(?))")
        .param(uscc.value())
        .query((row, n) -> true)
        .single();
    return jdbc.sql("select count(*) from enrolment where uscc = ? and state = 'submitted'")
        .param(uscc.value())
        .query(Integer.class)
        .single();
  }

  /** Those of a body, newest first; of one person when one is named. */
  List<Listed> ofBody(Uscc uscc, @Nullable PersonId person, PageRequest page) {
    return jdbc.sql(
            """
            select * from enrolment where uscc = :uscc and position < :before
              and (cast(:person as text) is null or submitted_by = :person)
            order by position desc limit :limit
            """)
        .param("uscc", uscc.value())
        .param("before", page.before())
        .param("person", person == null ? null : person.value(), Types.VARCHAR)
        .param("limit", page.limit())
        .query((row, n) -> new Listed(row.getLong("position"), enrolment(row, n)))
        .list();
  }

  /** Those in the division and below it, newest first; a null state means all. */
  List<Listed> list(@Nullable String state, Division within, PageRequest page) {
    return jdbc.sql(
            """
            select * from enrolment
            where (cast(:state as text) is null or state = :state)
              and starts_with(division, :prefix) and position < :before
            order by position desc limit :limit
            """)
        .param("state", state, Types.VARCHAR)
        .param("prefix", within.prefix())
        .param("before", page.before())
        .param("limit", page.limit())
        .query((row, n) -> new Listed(row.getLong("position"), enrolment(row, n)))
        .list();
  }

  /** @param application null for a refusal, {@code refusal} null for an acceptance */
  boolean decide(
      String id, Enrolment.State state, Actor actor, @Nullable String application, @Nullable String refusal) {
    return jdbc.sql(
                """
                update enrolment set state = :state, decided_by = :person, decided_by_client = :client,
                  decided_at = clock_timestamp(), application = :application, refusal = :refusal
                where id = :id and state = 'submitted'
                """)
            .param("state", state.wire())
            .param("person", actor.owner().value())
            .param("client", actor.clientId())
            .param("application", application, Types.VARCHAR)
            .param("refusal", refusal, Types.VARCHAR)
            .param("id", id)
            .update()
        == 1;
  }

  /** Ends one by the applicant's will, or by time. */
  boolean end(String id, Enrolment.State from, Enrolment.State to, String reason) {
    return jdbc.sql("update enrolment set state = ?, refusal = ? where id = ? and state = ?")
            .params(to.wire(), reason, id, from.wire())
            .update()
        == 1;
  }

  /** False when it was joined before; the first time stays. */
  boolean join(String id) {
    return jdbc.sql(
                """
                update enrolment set joined_at = clock_timestamp()
                where id = ? and state = 'accepted' and joined_at is null
                """)
            .param(id)
            .update()
        == 1;
  }

  /** Those that nobody decided for thirty days. */
  List<Enrolment> undecided(int limit) {
    return jdbc.sql(
            """
            select * from enrolment where state = 'submitted'
              and submitted_at < clock_timestamp() - interval '30 days'
            order by position limit ? for update skip locked
            """)
        .param(limit)
        .query(EnrolmentStore::enrolment)
        .list();
  }

  /** What was applied for in the place of that certificate. */
  List<Enrolment> ofPredecessor(SerialNumber serial) {
    return jdbc.sql("select * from enrolment where predecessor = ?")
        .param(serial.hex())
        .query(EnrolmentStore::enrolment)
        .list();
  }

  private static Enrolment enrolment(ResultSet row, int n) throws SQLException {
    String predecessor = row.getString("predecessor");
    return new Enrolment(
        row.getString("id"),
        EnrolmentKind.ofWire(row.getString("kind")).orElseThrow(),
        Enrolment.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        row.getString("name"),
        row.getInt("registry_version"),
        Suite.ofWire(row.getString("suite")).orElseThrow(),
        row.getBytes("csr"),
        row.getBytes("key_sha256"),
        row.getString("holder"),
        predecessor == null ? null : SerialNumber.ofHex(predecessor),
        row.getBoolean("dual"),
        row.getString("digest"),
        new PersonId(row.getString("submitted_by")),
        row.getTimestamp("submitted_at").toInstant(),
        instant(row.getTimestamp("decided_at")),
        row.getString("refusal"),
        row.getString("application"),
        instant(row.getTimestamp("joined_at")));
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
