package org.zhengyan.enrolment;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.Application;
import org.zhengyan.issuance.ApplicationRequest;
import org.zhengyan.issuance.Applications;
import org.zhengyan.keys.Pem;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Institutions;

/**
 * What a clerk of the authority does with the applications of a body's persons: examine, and accept
 * or refuse. An acceptance makes the certificate application, of which the clerk is the first of the
 * two persons.
 */
@Component
public class EnrolmentDesk {
  private final EnrolmentStore store;
  private final Enrolments enrolments;
  private final Applications applications;
  private final Institutions institutions;
  private final CertificateStore certificates;
  private final Approvals approvals;
  private final EventLog log;

  EnrolmentDesk(
      EnrolmentStore store,
      Enrolments enrolments,
      Applications applications,
      Institutions institutions,
      CertificateStore certificates,
      Approvals approvals,
      EventLog log) {
    this.store = store;
    this.enrolments = enrolments;
    this.applications = applications;
    this.institutions = institutions;
    this.certificates = certificates;
    this.approvals = approvals;
    this.log = log;
  }

  /** @param state of {@link Enrolment.State}, or null for all */
  @Transactional(readOnly = true)
  public PageRequest.Page<EnrolmentProgress> list(
      Actor actor, @Nullable String state, PageRequest page) {
    return list(actor, null, state, page);
  }

  /** The same of a division below the actor's authority; null for all of it. */
  @Transactional(readOnly = true)
  public PageRequest.Page<EnrolmentProgress> list(
      Actor actor, @Nullable Division asked, @Nullable String state, PageRequest page) {
    Division division = Approvals.within(actor, asked);
    if (state != null && !Enrolments.STATES.contains(state)) {
      throw Refusal.of(
          Problem.MALFORMED,
          "The state is one of submitted, accepted, refused, withdrawn and lapsed");
    }
    return page.page(
        store.list(state, division, page),
        EnrolmentStore.Listed::position,
        listed -> enrolments.progress(listed.enrolment()));
  }

  @Transactional(readOnly = true)
  public EnrolmentProgress load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    return enrolments.progress(visible(actor, store.find(id).orElse(null)));
  }

  /** The enrolment behind a certificate application, if a person of a body made it. */
  public @Nullable Enrolment ofApplication(String application) {
    return store.ofApplication(application).orElse(null);
  }

  /**
   * Accepts: the certificate application is made in the same transaction.
   *
   * @param digest what the clerk saw; null accepts it as it stands
   * @throws Refusal {@code outside-division}, {@code not-found}, {@code same-person}, {@code
   *     digest-mismatch}, {@code wrong-state}, {@code refused-by-rule}
   */
  @Transactional
  public EnrolmentProgress accept(Actor actor, String id, @Nullable String digest) {
    Enrolment enrolment = forDecision(actor, id);
    requireUnchanged(enrolment, digest);
    SerialNumber replaces = replaces(enrolment);
    Application application =
        applications.submit(
            actor,
            new ApplicationRequest(
                enrolment.uscc().value(),
                enrolment.suite().wire(),
                Pem.encode("CERTIFICATE REQUEST", enrolment.csr()),
                enrolment.holder(),
                replaces == null ? null : replaces.hex(),
                enrolment.dual() ? true : null),
            enrolment.submittedBy());
    decide(enrolment, Enrolment.State.ACCEPTED, actor, application.id(), null);
    return enrolments.progress(store.find(id).orElseThrow());
  }

  @Transactional
  public EnrolmentProgress refuse(Actor actor, String id, String reason) {
    Enrolment enrolment = forDecision(actor, id);
    decide(enrolment, Enrolment.State.REFUSED, actor, null, reason);
    return enrolments.progress(store.find(id).orElseThrow());
  }

  private void decide(
      Enrolment enrolment,
      Enrolment.State state,
      Actor actor,
      @Nullable String application,
      @Nullable String reason) {
    if (!store.decide(enrolment.id(), state, actor, application, reason)) {
      throw new IllegalStateException("an enrolment was decided in spite of its lock");
    }
    log.append(
        Event.of(
            "enrolment." + state.wire(),
            enrolment.id(),
            Map.of(
                "kind", enrolment.kind().wire(),
                "uscc", enrolment.uscc().value(),
                "digest", enrolment.digest(),
                "application", application == null ? "" : application,
                "client", actor.clientId(),
                "person", actor.owner().value())));
  }

  private Enrolment forDecision(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    Enrolment enrolment = visible(actor, store.findForDecision(id).orElse(null));
    approvals.requireOther(actor.owner(), enrolment.submittedBy());
    if (enrolment.state() != Enrolment.State.SUBMITTED) {
      throw Refusal.conflict(
          Problem.WRONG_STATE,
          "it is " + enrolment.state().wire() + " and stays so",
          EnrolmentResponse.of(enrolments.progress(enrolment)));
    }
    return enrolment;
  }

  private static Enrolment visible(Actor actor, @Nullable Enrolment enrolment) {
    if (enrolment == null) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such enrolment");
    }
    Approvals.requireActsIn(actor, enrolment.division());
    return enrolment;
  }

  private void requireUnchanged(Enrolment enrolment, @Nullable String digest) {
    Institution now = institutions.find(enrolment.uscc()).orElse(null);
    boolean same = now != null && now.version() == enrolment.registryVersion();
    if (!same || (digest != null && !digest.equals(enrolment.digest()))) {
      throw Refusal.conflict(
          Problem.DIGEST_MISMATCH,
          same
              ? "the digest is not the one of this enrolment"
              : "the registry changed since the person applied: refuse it, and let the person apply again",
          EnrolmentResponse.of(enrolments.progress(enrolment)));
    }
  }

  /** A renewed certificate stays until it lapses; a lost or outdated one ends with the new one. */
  private @Nullable SerialNumber replaces(Enrolment enrolment) {
    SerialNumber before = enrolment.predecessor();
    if (before == null || enrolment.kind() == EnrolmentKind.RENEWAL) {
      return null;
    }
    return certificates
        .find(before)
        .filter(certificate -> certificate.state() != CertificateState.REVOKED)
        .map(IssuedCertificate::serial)
        .orElse(null);
  }
}
