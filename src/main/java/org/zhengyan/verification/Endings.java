package org.zhengyan.verification;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every way into a terminal state, and the only ones.
 *
 * <p>Each is one conditional statement that writes its event as well: of any number of attempts on any
 * number of nodes one stands, and the others leave nothing. The receipt is signed over the event before.
 * {@link VerificationEnded} is published in the same transaction; one that is there is joined.
 */
@Component
public class Endings {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final VerificationStore store;
  private final VerificationCommits commits;
  private final ReceiptWriter receipts;
  private final NamedDownloads downloads;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final ApplicationEventPublisher listeners;
  private final JsonMapper json;
  private final Clock clock;

  Endings(
      VerificationStore store,
      VerificationCommits commits,
      ReceiptWriter receipts,
      NamedDownloads downloads,
      EventLog log,
      TransactionTemplate transaction,
      ApplicationEventPublisher listeners,
      JsonMapper json,
      Clock clock) {
    this.store = store;
    this.commits = commits;
    this.receipts = receipts;
    this.downloads = downloads;
    this.log = log;
    this.transaction = transaction;
    this.listeners = listeners;
    this.json = json;
    this.clock = clock;
  }

  /** Ends it with the verdict; empty, and nothing done, when it ended before or its time is over. */
  public Optional<Verification.Decided> decide(
      Verification.Requested requested, Evidence evidence, Verdict verdict) {
    Verification.Asked asked = requested.asked();
    String evidenceHash = evidence.hash();
    String verdictJson = json.writeValueAsString(verdict);
    EventLog.Draft event = log.draft(decidedEvent(asked, evidenceHash, verdict, verdictJson));
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String receipt = receipts.write(asked, evidenceHash, verdict, verdictJson, event, at);
    Verification.Decided decided = requested.decide(verdict, verdictJson, receipt, at);
    VerificationStore.Ending ending = new VerificationStore.Ending(decided, event);
    boolean stands =
        evidence instanceof Evidence.Document document
            ? Boolean.TRUE.equals(transaction.execute(status -> commits.end(ending) && useUp(decided, document)))
            : commits.end(ending);
    return stands ? Optional.of(decided) : Optional.empty();
  }

  /** A face proves one verification: of two at once, the second is judged anew. */
  private boolean useUp(Verification.Decided decided, Evidence.Document document) {
    if (decided.verdict().result() == Verdict.Result.VERIFIED
        && document.nonce() != null
        && !downloads.use(document.nonce(), decided.asked().id().value())) {
      throw Refusal.unavailable("the document was used meanwhile: send it again", RETRY_AFTER, null);
    }
    return true;
  }

  /** Ends it as rejected without evidence; empty, and nothing done, as for {@link #decide}. */
  public Optional<Verification.Decided> reject(Verification.Requested requested, Reason reason) {
    VerdictBuilder verdict = new VerdictBuilder();
    verdict.add(reason);
    return decide(requested, new Evidence.None(requested.asked().id(), reason), verdict.rejected());
  }

  private static Event decidedEvent(
      Verification.Asked asked, String evidenceHash, Verdict verdict, String verdictJson) {
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
            "verdict", Challenge.sha256(verdictJson.getBytes(StandardCharsets.UTF_8))));
  }

  /** Ends it without an answer; empty, and nothing done, when it ended before or its time is over. */
  Optional<Verification.Cancelled> cancel(Verification.Requested requested) {
    Verification.Cancelled cancelled = requested.cancel(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Event event = event("verification.cancelled", requested.asked());
    Boolean stands =
        transaction.execute(
            status -> {
              boolean won = store.cancel(cancelled, event);
              if (won) {
                listeners.publishEvent(VerificationEnded.of(cancelled, cancelled.at(), presented(requested)));
              }
              return won;
            });
    return Boolean.TRUE.equals(stands) ? Optional.of(cancelled) : Optional.empty();
  }

  /** Ends this one if its time is over. */
  void expire(Verification.Requested requested) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    transaction.executeWithoutResult(
        status -> {
          if (store.expire(requested.asked().id(), event("verification.expired", requested.asked()))) {
            Verification.Expired expired = new Verification.Expired(requested.asked(), at);
            listeners.publishEvent(VerificationEnded.of(expired, at, presented(requested)));
          }
        });
  }

  private static Event event(String type, Verification.Asked asked) {
    return Event.of(type, asked.id().toString(), Map.of("client", asked.clientId()));
  }

  /** Ends up to so many whose time is over; says how many. */
  int expireDue(int limit) {
    Integer count =
        transaction.execute(
            status -> {
              List<VerificationStore.Swept> due = store.expireDue(limit);
              due.forEach(this::expired);
              return due.size();
            });
    return count == null ? 0 : count;
  }

  private void expired(VerificationStore.Swept swept) {
    String id = swept.id().toString();
    log.append(Event.of("verification.expired", id, Map.of("client", swept.clientId())));
    listeners.publishEvent(
        new VerificationEnded(
            id, swept.clientId(), "expired", swept.at(), swept.terms(), swept.presented(), null, null));
  }

  private static boolean presented(Verification.Requested requested) {
    return requested.progress() != Verification.Progress.WAITING;
  }
}
