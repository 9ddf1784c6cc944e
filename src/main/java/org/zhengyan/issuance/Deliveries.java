package org.zhengyan.issuance;

import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.PersonId;
import org.zhengyan.status.revocation.CertificateReader;
import org.zhengyan.status.revocation.RevocationCodes;

/**
 * Hands a certificate over to its holder, with the code that suspends it when the key is lost.
 *
 * <p>The person who applied delivers, so that the reviewer never sees a code, and a code exists from
 * the delivery on, not before. Whoever lost the answer delivers again: the code before is void then,
 * and the log tells how often it happened.
 */
@Component
public class Deliveries {
  private final Applications applications;
  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final RevocationCodes codes;
  private final EventLog log;

  Deliveries(
      Applications applications,
      CertificateStore certificates,
      CertificateReader reader,
      RevocationCodes codes,
      EventLog log) {
    this.applications = applications;
    this.certificates = certificates;
    this.reader = reader;
    this.codes = codes;
    this.log = log;
  }

  /** To the client that applied, unless it was for a person of the body. */
  @Transactional
  public DeliveryResponse deliver(Actor actor, String id) {
    Application application = applications.load(actor, id);
    if (!actor.owner().equals(application.submittedBy()) || application.recipient() != null) {
      throw Refusal.of(
          Problem.FORBIDDEN, "the person who applied, or was applied for, takes the certificate");
    }
    return deliver(application, actor.owner(), actor.clientId());
  }

  /**
   * To the person of the body that it was made for.
   *
   * @param account through which the person collects
   */
  @Transactional
  public DeliveryResponse deliverTo(PersonId recipient, String account, String id) {
    Application application = applications.require(id);
    if (!recipient.equals(application.recipient())) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such application");
    }
    return deliver(application, recipient, account);
  }

  private DeliveryResponse deliver(Application application, PersonId person, String client) {
    if (!(application.state() instanceof Application.Issued issued)) {
      throw Refusal.conflict(
          Problem.WRONG_STATE,
          "there is no certificate to deliver",
          ApplicationResponse.of(application));
    }
    IssuedCertificate certificate = certificates.find(issued.serial()).orElseThrow();
    if (certificate.state() == CertificateState.REVOKED) {
      throw Refusal.conflict(
          Problem.WRONG_STATE, "the certificate is revoked", applications.show(application));
    }
    String code = codes.make(issued.serial());
    log.append(
        Event.of(
            "certificate.delivered",
            issued.serial().hex(),
            Map.of(
                "application", application.id(),
                "client", client,
                "person", person.value())));
    return new DeliveryResponse(
        application.id(),
        issued.serial().hex(),
        Pem.encode("CERTIFICATE", Objects.requireNonNull(certificate.der())),
        reader.chain(certificate.ca()),
        code,
        applications.show(application).encryption());
  }
}
