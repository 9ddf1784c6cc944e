package org.zhengyan.certificate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * The issued certificates and the feed of their status changes.
 *
 * <p>Every method that changes a status joins the caller's transaction, takes the one advisory lock
 * of status writers, writes the row and its change by one conditional statement, and returns; ids of
 * changes commit in order. Those above hear of it as a Spring event, a {@link StatusChange}, in the same
 * transaction. After the commit it goes to the {@link StatusJournal}, before the
 * caller hears of success.
 *
 * <p>The caller's transaction must be {@code READ COMMITTED}: under an older snapshot the next id
 * collides and the act fails.
 */
@Component
public class CertificateStore {
  /** The calendar by which a decided change takes effect. */
  public static final ZoneId CALENDAR = ZoneId.of("Asia/Shanghai");

  private final JdbcClient jdbc;
  private final StatusWriter writer;

  /**
   * @param events gets each {@link StatusChange} in the transaction that makes it
   */
  public CertificateStore(JdbcClient jdbc, StatusJournal journal, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.writer = new StatusWriter(jdbc, journal, events);
  }

  /**
   * Takes the one advisory lock of status writers until the end of the caller's transaction, for an
   * act that must read (the registry, holds) and then change statuses with nobody in between.
   */
  public void lock() {
    writer.lock();
  }

  /**
   * Records the intent to issue: the serial answers {@code revoked/certificateHold} from the commit on.
   *
   * @param reserved whose state, reason and times of revocation are not read
   * @param tbsDigest SHA-256 of the TBSCertificate that is going to be signed
   */
  public void reserve(IssuedCertificate reserved, byte[] tbsDigest) {
    writer.reserve(reserved, tbsDigest);
  }

  /**
   * Records the signed certificate of a reserved serial, which becomes {@code GOOD}. False if it was
   * retired meanwhile.
   *
   * @throws IllegalStateException when this is not the certificate that was reserved: another serial,
   *     or a TBSCertificate with another digest
   */
  public boolean complete(SerialNumber serial, byte[] der) {
    ReservedCertificate.require(serial, der, tbsDigest(serial));
    return writer.complete(serial, der);
  }

  /**
   * Claims a public key for ever.
   *
   * @param fingerprint SHA-256 of the SubjectPublicKeyInfo
   * @return false when it was certified or claimed before
   */
  public boolean claimKey(byte[] fingerprint) {
    return writer.claimKey(fingerprint);
  }

  /** True when the key was claimed: asked early to refuse early; only {@link #claimKey} decides. */
  public boolean keyClaimed(byte[] fingerprint) {
    return jdbc.sql("SELECT EXISTS (SELECT 1 FROM certified_key WHERE fingerprint = ?)")
        .param(fingerprint)
        .query(Boolean.class)
        .single();
  }

  public Optional<IssuedCertificate> find(SerialNumber serial) {
    return jdbc.sql("SELECT * FROM certificate WHERE serial = ?")
        .param(CertificateRows.octets(serial))
        .query(CertificateRows::certificate).optional();
  }

  /** The day on which a decided change retires it; asked for each verdict, so one column by its key. */
  public Optional<LocalDate> supersedingOn(SerialNumber serial) {
    return jdbc.sql("SELECT superseding_on FROM certificate WHERE serial = ? AND superseding_on IS NOT NULL")
        .param(CertificateRows.octets(serial))
        .query(LocalDate.class).optional();
  }

  /** Those of a body that are not revoked and not expired, {@code RESERVED} ones among them. */
  public List<IssuedCertificate> live(Uscc uscc) {
    return jdbc.sql(
            """
            SELECT * FROM certificate
            WHERE uscc = ? AND state <> 'revoked' AND not_after >= clock_timestamp()
            ORDER BY reserved_at DESC, serial""")
        .param(uscc.value())
        .query(CertificateRows::certificate)
        .list();
  }

  /** Which of these bodies have live ones. */
  public Set<Uscc> withLive(Collection<Uscc> bodies) {
    return jdbc.sql(
            """
            SELECT DISTINCT uscc FROM certificate
            WHERE uscc = ANY (?) AND state <> 'revoked' AND not_after >= clock_timestamp()""")
        .param(bodies.stream().map(Uscc::value).toArray(String[]::new))
        .query((row, n) -> new Uscc(row.getString(1)))
        .set();
  }

  /**
   * Those of a body that became certificates, newest first, for paging.
   *
   * @param holder only with this label; null for all
   * @param state only in this state; null for all
   * @param after the last serial of the page before, or null
   */
  public List<IssuedCertificate> page(
      Uscc uscc,
      @Nullable String holder,
      @Nullable CertificateState state,
      @Nullable SerialNumber after,
      int limit) {
    return jdbc.sql(
            """
            SELECT c.* FROM certificate c
            LEFT JOIN certificate l ON l.serial = :after
            WHERE c.uscc = :uscc AND c.der IS NOT NULL
              AND (:holder::text IS NULL OR c.holder = :holder)
              AND (:state::text IS NULL OR c.state = :state)
              AND (l.serial IS NULL OR c.reserved_at < l.reserved_at
                   OR (c.reserved_at = l.reserved_at AND c.serial > l.serial))
            ORDER BY c.reserved_at DESC, c.serial
            LIMIT :limit""")
        .param("after", after == null ? null : CertificateRows.octets(after), java.sql.Types.BINARY)
        .param("uscc", uscc.value())
        .param("holder", holder, java.sql.Types.VARCHAR)
        .param("state", state == null ? null : state.column(), java.sql.Types.VARCHAR)
        .param("limit", limit)
        .query(CertificateRows::certificate)
        .list();
  }

  /** Those of a body with that holder's label that are not revoked, {@code RESERVED} ones among them. */
  public List<IssuedCertificate> unrevoked(Uscc uscc, String holder) {
    return jdbc.sql(
            """
            SELECT * FROM certificate
            WHERE uscc = ? AND holder = ? AND state <> 'revoked'
            ORDER BY reserved_at DESC, serial""")
        .params(uscc.value(), holder)
        .query(CertificateRows::certificate)
        .list();
  }

  /**
   * All of a body in whatever state, newest first, for paging.
   *
   * @param after the last serial of the page before, or null
   */
  public List<IssuedCertificate> list(Uscc uscc, @Nullable SerialNumber after, int limit) {
    return jdbc.sql(
            """
            SELECT c.* FROM certificate c
            LEFT JOIN certificate l ON l.serial = :after
            WHERE c.uscc = :uscc
              AND (l.serial IS NULL OR c.reserved_at < l.reserved_at
                   OR (c.reserved_at = l.reserved_at AND c.serial > l.serial))
            ORDER BY c.reserved_at DESC, c.serial
            LIMIT :limit""")
        .param("after", after == null ? null : CertificateRows.octets(after), java.sql.Types.BINARY)
        .param("uscc", uscc.value())
        .param("limit", limit)
        .query(CertificateRows::certificate)
        .list();
  }

  /**
   * Sets or clears the day on which a decided change retires it; no status changes.
   *
   * <p>On that day, by the {@link #CALENDAR}, {@code status} retires it for the reason of the change.
   */
  public void supersedeOn(SerialNumber serial, @Nullable LocalDate day) {
    jdbc.sql("UPDATE certificate SET superseding_on = ? WHERE serial = ? AND state <> 'revoked'")
        .param(1, day, java.sql.Types.DATE)
        .param(2, CertificateRows.octets(serial))
        .update();
  }

  /** Lets a body's certificates follow it: where it is registered, is decided about them. */
  public void move(Uscc uscc, Division division) {
    writer.move(uscc, division);
  }

  /**
   * Joins a signing and an encryption certificate, reserved in the same transaction: from now on a
   * change of one's status is a change of both.
   */
  public void pair(SerialNumber signing, SerialNumber encryption) {
    jdbc.sql("INSERT INTO certificate_pair (signing, encryption) VALUES (?, ?)")
        .param(1, CertificateRows.octets(signing))
        .param(2, CertificateRows.octets(encryption))
        .update();
  }

  /** The other certificate of a pair. */
  public Optional<SerialNumber> partner(SerialNumber serial) {
    byte[] octets = CertificateRows.octets(serial);
    return jdbc.sql(
            """
            SELECT encryption FROM certificate_pair WHERE signing = ?
            UNION ALL SELECT signing FROM certificate_pair WHERE encryption = ?""")
        .params(octets, octets)
        .query((row, number) -> CertificateRows.serial(row.getBytes(1)))
        .optional();
  }

  /** The signing certificate of a pair, by either of the two; any other certificate is its own. */
  public SerialNumber leading(SerialNumber serial) {
    return jdbc.sql("SELECT signing FROM certificate_pair WHERE encryption = ?")
        .param(CertificateRows.octets(serial))
        .query((row, number) -> CertificateRows.serial(row.getBytes(1)))
        .optional()
        .orElse(serial);
  }

  /**
   * Suspends; false when the certificate is already suspended or revoked, or only reserved: a
   * reservation that must not become good is revoked.
   */
  public boolean suspend(SerialNumber serial) {
    boolean done = writer.suspend(serial, null);
    partner(serial).ifPresent(other -> writer.suspend(other, null));
    return done;
  }

  /** Ends a suspension; false when it is not suspended. */
  public boolean release(SerialNumber serial) {
    boolean done = writer.release(serial);
    partner(serial).ifPresent(writer::release);
    return done;
  }

  /**
   * Revokes for ever; false when it was revoked before. What was suspended or reserved keeps the time
   * since which it is refused.
   *
   * @throws IllegalArgumentException for {@code certificateHold}, which is no revocation
   */
  public boolean revoke(SerialNumber serial, RevocationReason reason, @Nullable Instant invalidityDate) {
    boolean done = writer.revoke(serial, reason, invalidityDate, null, null);
    partner(serial).ifPresent(other -> writer.revoke(other, reason, invalidityDate, null, null));
    return done;
  }

  /** Revokes only what is in that state, for a sweep that decided by it. */
  boolean revokeFrom(CertificateState expected, SerialNumber serial, RevocationReason reason) {
    return writer.revoke(serial, reason, null, null, Set.of(expected));
  }

  /** Serials reserved for more than five minutes. */
  List<SerialNumber> abandoned(int limit) {
    return jdbc.sql(
            """
            SELECT serial FROM certificate
            WHERE state = 'reserved' AND reserved_at < clock_timestamp() - interval '5 minutes'
            ORDER BY reserved_at LIMIT ?""")
        .param(limit)
        .query((row, number) -> CertificateRows.serial(row.getBytes(1)))
        .list();
  }

  private byte @Nullable [] tbsDigest(SerialNumber serial) {
    return jdbc.sql("SELECT tbs_digest FROM certificate WHERE serial = ?")
        .param(CertificateRows.octets(serial))
        .query((row, number) -> row.getBytes(1))
        .list()
        .stream()
        .collect(Collectors.reducing(null, (none, digest) -> digest));
  }
}
