package org.zhengyan.enrolment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.Applications;
import org.zhengyan.issuance.EncryptionKeys;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.RandomId;

/**
 * What a person of a body does about an encryption key that was lost with its signing key: ask that it be
 * wrapped to the signing certificate they have now, and collect it.
 *
 * <p>The key is for the person who asks: the target is a certificate that they applied for themselves. Persons
 * who lead may ask for every encryption key of the body, others for those of their own certificates. Each
 * step is in the log, each collection too.
 */
@Component
public class BodyRecoveries {
  /** Asked by one body at a time: more is no need, but a flood. */
  static final int MOST_WAITING = 20;

  private static final int MOST_SHOWN = 100;

  private final RecoveryAskedStore store;
  private final KeyRecoveryStore recoveries;
  private final EnrolmentRules rules;
  private final Applications applications;
  private final EncryptionKeys keys;
  private final CertificateStore certificates;
  private final EventLog log;
  private final Clock clock;

  BodyRecoveries(
      RecoveryAskedStore store,
      KeyRecoveryStore recoveries,
      EnrolmentRules rules,
      Applications applications,
      EncryptionKeys keys,
      CertificateStore certificates,
      EventLog log,
      Clock clock) {
    this.store = store;
    this.recoveries = recoveries;
    this.rules = rules;
    this.applications = applications;
    this.keys = keys;
    this.certificates = certificates;
    this.log = log;
    this.clock = clock;
  }

  /**
   * How far it is.
   *
   * @param recovery what the authority made of it, once a clerk accepted
   */
  public record Progress(RecoveryAsked asked, @Nullable KeyRecovery recovery) {}

  /** The wrapped key with both certificates: the target's key opens it, and nothing else does. */
  public record Collected(RecoveryAsked asked, IssuedCertificate target, byte[] encryption, byte[] enveloped) {}

  /** The signing certificates of pairs whose encryption key this person may ask for, newest first. */
  @Transactional(readOnly = true)
  public List<EncryptionKeys.Kept> recoverable(Applicant applicant) {
    return keys.ofBody(applicant.uscc(), MOST_SHOWN).stream()
        .filter(kept -> mayAskFor(applicant, kept.signing()))
        .toList();
  }

  /** The certificates that a key can be wrapped to: the person's own, SM2, good and in their term. */
  @Transactional(readOnly = true)
  public List<IssuedCertificate> targets(Applicant applicant) {
    return certificates.live(applicant.uscc()).stream()
        .filter(certificate -> isTarget(applicant, certificate))
        .toList();
  }

  /**
   * Asks.
   *
   * @param serial of the encryption certificate
   * @throws Refusal {@code refused-by-rule} at {@code /serial}, {@code /target} or {@code /reason}
   */
  @Transactional
  public RecoveryAsked ask(Applicant applicant, String serial, String target, String reason) {
    IssuedCertificate encryption =
        find(serial)
            .filter(
                found ->
                    keys.find(found.serial())
                        .filter(kept -> mayAskFor(applicant, kept.signing()))
                        .isPresent())
            .orElseThrow(() -> refused("/serial", "key-not-yours", "you may not ask for this key"));
    IssuedCertificate to =
        find(target)
            .filter(found -> isTarget(applicant, found))
            .orElseThrow(
                () ->
                    refused(
                        "/target",
                        "target-not-good",
                        "the target is a good SM2 certificate that you applied for yourself"));
    if (reason.isEmpty()) {
      throw refused("/reason", "reason-missing", "say what happened");
    }
    String why = CallerText.require(reason, "/reason");
    if (store.waitingOf(applicant.uscc()) >= MOST_WAITING) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE, "the body asked for as many keys as can wait: withdraw one, or wait");
    }
    RecoveryAsked asked =
        new RecoveryAsked(
            RandomId.next(),
            encryption.serial(),
            to.serial(),
            applicant.uscc(),
            encryption.division(),
            RecoveryAsked.State.ASKED,
            why,
            applicant.person(),
            Instant.EPOCH,
            null,
            null,
            null);
    if (!store.insert(asked)) {
      throw refused("/serial", "key-asked-for", "this key was asked for, and the answer is still to come");
    }
    record("asked", asked, applicant);
    return store.find(asked.id()).orElseThrow();
  }

  /** The body's, newest first; a person who does not lead sees only the own ones. */
  @Transactional(readOnly = true)
  public List<Progress> list(Applicant applicant) {
    return store.ofBody(applicant.uscc(), applicant.leads() ? null : applicant.person(), MOST_SHOWN).stream()
        .map(this::progress)
        .toList();
  }

  /** @throws Refusal {@code not-found}, also for another body's */
  @Transactional(readOnly = true)
  public Progress load(Applicant applicant, String id) {
    return progress(require(applicant, id));
  }

  /**
   * Takes back what no clerk has decided.
   *
   * @throws Refusal {@code wrong-state}
   */
  @Transactional
  public void withdraw(Applicant applicant, String id) {
    RecoveryAsked asked = requireOwn(applicant, id);
    if (!store.decide(id, RecoveryAsked.State.WITHDRAWN, null, null, null)) {
      throw Refusal.of(Problem.WRONG_STATE, "it was decided and cannot be withdrawn");
    }
    record("withdrawn", asked, applicant);
  }

  /**
   * Hands the wrapped key over to whoever asked for it, as often as they want it.
   *
   * @throws Refusal {@code wrong-state} before two persons decided, and once the target is not good any more:
   *     whoever has a lost key is not to open it
   */
  @Transactional
  public Collected collect(Applicant applicant, String id) {
    RecoveryAsked asked = requireOwn(applicant, id);
    KeyRecovery recovery = progress(asked).recovery();
    if (recovery == null || recovery.enveloped() == null) {
      throw Refusal.of(Problem.WRONG_STATE, "two persons of the authority have not agreed to it");
    }
    certificates.lock();
    IssuedCertificate target =
        certificates
            .find(asked.target())
            .filter(found -> found.state() == CertificateState.GOOD)
            .orElseThrow(
                () ->
                    Refusal.of(
                        Problem.WRONG_STATE,
                        "the certificate that the key was wrapped to is not in force: ask for it with another one"));
    IssuedCertificate encryption = certificates.find(asked.serial()).orElseThrow();
    record("collected", asked, applicant);
    return new Collected(asked, target, Objects.requireNonNull(encryption.der()), recovery.enveloped());
  }

  private Progress progress(RecoveryAsked asked) {
    String recovery = asked.recovery();
    return new Progress(asked, recovery == null ? null : recoveries.find(recovery).orElseThrow());
  }

  private boolean mayAskFor(Applicant applicant, String signing) {
    return find(signing)
        .filter(found -> found.uscc().equals(applicant.uscc()))
        .filter(found -> applicant.leads() || rules.belongsTo(applicant, found))
        .isPresent();
  }

  private boolean isTarget(Applicant applicant, IssuedCertificate certificate) {
    String holder = certificate.holder();
    return certificate.uscc().equals(applicant.uscc())
        && certificate.ca().suite() == Suite.SM2
        && certificate.state() == CertificateState.GOOD
        && certificate.notAfter().isAfter(clock.instant())
        && holder != null
        && holder.equals(applicant.holder())
        && keys.find(certificate.serial()).isEmpty()
        && applications.recipientOf(certificate.serial()).filter(applicant.person()::equals).isPresent();
  }

  private RecoveryAsked require(Applicant applicant, String id) {
    return store
        .find(id)
        .filter(found -> found.uscc().equals(applicant.uscc()))
        .filter(found -> applicant.leads() || found.askedBy().equals(applicant.person()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "nobody of this body asked for that"));
  }

  private RecoveryAsked requireOwn(Applicant applicant, String id) {
    RecoveryAsked asked = require(applicant, id);
    if (!asked.askedBy().equals(applicant.person())) {
      throw Refusal.of(Problem.FORBIDDEN, "the person who asked does this");
    }
    return asked;
  }

  private Optional<IssuedCertificate> find(String hex) {
    return SerialNumber.parse(hex).flatMap(certificates::find);
  }

  private void record(String act, RecoveryAsked asked, Applicant applicant) {
    log.append(
        Event.of(
            "key-recovery." + act,
            asked.serial().hex(),
            Map.of(
                "asked", asked.id(),
                "target", asked.target().hex(),
                "uscc", asked.uscc().value(),
                "client", applicant.account(),
                "person", applicant.person().value())));
  }

  private static Refusal refused(String pointer, String code, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, detail);
  }
}
