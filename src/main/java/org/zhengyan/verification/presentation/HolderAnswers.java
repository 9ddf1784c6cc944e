package org.zhengyan.verification.presentation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.verification.Endings;
import org.zhengyan.verification.Evidence;
import org.zhengyan.verification.EvidenceRequest;
import org.zhengyan.verification.Mendable;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Verdict;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;
import org.zhengyan.verification.Verifications;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the holder's page sends: a signature, or a no.
 *
 * <p>Evidence that another certificate or another try could mend decides nothing; it is told, and the
 * fifth ends the session. On the same device a yes is held for {@link Completions}.
 */
@Component
class HolderAnswers {
  private final PresentationStore store;
  private final Takings takings;
  private final Verifications verifications;
  private final Endings endings;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private final JsonMapper json;

  HolderAnswers(
      PresentationStore store,
      Takings takings,
      Verifications verifications,
      Endings endings,
      EventLog log,
      TransactionTemplate transaction,
      JsonMapper json) {
    this.store = store;
    this.takings = takings;
    this.verifications = verifications;
    this.endings = endings;
    this.log = log;
    this.transaction = transaction;
    this.json = json;
  }

  /**
   * @throws Refusal {@code not-found} without the token; {@code wrong-state} when it is over; {@code
   *     refused-by-rule} for what decides nothing; {@code unavailable} when no verdict is possible now
   */
  HolderView.Outcome answer(String id, String answerToken, EvidenceRequest request) {
    Session session = takings.load(id);
    if (!HolderTokens.matches(answerToken, session.answerHash()) || session.codeRequired()) {
      throw Takings.unknown();
    }
    Verification.Requested requested = session.requireOpen();
    takings.requireServing(session);
    if (request instanceof EvidenceRequest.Document || request instanceof EvidenceRequest.Paper) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/kind", "signature-required", "the holder signs; no document is an answer");
    }
    Evidence evidence = request.evidence();
    Verdict verdict = verifications.judge(requested.asked(), evidence);
    if (Mendable.in(verdict)) {
      throw attempt(requested, request, evidence, verdict);
    }
    if (session.mode() == PresentationMode.SAME_DEVICE && verdict.result() == Verdict.Result.VERIFIED) {
      if (!hold(requested.asked(), request, evidence, HolderTokens.completion(answerToken, session.id()))) {
        throw overNow(id);
      }
    } else if (endings.decide(requested, evidence, verdict).isEmpty()) {
      throw overNow(id);
    }
    return outcome(takings.load(id), answerToken);
  }

  /**
   * Ends the session with the holder's no.
   *
   * @param answerToken or null when the cookie stands for the browser, as before the short code is typed
   * @throws Refusal {@code not-found} for any other browser; {@code wrong-state} when it is over
   */
  HolderView.Outcome refuse(String id, @Nullable String answerToken, @Nullable String cookie) {
    Session session = takings.load(id);
    boolean own = HolderTokens.matches(answerToken, session.answerHash()) || session.takenBy(cookie);
    if (!own) {
      throw Takings.unknown();
    }
    if (endings.reject(session.requireOpen(), Reason.HOLDER_REFUSED).isEmpty()) {
      throw overNow(id);
    }
    return outcome(takings.load(id), null);
  }

  private Refusal attempt(
      Verification.Requested requested, EvidenceRequest request, Evidence evidence, Verdict verdict) {
    VerificationId id = requested.asked().id();
    Optional<Integer> count =
        Optional.ofNullable(transaction.execute(status -> count(status, requested, evidence, verdict)));
    Session now = takings.load(id.toString());
    if (count.isEmpty()) {
      return now.over(now.state());
    }
    return Refusal.ruled(
        Mendable.detail(verdict),
        Mendable.errors(verdict, request instanceof EvidenceRequest.Cms),
        new Session.Standing(id.toString(), now.state(), Session.MOST_ATTEMPTS - count.get()));
  }

  private @Nullable Integer count(
      TransactionStatus status, Verification.Requested requested, Evidence evidence, Verdict verdict) {
    Optional<Integer> count = store.countAttempt(requested.asked().id());
    if (count.isPresent()
        && count.get() >= Session.MOST_ATTEMPTS
        && endings.decide(requested, evidence, verdict).isEmpty()) {
      status.setRollbackOnly(); // its time ran out meanwhile
      return null;
    }
    return count.orElse(null);
  }

  private boolean hold(
      Verification.Asked asked, EvidenceRequest request, Evidence evidence, String completion) {
    Boolean held =
        transaction.execute(
            status -> {
              if (!store.hold(
                  asked.id(), json.writeValueAsString(request), HolderTokens.hash(completion))) {
                return false;
              }
              log.append(
                  Event.of(
                      "verification.answered",
                      asked.id().toString(),
                      Map.of("client", asked.clientId(), "evidence", evidence.hash())));
              store.moved(asked.id());
              return true;
            });
    return Boolean.TRUE.equals(held);
  }

  private Refusal overNow(String id) {
    Session now = takings.load(id);
    return now.over(now.state());
  }

  private static HolderView.Outcome outcome(Session session, @Nullable String answerToken) {
    List<Reason> reasons = session.reasons();
    return new HolderView.Outcome(
        session.id().toString(),
        session.state(),
        reasons.isEmpty() ? null : reasons,
        session.returnTo(answerToken));
  }
}
