package org.zhengyan.certificate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Uscc;

/**
 * The issued certificates and the feed of their status changes.
 *
 * <p>Every method that changes a status joins the caller's transaction, takes the one advisory lock
 * of status writers, writes the row and its change, and returns; ids of changes commit in order.
 */
public class CertificateStore {

  /**
   * Takes the one advisory lock of status writers until the end of the caller's transaction, for an
   * act that must read (the registry, holds) and then change statuses with nobody in between.
   */
  public void lock() {
    throw new UnsupportedOperationException();
  }

  /** Records the intent to issue: the serial answers {@code revoked/certificateHold} from the commit on. */
  public void reserve(IssuedCertificate reserved, byte[] tbsDigest) {
    throw new UnsupportedOperationException();
  }

  /** Records the signed certificate of a reserved serial, which becomes {@code GOOD}. False if it was retired meanwhile. */
  public boolean complete(SerialNumber serial, byte[] der) {
    throw new UnsupportedOperationException();
  }

  /**
   * Claims a public key for ever.
   *
   * @param fingerprint SHA-256 of the SubjectPublicKeyInfo
   * @return false when it was certified or claimed before
   */
  public boolean claimKey(byte[] fingerprint) {
    throw new UnsupportedOperationException();
  }

  /** True when the key was claimed: asked early to refuse early; only {@link #claimKey} decides. */
  public boolean keyClaimed(byte[] fingerprint) {
    throw new UnsupportedOperationException();
  }

  public Optional<IssuedCertificate> find(SerialNumber serial) {
    throw new UnsupportedOperationException();
  }

  /** Those of a body that are not revoked and not expired, {@code RESERVED} ones among them. */
  public List<IssuedCertificate> live(Uscc uscc) {
    throw new UnsupportedOperationException();
  }

  /**
   * All of a body in whatever state, newest first, for paging.
   *
   * @param after the last serial of the page before, or null
   */
  public List<IssuedCertificate> list(Uscc uscc, @Nullable SerialNumber after, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Sets or clears the day on which a decided change retires it; no status changes. */
  public void supersedeOn(SerialNumber serial, @Nullable LocalDate day) {
    throw new UnsupportedOperationException();
  }

  /** Suspends; false when the certificate is already suspended or revoked. */
  public boolean suspend(SerialNumber serial) {
    throw new UnsupportedOperationException();
  }

  /** Ends a suspension; false when it is not suspended. */
  public boolean release(SerialNumber serial) {
    throw new UnsupportedOperationException();
  }

  /** Revokes for ever; false when it was revoked before. */
  public boolean revoke(SerialNumber serial, RevocationReason reason, @Nullable Instant invalidityDate) {
    throw new UnsupportedOperationException();
  }
}
