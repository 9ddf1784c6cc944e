package org.zhengyan.issuance;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.status.revocation.CertificateRetirement;

/** Steps 3 and 6 of the cycle: what the database and the log know of an issuing. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class IssuanceRecords {
  private final Applications applications;
  private final ApplicationStore store;
  private final Approvals approvals;
  private final CertificateStore certificates;
  private final CertificateRetirement retirement;
  private final EncryptionKeys encryptionKeys;
  private final EventLog log;
  private final ApplicationEventPublisher listeners;

  IssuanceRecords(
      Applications applications,
      ApplicationStore store,
      Approvals approvals,
      CertificateStore certificates,
      CertificateRetirement retirement,
      EncryptionKeys encryptionKeys,
      EventLog log,
      ApplicationEventPublisher listeners) {
    this.applications = applications;
    this.store = store;
    this.approvals = approvals;
    this.certificates = certificates;
    this.retirement = retirement;
    this.encryptionKeys = encryptionKeys;
    this.log = log;
    this.listeners = listeners;
  }

  /**
   * Records the approval and the intent. The lock of status writers comes first: a freeze of the body
   * either is seen here, or sees the reserved serial.
   */
  Intent intend(
      Actor actor, Application application, @Nullable String digest, CertificateDrafts.Drafts drafts) {
    CertificateDrafts.Draft draft = drafts.signing();
    store.boundWaiting();
    certificates.lock();
    Institution institution = applications.requireUnchanged(application);
    switch (application.state()) {
      case Application.Submitted s -> approve(actor, application, digest, draft.serial());
      case Application.Issuing s -> giveUp(application, s.serial(), draft.serial());
      default -> throw new IllegalStateException("nothing is intended for a decided application");
    }
    reserve(actor, application, institution, draft);
    CertificateDrafts.EncryptionDraft encryption = drafts.encryption();
    if (encryption != null) {
      reserve(actor, application, institution, encryption.draft());
      encryptionKeys.keep(
          encryption.draft().serial(),
          draft.serial(),
          institution.uscc(),
          encryption.key(),
          drafts.holder());
    }
    store.insertAttempt(draft.serial(), application.id(), actor);
    return new Intent(application, drafts);
  }

  private void reserve(
      Actor actor,
      Application application,
      Institution institution,
      CertificateDrafts.Draft draft) {
    byte[] tbsDigest = draft.linted().tbsDigest();
    certificates.reserve(reservation(application, institution, draft), tbsDigest);
    retirement
        .supersedingOn(institution.uscc(), draft.certifiedName(), institution.version())
        .ifPresent(day -> certificates.supersedeOn(draft.serial(), day));
    log.append(
        Event.of(
            "certificate.intended",
            draft.serial().hex(),
            Map.of(
                "application", application.id(),
                "ca", draft.caId().wire(),
                "tbs", "sha256:" + HexFormat.of().formatHex(tbsDigest),
                "client", actor.clientId(),
                "person", actor.owner().value())));
  }

  /** Records the certificates; another attempt, or a retirement, may have come in between. */
  void complete(Actor actor, Intent intent, List<byte[]> signed) {
    Application application = intent.application();
    SerialNumber serial = intent.serial();
    List<CertificateDrafts.Draft> drafts = intent.all();
    boolean completed = true;
    for (int i = 0; i < drafts.size(); i++) {
      completed &= certificates.complete(drafts.get(i).serial(), signed.get(i));
    }
    if (!completed || !store.record(application.id(), serial)) {
      throw Refusal.conflict(
          Problem.WRONG_STATE,
          "the serial was given up before its certificate was recorded: approve again",
          ApplicationResponse.of(applications.require(application.id())));
    }
    SerialNumber replaces = application.replaces();
    if (replaces != null) {
      retirement.supersede(replaces, serial);
    }
    for (int i = 0; i < drafts.size(); i++) {
      log.append(
          Event.of(
              "certificate.issued",
              drafts.get(i).serial().hex(),
              Map.of(
                  "application", application.id(),
                  "uscc", application.uscc().value(),
                  "ca", drafts.get(i).caId().wire(),
                  "sha256", HexFormat.of().formatHex(Applications.sha256(signed.get(i))),
                  "client", actor.clientId(),
                  "person", actor.owner().value())));
    }
    listeners.publishEvent(new CertificateIssued(application.id(), serial, application.uscc()));
  }

  /** Ends an application whose approval no longer fits what would be issued. */
  void lapse(Actor actor, Application application, String reason) {
    if (store.lapse(application.id(), reason)) {
      applications.record("lapsed", application, actor);
    }
  }

  private void approve(
      Actor actor, Application application, @Nullable String digest, SerialNumber serial) {
    Proposal decision = approvals.approve(actor, Applications.KIND, application.id(), digest);
    ApplicationRules.requireUnclaimed(!certificates.claimKey(application.keySha256()));
    if (!store.approve(decision, serial)) {
      throw new IllegalStateException("an application and its proposal disagree");
    }
    applications.record("approved", application, actor);
  }

  private void giveUp(Application application, SerialNumber before, SerialNumber next) {
    if (!store.attemptAgain(application.id(), before, next)) {
      throw new IllegalStateException("another attempt runs in spite of the lock");
    }
  }

  private static IssuedCertificate reservation(
      Application application, Institution institution, CertificateDrafts.Draft draft) {
    return new IssuedCertificate(
        draft.serial(),
        draft.caId(),
        draft.shard(),
        institution.uscc(),
        institution.division(),
        institution.version(),
        draft.certifiedName(),
        application.holder(),
        draft.notBefore(),
        draft.notAfter(),
        null,
        CertificateState.RESERVED,
        null,
        null,
        null,
        null);
  }
}
