package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.issuance.CertificateIssued;

/** Says of a certificate that it renews another: issuance knows applications, and not why they were made. */
@Component
class Renewals {
  private final EnrolmentStore store;
  private final ApplicationEventPublisher listeners;

  Renewals(EnrolmentStore store, ApplicationEventPublisher listeners) {
    this.store = store;
    this.listeners = listeners;
  }

  @EventListener
  void issued(CertificateIssued issued) {
    store
        .ofApplication(issued.application())
        .filter(enrolment -> enrolment.kind() == EnrolmentKind.RENEWAL)
        .ifPresent(enrolment -> renewed(enrolment.predecessor(), issued));
  }

  private void renewed(@Nullable SerialNumber predecessor, CertificateIssued issued) {
    if (predecessor != null) {
      listeners.publishEvent(new CertificateRenewed(issued.uscc(), predecessor, issued.serial()));
    }
  }
}
