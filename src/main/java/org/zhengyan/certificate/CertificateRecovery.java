package org.zhengyan.certificate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts back what a journal knows and a restored database lacks.
 *
 * <p>It only ever refuses more: a certificate that the journal saw revoked or suspended becomes so
 * again, one whose row is lost is refused and finally revoked, and a suspension that was released after
 * the copy was made stays until two people release it again. Joins the caller's transaction; writes no
 * journal, since the journal is where it comes from, and tells nobody: that is the caller's.
 */
public final class CertificateRecovery {
  private static final StatusJournal NONE =
      new StatusJournal() {
        @Override
        public void requireWritable() {}

        @Override
        public void keep(List<StatusChange> changes, List<byte[]> keys) {}
      };

  private final CertificateStore store;
  private final StatusWriter writer;

  public CertificateRecovery(JdbcClient jdbc) {
    this.store = new CertificateStore(jdbc, NONE, event -> {});
    this.writer = new StatusWriter(jdbc, NONE, event -> {});
  }

  /** The state that the certificate got by this; empty when it needed none. */
  public Optional<CertificateState> restore(StatusChange known) {
    boolean lost = store.find(known.serial()).isEmpty();
    if (lost) {
      writer.recreate(known, since(known));
    }
    boolean changed =
        switch (known.state()) {
          case REVOKED -> revoke(known);
          case SUSPENDED -> writer.suspend(known.serial(), since(known));
          case RESERVED, GOOD -> false;
        };
    return lost || changed
        ? store.find(known.serial()).map(IssuedCertificate::state)
        : Optional.empty();
  }

  /**
   * The suspension in which the certificate is found although it was released after the copy was made: for
   * whoever knows of the release it begins now. Empty for any other change.
   *
   * @param now the database's time
   */
  public Optional<StatusChange> heldAgain(StatusChange known, Instant now) {
    if (known.state() != CertificateState.GOOD || known.previous() != CertificateState.SUSPENDED) {
      return Optional.empty();
    }
    return store
        .find(known.serial())
        .filter(found -> found.state() == CertificateState.SUSPENDED)
        .map(
            found ->
                new StatusChange(
                    known.id(),
                    known.serial(),
                    known.ca(),
                    known.shard(),
                    known.uscc(),
                    known.division(),
                    CertificateState.GOOD,
                    CertificateState.SUSPENDED,
                    RevocationReason.CERTIFICATE_HOLD,
                    now,
                    found.revokedAt(),
                    null,
                    known.notAfter(),
                    known.chain()));
  }

  /** Claims a key again; false when the database knew of it. */
  public boolean restoreKey(byte[] fingerprint) {
    return writer.claimKey(fingerprint);
  }

  private boolean revoke(StatusChange known) {
    RevocationReason reason =
        known.reason() == null ? RevocationReason.UNSPECIFIED : known.reason();
    return writer.revoke(known.serial(), reason, known.invalidityDate(), since(known), null);
  }

  private static Instant since(StatusChange known) {
    return known.revokedAt() == null ? known.changedAt() : known.revokedAt();
  }
}
