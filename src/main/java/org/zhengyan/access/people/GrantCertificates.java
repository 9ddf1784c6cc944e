package org.zhengyan.access.people;

import java.util.List;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.people.Grant.EndReason;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.status.revocation.BodyWithdrawals;

/**
 * A person's certificates of the body: they live no longer than the grant.
 *
 * <p>Whoever ends a grant holds the lock of the statuses, and so does whoever reserves a serial: what was
 * reserved before is revoked with the rest and cannot be completed, and afterwards nothing is reserved.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class GrantCertificates {
  private final CertificateStore certificates;
  private final BodyWithdrawals withdrawals;
  private final GrantStore grants;

  GrantCertificates(
      CertificateStore certificates, BodyWithdrawals withdrawals, GrantStore grants) {
    this.certificates = certificates;
    this.withdrawals = withdrawals;
    this.grants = grants;
  }

  /** Taken before a grant is ended. */
  void lock() {
    certificates.lock();
  }

  /** Revokes all that the grant's person holds; the number of them. */
  int withdraw(Grant grant, EndReason why) {
    int revoked = 0;
    for (IssuedCertificate certificate : certificates.unrevoked(grant.uscc(), grant.holder())) {
      revoked +=
          withdrawals.withdraw(certificate.serial(), reason(why), "grantEnded", grant.id()) ? 1 : 0;
    }
    return revoked;
  }

  /**
   * Lets no certificate come into being for a person who may not hold one; one index look-up for each
   * reservation.
   */
  @EventListener
  public void follow(StatusChange change) {
    if (change.state() != CertificateState.RESERVED || change.previous() != null) {
      return;
    }
    Optional<String> id =
        certificates.find(change.serial()).flatMap(reserved -> Grant.idOf(reserved.holder()));
    if (id.isEmpty()) {
      return;
    }
    boolean active =
        grants.find(id.get()).filter(grant -> grant.uscc().equals(change.uscc())).filter(Grant::active).isPresent();
    if (!active) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE,
          "the person that the certificate is for does not act for the body now: refuse the application");
    }
  }

  /**
   * RFC 5280 section 5.3.1: who is removed has a privilege withdrawn; where a term is over or the person
   * handed over, the certificate is no longer needed, and nothing is suspected.
   */
  private static RevocationReason reason(EndReason why) {
    return switch (why) {
      case REMOVED -> RevocationReason.PRIVILEGE_WITHDRAWN;
      case HANDED_OVER, TERM_OVER, BODY_ENDED -> RevocationReason.CESSATION_OF_OPERATION;
    };
  }

  /** What would be revoked if the grant ended now. */
  List<IssuedCertificate> unrevoked(Grant grant) {
    return certificates.unrevoked(grant.uscc(), grant.holder());
  }
}
