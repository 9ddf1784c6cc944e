package org.zhengyan.enrolment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateList;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.Application;
import org.zhengyan.issuance.ApplicationRequest;
import org.zhengyan.issuance.ApplicationRules;
import org.zhengyan.issuance.Applications;
import org.zhengyan.issuance.Deliveries;
import org.zhengyan.issuance.DeliveryResponse;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Institution;
import org.zhengyan.status.revocation.SignedInReports;

/** What a person of a body does: apply, see how it stands, withdraw, collect. */
@Component
public class Enrolments {
  /** Applications of one body that wait at a time: more is no need, but a flood. */
  static final int MOST_OPEN = 20;

  private final EnrolmentStore store;
  private final EnrolmentRules kinds;
  private final ApplicationRules rules;
  private final Applications applications;
  private final Deliveries deliveries;
  private final CertificateStore certificates;
  private final CertificateList lists;
  private final SignedInReports reports;
  private final EventLog log;

  Enrolments(
      EnrolmentStore store,
      EnrolmentRules kinds,
      ApplicationRules rules,
      Applications applications,
      Deliveries deliveries,
      CertificateStore certificates,
      CertificateList lists,
      SignedInReports reports,
      EventLog log) {
    this.store = store;
    this.kinds = kinds;
    this.rules = rules;
    this.applications = applications;
    this.deliveries = deliveries;
    this.certificates = certificates;
    this.lists = lists;
    this.reports = reports;
    this.log = log;
  }

  /**
   * Takes an application. A replacement suspends the lost certificate in the same transaction, whatever
   * becomes of the application.
   *
   * @throws Refusal {@code malformed}, {@code refused-by-rule}
   */
  @Transactional
  public Enrolment submit(Applicant applicant, EnrolmentRequest request) {
    EnrolmentKind kind = kind(request.kind());
    ApplicationRules.Examined examined =
        rules.examine(
            new ApplicationRequest(
                applicant.uscc().value(),
                request.suite(),
                request.csr(),
                applicant.holder(),
                null,
                request.dual()),
            body -> {});
    Institution body = examined.institution();
    IssuedCertificate before = kinds.predecessor(applicant, kind, request.predecessor(), body);
    requireRoom(applicant);
    Enrolment enrolment = Enrolment.submitted(applicant, kind, examined, before == null ? null : before.serial());
    if (!store.insert(enrolment, applicant.account())) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/csr",
          "key-applied-for",
          "an application with this key is open: wait for it, or withdraw it");
    }
    if (kind == EnrolmentKind.REPLACEMENT && before != null) {
      reports.suspend(before.serial());
    }
    record("submitted", enrolment, applicant);
    return store.find(enrolment.id()).orElseThrow();
  }

  /** Suspends a certificate of the applicant's whose key is lost, without applying for another. */
  @Transactional
  public void reportLost(Applicant applicant, String serial) {
    IssuedCertificate lost =
        certificates(applicant).stream()
            .filter(certificate -> certificate.serial().hex().equals(serial))
            .findFirst()
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "you have no certificate with this serial"));
    reports.suspend(lost.serial());
  }

  /** Where an application stands, for a person of the body: one's own, or any for those who lead. */
  @Transactional(readOnly = true)
  public EnrolmentProgress load(Applicant applicant, String id) {
    return progress(require(applicant, id));
  }

  /** The body's, newest first; a person who does not lead sees only the own ones. */
  @Transactional(readOnly = true)
  public PageRequest.Page<EnrolmentProgress> list(Applicant applicant, PageRequest page) {
    return page.page(
        store.ofBody(applicant.uscc(), applicant.leads() ? null : applicant.person(), page),
        EnrolmentStore.Listed::position,
        listed -> progress(listed.enrolment()));
  }

  /** The applicant's certificates that are neither revoked nor lapsed. */
  @Transactional(readOnly = true)
  public List<IssuedCertificate> certificates(Applicant applicant) {
    return certificates.live(applicant.uscc()).stream()
        .filter(certificate -> certificate.state() != CertificateState.RESERVED)
        .filter(certificate -> kinds.belongsTo(applicant, certificate))
        .filter(certificate -> leads(certificate.serial()))
        .toList();
  }

  /**
   * The applicant's certificates that a change of the registry ended, and in whose place nothing came or is under
   * way: each can be changed.
   */
  @Transactional(readOnly = true)
  public List<IssuedCertificate> ended(Applicant applicant, Institution now) {
    return lists.superseded(applicant.uscc()).stream()
        .filter(certificate -> kinds.belongsTo(applicant, certificate))
        .filter(certificate -> leads(certificate.serial()))
        .filter(certificate -> kinds.outdated(certificate, now))
        .filter(certificate -> !followed(certificate.serial()))
        .toList();
  }

  private boolean followed(SerialNumber predecessor) {
    return store.ofPredecessor(predecessor).stream()
        .map(this::progress)
        .anyMatch(
            progress ->
                switch (progress.step()) {
                  case SUBMITTED, REVIEWED, ISSUED, JOINED -> true;
                  case REFUSED, WITHDRAWN, LAPSED -> false;
                });
  }

  /**
   * Ends an application that is not issued yet, such as one whose key file is lost.
   *
   * @throws Refusal {@code wrong-state} once it is being issued, or has ended
   */
  @Transactional
  public EnrolmentProgress withdraw(Applicant applicant, String id) {
    Enrolment enrolment = requireOwn(applicant, id);
    String application = enrolment.application();
    boolean ended =
        switch (enrolment.state()) {
          case SUBMITTED ->
              store.end(id, Enrolment.State.SUBMITTED, Enrolment.State.WITHDRAWN, "withdrawn by the applicant");
          case ACCEPTED ->
              application != null
                  && applications.withdraw(application, "withdrawn by the applicant")
                  && store.end(
                      id, Enrolment.State.ACCEPTED, Enrolment.State.WITHDRAWN, "withdrawn by the applicant");
          case REFUSED, WITHDRAWN, LAPSED -> false;
        };
    if (!ended) {
      throw Refusal.of(Problem.WRONG_STATE, "it was decided and cannot be withdrawn");
    }
    record("withdrawn", enrolment, applicant);
    return load(applicant, id);
  }

  /**
   * Hands the certificate over and notes that it is with its key; the code in the answer is to be had
   * nowhere else, and a repetition makes another one.
   *
   * @throws Refusal {@code wrong-state} before it is issued, or once it is revoked
   */
  @Transactional
  public DeliveryResponse collect(Applicant applicant, String id) {
    Enrolment enrolment = requireOwn(applicant, id);
    String application = enrolment.application();
    if (application == null) {
      throw Refusal.of(Problem.WRONG_STATE, "there is no certificate yet");
    }
    DeliveryResponse delivery =
        deliveries.deliverTo(applicant.person(), applicant.account(), application);
    if (store.join(id)) {
      record("joined", enrolment, applicant);
    }
    return delivery;
  }

  /** False for the encryption certificate of a pair, which goes with the other. */
  private boolean leads(SerialNumber serial) {
    return certificates.leading(serial).equals(serial);
  }

  EnrolmentProgress progress(Enrolment enrolment) {
    String id = enrolment.application();
    Application application = id == null ? null : applications.require(id);
    return EnrolmentProgress.of(
        enrolment, application == null ? null : applications.show(application));
  }

  private Enrolment require(Applicant applicant, String id) {
    return store
        .find(id)
        .filter(found -> found.uscc().equals(applicant.uscc()))
        .filter(found -> applicant.leads() || found.submittedBy().equals(applicant.person()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such application"));
  }

  private Enrolment requireOwn(Applicant applicant, String id) {
    Enrolment enrolment = require(applicant, id);
    if (!enrolment.submittedBy().equals(applicant.person())) {
      throw Refusal.of(Problem.FORBIDDEN, "the person who applied does this");
    }
    return store.findForDecision(id).orElseThrow();
  }

  private void requireRoom(Applicant applicant) {
    if (store.open(applicant.uscc()) >= MOST_OPEN) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE,
          "the body has " + MOST_OPEN + " applications that nobody decided: withdraw one, or wait");
    }
  }

  private static EnrolmentKind kind(@Nullable String wire) {
    return EnrolmentKind.ofWire(String.valueOf(wire))
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.REFUSED_BY_RULE,
                    "/kind",
                    "kind-unknown",
                    "the kinds are first, renewal, replacement and change"));
  }

  private void record(String act, Enrolment enrolment, Applicant applicant) {
    log.append(
        Event.of(
            "enrolment." + act,
            enrolment.id(),
            Map.of(
                "kind", enrolment.kind().wire(),
                "uscc", enrolment.uscc().value(),
                "digest", enrolment.digest(),
                "client", applicant.account(),
                "person", applicant.person().value())));
  }

  static final Set<String> STATES = Set.of("submitted", "accepted", "refused", "withdrawn", "lapsed");
}
