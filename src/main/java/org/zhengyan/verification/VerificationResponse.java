package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A verification as its platform sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerificationResponse(
    String id,
    String state,
    Terms.Claimed claimed,
    Terms.Action action,
    String challenge,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable Verdict verdict,
    @Nullable String receipt) {

  static VerificationResponse of(Verification verification) {
    return switch (verification) {
      case Verification.Requested requested -> of(requested, null, null, null);
      case Verification.Decided decided -> of(decided, decided.at(), decided.verdict(), decided.receipt());
      case Verification.Expired expired -> of(expired, expired.at(), null, null);
      case Verification.Cancelled cancelled -> of(cancelled, cancelled.at(), null, null);
    };
  }

  private static VerificationResponse of(
      Verification verification, @Nullable Instant endedAt, @Nullable Verdict verdict, @Nullable String receipt) {
    Verification.Asked asked = verification.asked();
    return new VerificationResponse(
        asked.id().toString(),
        verification.state(),
        asked.terms().claimed(),
        asked.terms().action(),
        asked.challenge().base64url(),
        asked.createdAt(),
        asked.expiresAt(),
        endedAt,
        verdict,
        receipt);
  }
}
