package org.zhengyan.enrolment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * A request to wrap an escrowed encryption key to another signing key of the same body.
 *
 * @param serial of the encryption certificate
 * @param target the signing certificate whose holder gets the key
 * @param reason why, for the second person and the log's readers
 * @param enveloped SM2EnvelopedKey for the target, once approved
 */
public record KeyRecovery(
    String id,
    SerialNumber serial,
    SerialNumber target,
    Uscc uscc,
    Division division,
    State state,
    String reason,
    String digest,
    Instant submittedAt,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    byte @Nullable [] enveloped) {

  public enum State {
    SUBMITTED,
    APPROVED,
    REFUSED,
    /** Nobody decided it in thirty days. */
    LAPSED;

    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
