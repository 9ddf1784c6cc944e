package org.zhengyan.binding.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;
import org.zhengyan.verification.Reason;
import org.zhengyan.verification.Terms;

/**
 * Everything that the page of a batch shows: who asks, for whom, and the whole list, from which the page
 * computes what the text names.
 *
 * @param challenge base64url of the text to sign; null once it ended
 * @param now the server's time, since the device's clock may be wrong
 * @param accepted how many of a verified batch are bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchView(
    UUID id,
    String state,
    String environment,
    Platform platform,
    Terms.Claimed claimed,
    List<Terms.Action> actions,
    List<String> acceptedSuites,
    @Nullable String challenge,
    Instant expiresAt,
    Instant now,
    int attemptsLeft,
    @Nullable List<Reason> reasons,
    @Nullable Long accepted) {
  /** {@code ClaimJudge} accepts both. */
  static final List<String> SUITES = List.of(Suite.P256.wire(), Suite.SM2.wire());

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Platform(String name, String clientId, @Nullable String filingNumber) {}

  /** How a batch stands, for a refusal. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Standing(UUID id, String state, @Nullable Integer attemptsLeft) {}
}
