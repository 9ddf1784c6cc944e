package org.zhengyan.status;

import java.math.BigInteger;
import org.zhengyan.certificate.CaId;

/** The status of any serial number from this node's index, which the database's changes feed. */
public class StatusLookup {

  /**
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when the feed is older than a second,
   *     the clock is off, or the start is not reconciled
   */
  public CertificateStatus find(CaId ca, BigInteger serial) {
    throw new UnsupportedOperationException();
  }

  /** Why this node may not answer now, or null when it may. */
  public @org.jspecify.annotations.Nullable String unavailableBecause() {
    throw new UnsupportedOperationException();
  }
}
