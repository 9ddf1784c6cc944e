package org.zhengyan.verification.presentation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.verification.Link;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.ReturnUrl;
import org.zhengyan.verification.Verification;
import org.zhengyan.verification.VerificationId;

/**
 * A verification as seen from its holder's side, at one moment of the database's clock.
 *
 * @param answer what a same-device holder sent and nobody has completed yet, as JSON
 */
record Session(
    Verification verification,
    Link link,
    byte @Nullable [] takenHash,
    boolean codeConfirmed,
    int codeAttempts,
    byte @Nullable [] answerHash,
    int attempts,
    @Nullable String answer,
    byte @Nullable [] completionHash,
    Instant now) {

  /** Wrong short codes, and separately wrong evidence: the fifth ends the session. */
  static final int MOST_ATTEMPTS = 5;

  VerificationId id() {
    return verification.asked().id();
  }

  PresentationMode mode() {
    return verification.asked().terms().mode();
  }

  boolean taken() {
    return takenHash != null;
  }

  boolean takenBy(@Nullable String cookie) {
    return HolderTokens.matches(cookie, takenHash);
  }

  /** True while the short code of a QR code was not typed. */
  boolean codeRequired() {
    return mode() == PresentationMode.CROSS_DEVICE && !codeConfirmed;
  }

  boolean answered() {
    return completionHash != null;
  }

  /** The state in the holder's words: {@code answered} beside those of a verification. */
  String state() {
    if (!(verification instanceof Verification.Requested)) {
      return verification.state();
    }
    if (!now.isBefore(verification.asked().expiresAt())) {
      return "expired";
    }
    return answered() ? "answered" : "requested";
  }

  List<Reason> reasons() {
    return verification instanceof Verification.Decided decided ? decided.verdict().reasons() : List.of();
  }

  /**
   * The open session.
   *
   * @throws Refusal {@code wrong-state} once it was answered or has ended
   */
  Verification.Requested requireOpen() {
    if (verification instanceof Verification.Requested requested && state().equals("requested")) {
      return requested;
    }
    throw over(state());
  }

  /** Says why it goes no further, and nothing else of it. */
  Refusal over(String state) {
    return Refusal.conflict(
        Problem.WRONG_STATE, "the session is " + state + " and goes no further here", new Standing(id(), state));
  }

  /** Where this browser goes when it is done; the completion code only to whom it belongs. */
  @Nullable String returnTo(@Nullable String answerToken) {
    String url = verification.asked().terms().returnUrl();
    if (url == null) {
      return null;
    }
    boolean complete = answered() && List.of("answered", "verified").contains(state());
    return ReturnUrl.of(
        url, id(), complete && answerToken != null ? HolderTokens.completion(answerToken, id()) : null);
  }

  /** What a refusal shows of a session. */
  record Standing(String id, String state, @Nullable Integer attemptsLeft) {
    Standing(VerificationId id, String state) {
      this(id.toString(), state, null);
    }
  }
}
