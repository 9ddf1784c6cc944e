package org.zhengyan.status.ocsp;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Signed answers to requests for one certificate without a Nonce.
 *
 * <p>One slot for each hash of a CertID, so it never grows and needs no order of eviction. It holds
 * an answer for a place only: whoever takes it checks that it is the same CertID, that the status
 * is still the same, and how old it is.
 */
final class AnswerCache {
  private static final int SLOTS = 8_192;

  private final AtomicReferenceArray<OcspAnswer> slots = new AtomicReferenceArray<>(SLOTS);

  @Nullable OcspAnswer find(OcspRequest.CertId certId) {
    return slots.get(slot(certId));
  }

  void put(OcspRequest.CertId certId, OcspAnswer answer) {
    slots.set(slot(certId), answer);
  }

  /** The serial number alone spreads enough; how else a CertID differs hardly varies for one certificate. */
  private static int slot(OcspRequest.CertId certId) {
    return (int) (certId.low() ^ certId.high() >>> 7 ^ certId.der().length) & (SLOTS - 1);
  }
}
