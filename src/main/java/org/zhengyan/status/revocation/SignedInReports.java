package org.zhengyan.status.revocation;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;

/**
 * A holder's report through an account with two factors: it suspends at once, like a signed one, and
 * only two persons of the authority undo it. Whose certificate it is, the caller has made sure.
 */
@Component
public class SignedInReports {
  private final CertificateStore certificates;
  private final CertificateHolds holds;
  private final StatusEvents events;

  SignedInReports(CertificateStore certificates, CertificateHolds holds, StatusEvents events) {
    this.certificates = certificates;
    this.holds = holds;
    this.events = events;
  }

  /** Suspends; nothing happens to what is revoked, or reported already. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void suspend(SerialNumber serial) {
    certificates.lock();
    IssuedCertificate certificate = certificates.find(serial).orElseThrow();
    if (certificate.state() != CertificateState.REVOKED
        && !holds.held(serial, HoldCause.COMPROMISE_REPORTED)) {
      holds.placeReported(serial, null);
      events.compromiseReported(serial, "account");
    }
  }
}
