package org.zhengyan.verification;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.status.StatusLookup;

/**
 * What can be done with a verification: ask, answer, look, cancel.
 *
 * <p>Each transition is one conditional statement that writes its event as well: of any number of
 * attempts on any number of nodes one stands, and the others leave nothing. The receipt is signed over
 * the event before. A transaction that is there is joined.
 */
@Component
class Verifications {
  private static final int NONCE_OCTETS = 32;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final VerificationStore store;
  private final EvidenceJudge judge;
  private final ReceiptWriter receipts;
  private final EventLog log;
  private final StatusLookup statuses;
  private final TransactionTemplate transaction;
  private final List<VerifiedActionListener> listeners;
  private final ServiceProperties service;
  private final VerificationProperties properties;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Verifications(
      VerificationStore store,
      EvidenceJudge judge,
      ReceiptWriter receipts,
      EventLog log,
      StatusLookup statuses,
      TransactionTemplate transaction,
      List<VerifiedActionListener> listeners,
      ServiceProperties service,
      VerificationProperties properties,
      Clock clock) {
    this.store = store;
    this.judge = judge;
    this.receipts = receipts;
    this.log = log;
    this.statuses = statuses;
    this.transaction = transaction;
    this.listeners = List.copyOf(listeners);
    this.service = service;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Opens a session for the platform's terms.
   *
   * @throws Refusal {@code unavailable} on a node that could not answer for a status now
   */
  Verification.Requested create(Actor platform, Terms terms) {
    requireServing();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant expires = now.plus(properties.life()).truncatedTo(ChronoUnit.SECONDS);
    VerificationId id = VerificationId.random(now, random);
    Challenge challenge =
        Challenge.of(
            service.publicUrl(),
            service.environment(),
            platform.displayName(),
            platform.clientId(),
            terms,
            id,
            nonce(),
            expires);
    Verification.Requested requested =
        new Verification.Requested(
            new Verification.Asked(id, platform.clientId(), terms, challenge, now, expires));
    store.insert(
        requested,
        Event.of(
            "verification.created",
            id.toString(),
            Map.of("client", platform.clientId(), "challenge", challenge.hash())));
    return requested;
  }

  /**
   * Judges the evidence and ends the session with the verdict.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the verification when it has ended;
   *     {@code unavailable} when no verdict is possible now, which leaves the session open
   */
  Verification.Decided answer(Actor platform, String id, Evidence evidence) {
    Verification.Requested requested = requireRequested(load(platform, id));
    Verification.Asked asked = requested.asked();
    Verdict verdict = judge.judge(asked.terms(), asked.challenge(), evidence);
    String evidenceHash = evidence.hash();
    EventLog.Draft event = log.draft(decidedEvent(asked, evidenceHash, verdict));
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String receipt = receipts.write(asked, evidenceHash, verdict, event, at);
    Verification.Decided decided = requested.decide(verdict, receipt, at);
    if (!Boolean.TRUE.equals(transaction.execute(status -> end(decided, event)))) {
      throw ended(platform, asked.id());
    }
    return decided;
  }

  /** Lets the verdict stand, with all that follows from it, or nothing. */
  private boolean end(Verification.Decided decided, EventLog.Draft event) {
    boolean stands = store.decide(decided, event);
    if (stands) {
      decided.verifiedAction().ifPresent(action -> listeners.forEach(each -> each.verified(action)));
    }
    return stands;
  }

  private Event decidedEvent(Verification.Asked asked, String evidenceHash, Verdict verdict) {
    return Event.of(
        "verification.decided",
        asked.id().toString(),
        Map.of(
            "client", asked.clientId(),
            "uscc", asked.terms().claimed().uscc().value(),
            "challenge", asked.challenge().hash(),
            "evidence", evidenceHash,
            "result", verdict.result().wire(),
            "reasons", verdict.reasons().stream().map(Reason::wire).collect(Collectors.joining(" ")),
            "verdict", receipts.hash(verdict)));
  }

  /**
   * Ends the session without an answer.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the verification when it has ended
   */
  Verification.Cancelled cancel(Actor platform, String id) {
    Verification.Requested requested = requireRequested(load(platform, id));
    Verification.Cancelled cancelled = requested.cancel(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Event event =
        Event.of(
            "verification.cancelled",
            cancelled.asked().id().toString(),
            Map.of("client", platform.clientId()));
    if (!store.cancel(cancelled, event)) {
      throw ended(platform, cancelled.asked().id());
    }
    return cancelled;
  }

  /**
   * @throws Refusal {@code not-found} for an id that is none, that is unknown, or that is another
   *     client's
   */
  Verification load(Actor platform, String id) {
    return VerificationId.parse(id)
        .flatMap(parsed -> store.find(parsed, platform.clientId()))
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "this client has no verification " + shown(id)));
  }

  private Verification.Requested requireRequested(Verification verification) {
    if (verification instanceof Verification.Requested requested) {
      return requested;
    }
    throw conflict(verification);
  }

  /** What to say when the conditional update found nothing: it ended meanwhile, or its time is over. */
  private Refusal ended(Actor platform, VerificationId id) {
    store.expire(
        id, Event.of("verification.expired", id.toString(), Map.of("client", platform.clientId())));
    return conflict(load(platform, id.toString()));
  }

  private static Refusal conflict(Verification verification) {
    return Refusal.conflict(
        Problem.WRONG_STATE,
        "the verification is " + verification.state() + " and stays so; create a new one",
        VerificationResponse.of(verification));
  }

  private void requireServing() {
    String because = statuses.unavailableBecause();
    if (because != null) {
      throw Refusal.unavailable(because, RETRY, null);
    }
  }

  private String nonce() {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static String shown(String id) {
    return id.length() <= 36 && id.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? id : "of that id";
  }
}
