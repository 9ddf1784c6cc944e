package org.zhengyan.status.revocation;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;

/**
 * What a body does to certificates of its own: it takes back what a person held, or suspends at once.
 *
 * <p>A body acts alone here, as its holders do when they report a compromise: it ends or halts what was its
 * own, and brings nothing into force. Whoever calls has checked that the certificate is the body's, and
 * holds {@link CertificateStore#lock}. Only two persons of the authority end a suspension.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class BodyWithdrawals {
  private final CertificateStore certificates;
  private final CertificateHolds holds;
  private final StatusEvents events;

  BodyWithdrawals(CertificateStore certificates, CertificateHolds holds, StatusEvents events) {
    this.certificates = certificates;
    this.holds = holds;
    this.events = events;
  }

  /**
   * Revokes for ever; false when it was revoked before.
   *
   * @param cause of the event, such as {@code grantEnded}
   * @param origin the id of what led to it
   */
  public boolean withdraw(SerialNumber serial, RevocationReason reason, String cause, String origin) {
    if (!certificates.revoke(serial, reason, null)) {
      return false;
    }
    holds.close(serial);
    events.revoked(serial, reason, cause, origin);
    return true;
  }

  /** Suspends as a holder's report does; false when such a report holds it already, or it is revoked. */
  public boolean suspend(SerialNumber serial) {
    if (holds.held(serial, HoldCause.COMPROMISE_REPORTED)) {
      return false;
    }
    boolean revoked =
        certificates
            .find(serial)
            .map(found -> found.state() == CertificateState.REVOKED)
            .orElse(true);
    if (revoked) {
      return false;
    }
    holds.placeReported(serial, null);
    events.compromiseReported(serial, "body");
    return true;
  }
}
