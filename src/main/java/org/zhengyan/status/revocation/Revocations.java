package org.zhengyan.status.revocation;

import static org.zhengyan.status.revocation.HoldCause.AUTHORITY;
import static org.zhengyan.status.revocation.HoldCause.COMPROMISE_REPORTED;
import static org.zhengyan.status.revocation.HoldCause.KEY_COMPROMISE_SUBMITTED;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.ProposalDigest;

/**
 * Revocation, hold and release by two persons of an authority.
 *
 * <p>{@code keyCompromise} does not wait for the second person to stop the damage: its submission
 * suspends, its approval revokes with an invalidity date (RFC 5280 section 5.3.2), its refusal ends
 * the hold that it made. {@code certificateHold} suspends on approval. A release ends what an
 * approved hold or the holder's own report began, and nothing else: a hold of the registry ends in
 * the registry, and a revocation never.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Revocations {
  static final String KIND = "revocation";

  /**
   * What a caller may say. Left out are {@code cACompromise} (no holder's certificate ends by it)
   * and, as RFC 5280 knows them and this service does not, {@code removeFromCRL} and {@code
   * aACompromise}. {@code unspecified} is offered because a guessed reason would be worse.
   */
  static final Set<RevocationReason> OFFERED =
      EnumSet.of(
          RevocationReason.KEY_COMPROMISE,
          RevocationReason.AFFILIATION_CHANGED,
          RevocationReason.SUPERSEDED,
          RevocationReason.CESSATION_OF_OPERATION,
          RevocationReason.CERTIFICATE_HOLD,
          RevocationReason.PRIVILEGE_WITHDRAWN,
          RevocationReason.UNSPECIFIED);

  private static final String OFFERED_NAMES =
      OFFERED.stream().map(RevocationReason::wire).sorted().collect(Collectors.joining(", "));

  private final CertificateStore certificates;
  private final CertificateReader reader;
  private final CertificateHolds holds;
  private final RevocationStore store;
  private final Approvals approvals;
  private final StatusEvents events;

  Revocations(
      CertificateStore certificates,
      CertificateReader reader,
      CertificateHolds holds,
      RevocationStore store,
      Approvals approvals,
      StatusEvents events) {
    this.certificates = certificates;
    this.reader = reader;
    this.holds = holds;
    this.store = store;
    this.approvals = approvals;
    this.events = events;
  }

  /** Asks for the end of a certificate, or for its suspension. */
  Revocation submit(Actor actor, String hex, String reasonName) {
    RevocationReason reason = RevocationReason.ofWire(reasonName).filter(OFFERED::contains).orElse(null);
    if (reason == null) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/reason", "reason-not-offered", "the reason is one of " + OFFERED_NAMES);
    }
    IssuedCertificate certificate = lock(actor, hex);
    SerialNumber serial = certificate.serial();
    Revocation revocation = open(actor, certificate, Revocation.Act.REVOCATION, reason);
    requireNotRevoked(certificate);
    if (reason == RevocationReason.CERTIFICATE_HOLD && holds.held(serial, AUTHORITY)) {
      throw conflict("the certificate is on hold already", certificate);
    }
    if (reason == RevocationReason.KEY_COMPROMISE) {
      holds.place(serial, KEY_COMPROMISE_SUBMITTED, revocation.id());
    }
    events.decided(revocation, actor);
    return revocation;
  }

  /** Asks for the end of a hold. */
  Revocation submitRelease(Actor actor, String hex) {
    IssuedCertificate certificate = lock(actor, hex);
    Revocation revocation = open(actor, certificate, Revocation.Act.RELEASE, null);
    requireReleasable(certificate);
    events.decided(revocation, actor);
    return revocation;
  }

  /** The second person agrees, and it happens. */
  Revocation approve(Actor actor, String id, @Nullable String digest) {
    certificates.lock();
    Proposal proposal = approvals.approve(actor, KIND, id, digest);
    Revocation revocation = decided(proposal, Revocation.State.APPLIED);
    IssuedCertificate certificate = requireOwn(actor, revocation);
    if (revocation.act() == Revocation.Act.RELEASE) {
      requireReleasable(certificate);
      holds.end(revocation.serial(), AUTHORITY, COMPROMISE_REPORTED);
    } else {
      requireNotRevoked(certificate);
      apply(revocation);
    }
    events.decided(revocation, actor);
    return revocation;
  }

  /** The second person declines; the hold of a submitted {@code keyCompromise} ends with it. */
  Revocation refuse(Actor actor, String id, String reason) {
    certificates.lock();
    Proposal proposal = approvals.refuse(actor, KIND, id, reason);
    Revocation revocation = decided(proposal, Revocation.State.REFUSED);
    requireOwn(actor, revocation);
    holds.endOf(revocation.serial(), revocation.id());
    events.decided(revocation, actor);
    return revocation;
  }

  /** The certificate as it stands under the lock, which nobody takes who may not act on it. */
  private IssuedCertificate lock(Actor actor, String hex) {
    Approvals.requireAuthority(actor);
    Approvals.requireActsIn(actor, reader.require(hex).division());
    certificates.lock();
    return reader.require(hex);
  }

  /** Its body may have moved since: whoever acted where it was does not act where it is. */
  private IssuedCertificate requireOwn(Actor actor, Revocation revocation) {
    IssuedCertificate certificate = reader.require(revocation.serial().hex());
    Approvals.requireActsIn(actor, certificate.division());
    return certificate;
  }

  private void apply(Revocation revocation) {
    RevocationReason reason = Objects.requireNonNull(revocation.reason());
    SerialNumber serial = revocation.serial();
    if (reason == RevocationReason.CERTIFICATE_HOLD) {
      holds.place(serial, AUTHORITY);
      return;
    }
    Instant invalidityDate = null;
    if (reason == RevocationReason.KEY_COMPROMISE) {
      // The holder's own report, if it came first, is the earlier moment of doubt.
      invalidityDate =
          holds
              .reportedAt(serial)
              .filter(reported -> reported.isBefore(revocation.submittedAt()))
              .orElse(revocation.submittedAt());
    }
    certificates.revoke(serial, reason, invalidityDate);
    holds.close(serial);
    events.revoked(serial, reason, "authority", revocation.id());
  }

  private Revocation open(
      Actor actor,
      IssuedCertificate certificate,
      Revocation.Act act,
      @Nullable RevocationReason reason) {
    SerialNumber serial = certificate.serial();
    Proposal proposal =
        approvals.submit(
            actor, KIND, serial.hex(), certificate.division(), digest(certificate, act, reason));
    Revocation revocation =
        new Revocation(
            proposal.id(),
            serial,
            act,
            reason,
            Revocation.State.SUBMITTED,
            proposal.division(),
            proposal.digest(),
            proposal.submittedByClient(),
            proposal.submittedAt(),
            null,
            null,
            null);
    if (!store.insert(revocation)) {
      Revocation first = store.findOpen(serial, act, reason).orElseThrow();
      throw Refusal.conflict(
          Problem.WRONG_STATE,
          "the same request is open and awaits its decision",
          RevocationResponse.of(first, certificate));
    }
    return revocation;
  }

  private Revocation decided(Proposal proposal, Revocation.State state) {
    store.decide(proposal, state, state == Revocation.State.REFUSED ? proposal.reason() : null);
    return store.find(proposal.id()).orElseThrow();
  }

  /** What an approval agrees to; a certificate is named by its bytes, not by its serial alone. */
  private static String digest(
      IssuedCertificate certificate, Revocation.Act act, @Nullable RevocationReason reason) {
    Map<String, String> members = new TreeMap<>();
    members.put("act", act.wire());
    members.put("certificate", "sha256:" + HexFormat.of().formatHex(CertificateSha256.of(certificate)));
    members.put("serial", certificate.serial().hex());
    if (reason != null) {
      members.put("reason", reason.wire());
    }
    return ProposalDigest.of(members);
  }

  private static void requireNotRevoked(IssuedCertificate certificate) {
    if (certificate.state() == CertificateState.REVOKED) {
      throw conflict("the certificate is revoked, which is for ever", certificate);
    }
  }

  private void requireReleasable(IssuedCertificate certificate) {
    requireNotRevoked(certificate);
    if (!holds.held(certificate.serial(), AUTHORITY, COMPROMISE_REPORTED)) {
      throw conflict(
          certificate.state() == CertificateState.SUSPENDED
              ? "the certificate is on hold for a reason that a release does not end:"
                  + " a frozen body is put right in the registry,"
                  + " a submitted keyCompromise is refused"
              : "the certificate is not on hold",
          certificate);
    }
  }

  private static Refusal conflict(String detail, IssuedCertificate certificate) {
    return Refusal.conflict(
        Problem.WRONG_STATE, detail, CertificateResponse.of(certificate));
  }
}
