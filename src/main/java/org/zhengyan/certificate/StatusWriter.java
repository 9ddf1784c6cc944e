package org.zhengyan.certificate;

import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * Writes status changes: the certificate's row and the feed's row in one statement, under one lock.
 *
 * <p>The lock is taken by a statement of its own, so that the next one sees what the holder before
 * committed. The feed's row gets the next id and extends the chain of hashes; {@code NOTIFY} on
 * {@code zhengyan_status} wakes those who poll.
 */
final class StatusWriter {
  /** "ZYSTATUS": the advisory lock of everybody who writes a status change. */
  static final long LOCK = 0x5A59535441545553L;

  private static final String RECORD_CHANGE =
      """
      , head AS (SELECT id, chain FROM status_change ORDER BY id DESC LIMIT 1),
      next AS (
        SELECT coalesce(head.id, 0) + 1 AS id, changed.*, now.at AS changed_at, head.chain AS chained
        FROM changed CROSS JOIN now LEFT JOIN head ON true)
      INSERT INTO status_change (id, serial, ca, shard, uscc, division, previous, state, reason,
        changed_at, revoked_at, invalidity_date, not_after, chain)
      SELECT id, serial, ca, shard, uscc, division, previous, state, reason,
        changed_at, revoked_at, invalidity_date, not_after,
        sha256(coalesce(chained, ''::bytea) || convert_to(concat_ws('|', id, encode(serial, 'hex'), ca,
          shard, uscc, division, coalesce(previous, '-'), state, coalesce(reason::text, '-'),
          extract(epoch FROM changed_at), coalesce(extract(epoch FROM revoked_at)::text, '-'),
          coalesce(extract(epoch FROM invalidity_date)::text, '-'),
          extract(epoch FROM not_after)), 'UTF8'))
      FROM next
      RETURNING *, pg_notify('zhengyan_status', '')""";

  private static final String RESERVE =
      """
      WITH now AS MATERIALIZED (SELECT clock_timestamp() AS at),
      changed AS (
        INSERT INTO certificate (serial, ca, shard, uscc, division, registry_version, certified_name,
          holder, not_before, not_after, tbs_digest, state, reason, revoked_at, reserved_at)
        SELECT :serial, :ca, :shard, :uscc, :division, :version, :name,
          :holder, :notBefore, :notAfter, :tbsDigest, 'reserved', 6, coalesce(:since, at), at FROM now
        RETURNING serial, ca, shard, uscc, division, NULL::text AS previous, state, reason, revoked_at,
          invalidity_date, not_after)"""
          + RECORD_CHANGE;

  private static final String CHANGE =
      """
      WITH now AS MATERIALIZED (SELECT clock_timestamp() AS at),
      changed AS (
        UPDATE certificate SET state = :state, der = coalesce(:der, certificate.der), reason = :reason,
          revoked_at = CASE WHEN :state = 'good' THEN NULL
                            ELSE coalesce(certificate.revoked_at, :since, now.at) END,
          invalidity_date = CASE WHEN :state = 'good' THEN NULL
                                 ELSE coalesce(:invalidityDate, certificate.invalidity_date) END
        FROM now
        WHERE serial = :serial AND state IN (:from)
        RETURNING serial, ca, shard, uscc, division, old.state AS previous, new.state, new.reason,
          new.revoked_at, new.invalidity_date, not_after)"""
          + RECORD_CHANGE;

  private final JdbcClient jdbc;
  private final StatusJournal journal;
  private final ApplicationEventPublisher events;

  StatusWriter(JdbcClient jdbc, StatusJournal journal, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.journal = journal;
    this.events = events;
  }

  void lock() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("statuses change inside a transaction only");
    }
    jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK).query((row, number) -> true).single();
  }

  void reserve(IssuedCertificate reserved, byte[] tbsDigest) {
    insert(reserved, tbsDigest, null);
  }

  /**
   * Inserts what is known of a certificate whose row was lost as a reservation that cannot be
   * completed: refused since that time, and finally revoked by the sweep.
   */
  void recreate(StatusChange lost, Instant since) {
    insert(
        new IssuedCertificate(
            lost.serial(),
            lost.ca(),
            lost.shard(),
            lost.uscc(),
            lost.division(),
            0,
            "",
            null,
            lost.changedAt(),
            lost.notAfter(),
            null,
            CertificateState.RESERVED,
            null,
            null,
            null,
            null),
        null,
        since);
  }

  private void insert(
      IssuedCertificate reserved, byte @Nullable [] tbsDigest, @Nullable Instant since) {
    journal.requireWritable();
    lock();
    StatusChange change =
        jdbc.sql(RESERVE)
            .param("serial", CertificateRows.octets(reserved.serial()))
            .param("ca", reserved.ca().wire())
            .param("shard", reserved.shard())
            .param("uscc", reserved.uscc().value())
            .param("division", reserved.division().code())
            .param("version", reserved.registryVersion())
            .param("name", reserved.certifiedName())
            .param("holder", reserved.holder(), Types.VARCHAR)
            .param("notBefore", CertificateRows.column(reserved.notBefore()))
            .param("notAfter", CertificateRows.column(reserved.notAfter()))
            .param("tbsDigest", tbsDigest, Types.BINARY)
            .param("since", CertificateRows.column(since), Types.TIMESTAMP_WITH_TIMEZONE)
            .query(CertificateRows::change)
            .single();
    publish(change);
  }

  /** To the journal after the commit, and to those above in this transaction. */
  private void publish(StatusChange change) {
    AfterCommit.of(journal).add(change);
    events.publishEvent(change);
  }

  boolean complete(SerialNumber serial, byte[] der) {
    return change(serial, Set.of(CertificateState.RESERVED), CertificateState.GOOD, null, null, null, der);
  }

  boolean suspend(SerialNumber serial, @Nullable Instant since) {
    return change(
        serial,
        Set.of(CertificateState.GOOD),
        CertificateState.SUSPENDED,
        RevocationReason.CERTIFICATE_HOLD,
        null,
        since,
        null);
  }

  boolean release(SerialNumber serial) {
    return change(
        serial, Set.of(CertificateState.SUSPENDED), CertificateState.GOOD, null, null, null, null);
  }

  boolean revoke(
      SerialNumber serial,
      RevocationReason reason,
      @Nullable Instant invalidityDate,
      @Nullable Instant since,
      @Nullable Set<CertificateState> from) {
    if (reason == RevocationReason.CERTIFICATE_HOLD) {
      throw new IllegalArgumentException("a hold is a suspension, not a revocation");
    }
    Set<CertificateState> revocable =
        Set.of(CertificateState.RESERVED, CertificateState.GOOD, CertificateState.SUSPENDED);
    return change(
        serial,
        from == null ? revocable : from,
        CertificateState.REVOKED,
        reason,
        invalidityDate,
        since,
        null);
  }

  boolean claimKey(byte[] fingerprint) {
    journal.requireWritable();
    int inserted =
        jdbc.sql("INSERT INTO certified_key (fingerprint) VALUES (?) ON CONFLICT DO NOTHING")
            .param(fingerprint)
            .update();
    if (inserted == 1) {
      AfterCommit.of(journal).add(fingerprint);
    }
    return inserted == 1;
  }

  private boolean change(
      SerialNumber serial,
      Set<CertificateState> from,
      CertificateState state,
      @Nullable RevocationReason reason,
      @Nullable Instant invalidityDate,
      @Nullable Instant since,
      byte @Nullable [] der) {
    if (!from.stream().allMatch(before -> before.next().contains(state))) {
      throw new IllegalArgumentException("there is no such transition");
    }
    journal.requireWritable();
    lock();
    Optional<StatusChange> change =
        jdbc.sql(CHANGE)
            .param("serial", CertificateRows.octets(serial))
            .param("from", from.stream().map(CertificateState::column).toList())
            .param("state", state.column())
            .param("reason", reason == null ? null : reason.number(), Types.SMALLINT)
            .param("invalidityDate", CertificateRows.column(invalidityDate), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("since", CertificateRows.column(since), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("der", der, Types.BINARY)
            .query(CertificateRows::change)
            .optional();
    change.ifPresent(this::publish);
    return change.isPresent();
  }

  /** What a certificate is does not change, and neither does its status: the feed says nothing of it. */
  void move(Uscc uscc, Division division) {
    jdbc.sql("UPDATE certificate SET division = ? WHERE uscc = ? AND division <> ?")
        .params(division.code(), uscc.value(), division.code())
        .update();
  }
}
