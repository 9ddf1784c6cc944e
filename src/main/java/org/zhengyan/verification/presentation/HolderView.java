package org.zhengyan.verification.presentation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.PresentationMode;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Terms;

/**
 * Everything that the holder's page shows: who asks, for what, what they will learn and what not.
 *
 * @param now the server's time, since the device's clock may be wrong
 * @param challenge base64url of the text to sign; null while the short code is missing, and at the end
 * @param answerToken authorises the answer of this browser; null with the challenge
 * @param returnTo where the browser goes when it is done; null when the platform named nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HolderView(
    String id,
    String state,
    PresentationMode mode,
    String environment,
    Platform platform,
    Terms.Claimed claimed,
    Terms.Action action,
    Terms.@Nullable Applicant applicant,
    Terms.@Nullable OnBehalfOf onBehalfOf,
    List<String> acceptedSuites,
    List<String> disclosed,
    List<String> notDisclosed,
    Instant createdAt,
    Instant expiresAt,
    Instant now,
    boolean codeRequired,
    int codeAttemptsLeft,
    int attemptsLeft,
    @Nullable String challenge,
    @Nullable String answerToken,
    @Nullable List<Reason> reasons,
    @Nullable String returnTo) {

  /** What a verdict says of the body and its certificate, and nothing beyond. */
  static final List<String> DISCLOSED =
      List.of(
          "institutionName",
          "matchedName",
          "uscc",
          "institutionKind",
          "division",
          "institutionStatus",
          "certificateSerial",
          "certificateFingerprint",
          "certificateValidity",
          "certificateStatus");

  static final List<String> NOT_DISCLOSED =
      List.of(
          "privateKey", "password", "head", "address", "bankAccount", "officialLetter", "legalRepresentative");

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Platform(String name, String clientId, @Nullable String filingNumber) {}

  /** What became of an answer or a refusal. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outcome(String id, String state, @Nullable List<Reason> reasons, @Nullable String returnTo) {}
}
