package org.zhengyan.enrolment;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.Applications;
import org.zhengyan.issuance.EncryptionKeys;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.ProposalDigest;

/**
 * Recovery of escrowed encryption keys, by two persons of the authority.
 *
 * <p>What was encrypted to a body outlives the key that the body lost. The key comes out of escrow only
 * wrapped to a signing certificate of the same body that is good and in its term at the approval, and
 * that a person of the body applied for: whoever applied holds its key, so one that a clerk of the
 * authority applied for would show the clerk the body's key. Signing keys are nobody's to recover.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class KeyRecoveries {
  static final String KIND = "key-recovery";

  private final KeyRecoveryStore store;
  private final RecoveryAskedStore asked;
  private final Approvals approvals;
  private final Applications applications;
  private final EncryptionKeys keys;
  private final CertificateStore certificates;
  private final EventLog log;
  private final Clock clock;

  KeyRecoveries(
      KeyRecoveryStore store,
      RecoveryAskedStore asked,
      Approvals approvals,
      Applications applications,
      EncryptionKeys keys,
      CertificateStore certificates,
      EventLog log,
      Clock clock) {
    this.store = store;
    this.asked = asked;
    this.approvals = approvals;
    this.applications = applications;
    this.keys = keys;
    this.certificates = certificates;
    this.log = log;
    this.clock = clock;
  }

  KeyRecovery submit(Actor actor, String hex, String targetHex, String reason) {
    Approvals.requireAuthority(actor);
    IssuedCertificate certificate =
        find(hex)
            .filter(found -> keys.find(found.serial()).isPresent())
            .orElseThrow(
                () -> Refusal.of(Problem.NOT_FOUND, "there is no encryption certificate with this serial"));
    Approvals.requireActsIn(actor, certificate.division());
    IssuedCertificate target = requireTarget(certificate, targetHex);
    String digest =
        ProposalDigest.of(
            Map.of(
                "serial", certificate.serial().hex(),
                "target", target.serial().hex(),
                "uscc", certificate.uscc().value(),
                "reason", reason));
    Proposal proposal =
        approvals.submit(actor, KIND, certificate.serial().hex(), certificate.division(), digest);
    KeyRecovery recovery =
        new KeyRecovery(
            proposal.id(),
            certificate.serial(),
            target.serial(),
            certificate.uscc(),
            certificate.division(),
            KeyRecovery.State.SUBMITTED,
            reason,
            digest,
            proposal.submittedAt(),
            null,
            null,
            null);
    if (!store.insert(recovery)) {
      throw Refusal.of(Problem.WRONG_STATE, "the same recovery is open and awaits its decision");
    }
    record("submitted", recovery, actor);
    return recovery;
  }

  KeyRecovery approve(Actor actor, String id, @Nullable String digest) {
    requireNotAsker(actor, id);
    Proposal decision = approvals.approve(actor, KIND, id, digest);
    KeyRecovery recovery = store.find(id).orElseThrow();
    // Its status may not change between this look and the commit.
    certificates.lock();
    IssuedCertificate certificate = certificates.find(recovery.serial()).orElseThrow();
    Approvals.requireActsIn(actor, certificate.division()); // the body may have moved since
    IssuedCertificate target = requireTarget(certificate, recovery.target().hex());
    decide(decision, KeyRecovery.State.APPROVED, keys.recover(recovery.serial(), key(target)));
    record("approved", recovery, actor);
    return store.find(id).orElseThrow();
  }

  KeyRecovery refuse(Actor actor, String id, String reason) {
    requireNotAsker(actor, id);
    decide(approvals.refuse(actor, KIND, id, reason), KeyRecovery.State.REFUSED, null);
    KeyRecovery recovery = store.find(id).orElseThrow();
    record("refused", recovery, actor);
    return recovery;
  }

  @Transactional(readOnly = true)
  public KeyRecovery load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    KeyRecovery recovery =
        store.find(id).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such recovery"));
    Approvals.requireActsIn(actor, recovery.division());
    return recovery;
  }

  /** Two persons of the authority stand between the person who asked and the key. */
  private void requireNotAsker(Actor actor, String id) {
    asked.ofRecovery(id).ifPresent(found -> approvals.requireOther(actor.owner(), found.askedBy()));
  }

  private void decide(Proposal decision, KeyRecovery.State state, byte @Nullable [] enveloped) {
    if (!store.decide(decision, state, enveloped)) {
      throw new IllegalStateException("a recovery and its proposal disagree");
    }
  }

  private IssuedCertificate requireTarget(IssuedCertificate certificate, String hex) {
    return find(hex)
        .filter(target -> target.uscc().equals(certificate.uscc()))
        .filter(target -> target.ca().suite() == Suite.SM2)
        .filter(target -> target.state() == CertificateState.GOOD)
        .filter(target -> target.notAfter().isAfter(clock.instant()))
        .filter(target -> keys.find(target.serial()).isEmpty())
        .filter(this::ofPerson)
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.REFUSED_BY_RULE,
                    "/target",
                    "target-not-good",
                    "the target is an SM2 signing certificate, good and in its term, that a person of the"
                        + " same body applied for with a key of their own"));
  }

  /** Its key is in the hands of the person of the body who applied, and of nobody of the authority. */
  private boolean ofPerson(IssuedCertificate target) {
    String holder = target.holder();
    return holder != null
        && holder.startsWith(EnrolmentRules.GRANT)
        && applications.recipientOf(target.serial()).isPresent();
  }

  private Optional<IssuedCertificate> find(String hex) {
    return SerialNumber.parse(hex).flatMap(certificates::find);
  }

  private static VerificationKey key(IssuedCertificate certificate) {
    try {
      return VerificationKey.of(
          new X509CertificateHolder(Objects.requireNonNull(certificate.der())).getSubjectPublicKeyInfo());
    } catch (IOException | InvalidKey e) {
      throw new IllegalStateException("a certificate of ours has a key that we do not accept", e);
    }
  }

  private void record(String act, KeyRecovery recovery, Actor actor) {
    log.append(
        Event.of(
            "key-recovery." + act,
            recovery.serial().hex(),
            Map.of(
                "recovery", recovery.id(),
                "target", recovery.target().hex(),
                "uscc", recovery.uscc().value(),
                "digest", recovery.digest(),
                "client", actor.clientId(),
                "person", actor.owner().value())));
  }
}
