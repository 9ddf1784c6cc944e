package org.zhengyan.verification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verification reached its terminal state. Published inside the transaction that ends it, on the same
 * thread: what a listener writes stands or falls with the end, and what it throws undoes it.
 *
 * @param state {@code verified}, {@code rejected}, {@code expired} or {@code cancelled}
 * @param presented whether a holder's browser had taken the session
 * @param verdict null when it expired or was cancelled
 * @param receipt compact JWS; null with the verdict
 */
public record VerificationEnded(
    String id,
    String clientId,
    String state,
    Instant at,
    Terms terms,
    boolean presented,
    @Nullable Verdict verdict,
    @Nullable String receipt) {
  static VerificationEnded of(Verification.Decided decided, boolean presented) {
    return of(decided, decided.at(), presented, decided.verdict(), decided.receipt());
  }

  /** One without a verdict. */
  static VerificationEnded of(Verification ended, Instant at, boolean presented) {
    return of(ended, at, presented, null, null);
  }

  private static VerificationEnded of(
      Verification ended, Instant at, boolean presented, @Nullable Verdict verdict, @Nullable String receipt) {
    Verification.Asked asked = ended.asked();
    return new VerificationEnded(
        asked.id().toString(), asked.clientId(), ended.state(), at, asked.terms(), presented, verdict, receipt);
  }
}
