package org.zhengyan.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as the API shows it.
 *
 * @param envelopedKey SM2EnvelopedKey in base64url, which the target's key alone opens; once approved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyRecoveryResponse(
    String id,
    String state,
    String digest,
    String serial,
    String target,
    String uscc,
    String reason,
    Instant submittedAt,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    @Nullable String envelopedKey) {

  static KeyRecoveryResponse of(KeyRecovery recovery) {
    byte[] enveloped = recovery.enveloped();
    return new KeyRecoveryResponse(
        recovery.id(),
        recovery.state().wire(),
        recovery.digest(),
        recovery.serial().hex(),
        recovery.target().hex(),
        recovery.uscc().value(),
        recovery.reason(),
        recovery.submittedAt(),
        recovery.decidedAt(),
        recovery.refusal(),
        enveloped == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(enveloped));
  }
}
