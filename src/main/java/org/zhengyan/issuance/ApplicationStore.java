package org.zhengyan.issuance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Uscc;

/**
 * The tables of applications and attempts; joins the caller's transaction. Each transition is one
 * conditional update and says whether it happened.
 */
@Component
class ApplicationStore {
  /** "ZYAPPROV", the first half of the advisory lock of one application. */
  private static final int LOCK = 0x5A594150;

  /** A row with its place in the list. */
  record Listed(long position, Application application) {}

  private final JdbcClient jdbc;

  ApplicationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Waits until nobody else decides this application, and keeps others waiting until the caller's
   * transaction ends, however it ends.
   */
  void lock(String id) {
    boundWaiting();
    jdbc.sql("select pg_advisory_xact_lock(?, hashtext(?))")
        .params(LOCK, id)
        .query((row, n) -> true)
        .single();
  }

  /** In the rest of the caller's transaction, no lock is waited for longer than ten seconds (503). */
  void boundWaiting() {
    jdbc.sql("select set_config('lock_timeout', '10s', true)").query(String.class).single();
  }

  void insert(Application application) {
    SerialNumber replaces = application.replaces();
    PersonId recipient = application.recipient();
    jdbc.sql(
            """
            insert into certificate_application
              (id, state, uscc, division, name, suite, profile, registry_version, csr, key_sha256,
               holder, replaces, recipient, dual, digest, submitted_by, submitted_by_client, submitted_at)
            values (:id, 'submitted', :uscc, :division, :name, :suite, :profile, :version, :csr, :key,
               :holder, :replaces, :recipient, :dual, :digest, :person, :client, :at)
            """)
        .param("id", application.id())
        .param("uscc", application.uscc().value())
        .param("division", application.division().code())
        .param("name", application.name())
        .param("suite", application.suite().wire())
        .param("profile", application.profile())
        .param("version", application.registryVersion())
        .param("csr", application.csr())
        .param("key", application.keySha256())
        .param("holder", application.holder(), Types.VARCHAR)
        .param("replaces", replaces == null ? null : replaces.hex(), Types.VARCHAR)
        .param("recipient", recipient == null ? null : recipient.value(), Types.VARCHAR)
        .param("dual", application.dual())
        .param("digest", application.digest())
        .param("person", application.submittedBy().value())
        .param("client", application.submittedByClient())
        .param("at", Timestamp.from(application.submittedAt()))
        .update();
  }

  Optional<Application> find(String id) {
    return jdbc.sql("select * from certificate_application where id = ?")
        .param(id)
        .query(ApplicationStore::application)
        .optional();
  }

  /** For whom of the body the certificate of that serial was issued. */
  Optional<PersonId> recipientOf(SerialNumber serial) {
    return jdbc.sql(
            """
            select recipient from certificate_application
            where serial = ? and state = 'issued' and recipient is not null
            """)
        .param(serial.hex())
        .query((row, n) -> new PersonId(row.getString(1)))
        .optional();
  }

  /** Those in the division and below it, newest first; a null state means all. */
  List<Listed> list(@Nullable String state, Division within, PageRequest page) {
    return jdbc.sql(
            """
            select * from certificate_application
            where (cast(:state as text) is null or state = :state)
              and starts_with(division, :prefix) and position < :before
            order by position desc limit :limit
            """)
        .param("state", state, Types.VARCHAR)
        .param("prefix", within.prefix())
        .param("before", page.before())
        .param("limit", page.limit())
        .query((row, n) -> new Listed(row.getLong("position"), application(row, n)))
        .list();
  }

  boolean refuse(Proposal decision) {
    return decide(decision, "refused", decision.reason());
  }

  /** From submitted to issuing, by the approval. */
  boolean approve(Proposal decision, SerialNumber serial) {
    return jdbc.sql(
                """
                update certificate_application
                set state = 'issuing', decided_by = :person, decided_by_client = :client,
                  decided_at = :at, serial = :serial
                where id = :id and state = 'submitted'
                """)
            .param("person", Objects.requireNonNull(decision.decidedBy()).value())
            .param("client", Objects.requireNonNull(decision.decidedByClient()))
            .param("at", Timestamp.from(Objects.requireNonNull(decision.decidedAt())))
            .param("serial", serial.hex())
            .param("id", decision.id())
            .update()
        == 1;
  }

  /** From one attempt to the next; the serial before is given up for ever. */
  boolean attemptAgain(String id, SerialNumber before, SerialNumber serial) {
    return jdbc.sql(
                """
                update certificate_application set serial = ?
                where id = ? and state = 'issuing' and serial = ?
                """)
            .params(serial.hex(), id, before.hex())
            .update()
        == 1;
  }

  void insertAttempt(SerialNumber serial, String application, Actor actor) {
    jdbc.sql("insert into issuance_attempt (serial, application, client, person) values (?, ?, ?, ?)")
        .params(serial.hex(), application, actor.clientId(), actor.owner().value())
        .update();
  }

  /** From issuing to issued, by the attempt that is still the latest. */
  boolean record(String id, SerialNumber serial) {
    jdbc.sql("update issuance_attempt set recorded_at = clock_timestamp() where serial = ?")
        .param(serial.hex())
        .update();
    return jdbc.sql(
                """
                update certificate_application set state = 'issued'
                where id = ? and state = 'issuing' and serial = ?
                """)
            .params(id, serial.hex())
            .update()
        == 1;
  }

  /** From issuing to lapsed: what was approved is no longer what would be issued. */
  boolean lapse(String id, String reason) {
    return jdbc.sql(
                """
                update certificate_application set state = 'lapsed', refusal = ?
                where id = ? and state = 'issuing'
                """)
            .params(reason, id)
            .update()
        == 1;
  }

  /** From submitted to lapsed: nobody decided it. */
  boolean lapseUndecided(String id, String reason) {
    return jdbc.sql(
                """
                update certificate_application set state = 'lapsed', refusal = ?
                where id = ? and state = 'submitted'
                """)
            .params(reason, id)
            .update()
        == 1;
  }

  private boolean decide(Proposal decision, String state, @Nullable String refusal) {
    return jdbc.sql(
                """
                update certificate_application
                set state = :state, decided_by = :person, decided_by_client = :client,
                  decided_at = :at, refusal = :refusal
                where id = :id and state = 'submitted'
                """)
            .param("state", state)
            .param("person", Objects.requireNonNull(decision.decidedBy()).value())
            .param("client", Objects.requireNonNull(decision.decidedByClient()))
            .param("at", Timestamp.from(Objects.requireNonNull(decision.decidedAt())))
            .param("refusal", refusal, Types.VARCHAR)
            .param("id", decision.id())
            .update()
        == 1;
  }

  private static Application application(ResultSet row, int n) throws SQLException {
    String replaces = row.getString("replaces");
    String recipient = row.getString("recipient");
    return new Application(
        row.getString("id"),
        new Uscc(row.getString("uscc")),
        new Division(row.getString("division")),
        row.getString("name"),
        Suite.ofWire(row.getString("suite")).orElseThrow(),
        row.getString("profile"),
        row.getInt("registry_version"),
        row.getBytes("csr"),
        row.getBytes("key_sha256"),
        row.getString("holder"),
        replaces == null ? null : SerialNumber.ofHex(replaces),
        recipient == null ? null : new PersonId(recipient),
        row.getBoolean("dual"),
        row.getString("digest"),
        new PersonId(row.getString("submitted_by")),
        row.getString("submitted_by_client"),
        instant(row, "submitted_at"),
        state(row));
  }

  private static Application.State state(ResultSet row) throws SQLException {
    String state = row.getString("state");
    return switch (state) {
      case "submitted" -> new Application.Submitted();
      case "issuing" -> new Application.Issuing(decision(row), serial(row));
      case "issued" -> new Application.Issued(decision(row), serial(row));
      case "refused" -> new Application.Refused(decision(row), row.getString("refusal"));
      case "lapsed" -> new Application.Lapsed(
          row.getString("decided_by") == null ? null : decision(row), row.getString("refusal"));
      default -> throw new IllegalStateException("no application has the state " + state);
    };
  }

  private static Application.Decision decision(ResultSet row) throws SQLException {
    return new Application.Decision(
        new PersonId(row.getString("decided_by")),
        row.getString("decided_by_client"),
        instant(row, "decided_at"));
  }

  private static SerialNumber serial(ResultSet row) throws SQLException {
    return SerialNumber.ofHex(row.getString("serial"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
