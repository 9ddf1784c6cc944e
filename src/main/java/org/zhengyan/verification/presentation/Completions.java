package org.zhengyan.verification.presentation;

import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.verification.Endings;
import org.zhengyan.verification.Evidence;
import org.zhengyan.verification.EvidenceRequest;
import org.zhengyan.verification.Verdict;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationResponses;
import org.zhengyan.verification.Verifications;
import tools.jackson.databind.json.JsonMapper;

/**
 * Releases the answer of a same-device holder to the platform that shows it saw the same browser.
 *
 * <p>The answer is judged anew: its status, its body and its dates are those of this moment. Who never
 * completes gets no verdict; the session expires.
 */
@Component
public class Completions {
  private final PresentationStore store;
  private final Verifications verifications;
  private final VerificationResponses responses;
  private final Endings endings;
  private final JsonMapper json;

  Completions(
      PresentationStore store,
      Verifications verifications,
      VerificationResponses responses,
      Endings endings,
      JsonMapper json) {
    this.store = store;
    this.verifications = verifications;
    this.responses = responses;
    this.endings = endings;
    this.json = json;
  }

  /**
   * @throws Refusal {@code not-found} for another client; {@code wrong-state} when nothing was answered or
   *     it has ended; {@code refused-by-rule} for a code that is not its own
   */
  Verification.Decided complete(Actor platform, String id, String code) {
    Verification.Requested requested = verifications.requireRequested(verifications.load(platform, id));
    Session session = store.session(requested).orElseThrow(Takings::unknown);
    String held = session.answer();
    if (held == null) {
      throw Refusal.conflict(
          Problem.WRONG_STATE, "no answer waits for its completion", responses.of(requested));
    }
    if (!HolderTokens.matches(code, session.completionHash())) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/code",
          "completion-wrong",
          "this is not the code that the browser brought to the return URL");
    }
    return release(platform, requested, held);
  }

  /** True when an answer waits, and the code is the one that its browser was given. */
  public boolean waits(Verification.Requested requested, String code) {
    return store
        .session(requested)
        .filter(session -> session.state().equals("answered"))
        .filter(session -> HolderTokens.matches(code, session.completionHash()))
        .isPresent();
  }

  /**
   * Releases the answer that waits, for a caller that has tied the platform to the browser by other means.
   *
   * @throws Refusal {@code wrong-state} when nothing was answered or it has ended; {@code unavailable}
   */
  public Verification.Decided release(Actor platform, Verification.Requested requested) {
    String held = store.session(requested).map(Session::answer).orElse(null);
    if (held == null) {
      throw Refusal.conflict(
          Problem.WRONG_STATE, "no answer waits for its completion", responses.of(requested));
    }
    return release(platform, requested, held);
  }

  private Verification.Decided release(Actor platform, Verification.Requested requested, String held) {
    Evidence evidence = json.readValue(held, EvidenceRequest.class).evidence();
    Verdict verdict = verifications.judge(requested.asked(), evidence);
    return endings
        .decide(requested, evidence, verdict)
        .orElseThrow(() -> verifications.ended(platform, requested));
  }
}
