package org.zhengyan.enrolment;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/**
 * What a person of a body asked for, before two persons of the authority decide.
 *
 * @param serial of the encryption certificate
 * @param target the asking person's signing certificate, which the key is to be wrapped to
 * @param refusal why a clerk did not accept it
 * @param recovery the {@link KeyRecovery} that an acceptance made
 */
public record RecoveryAsked(
    String id,
    SerialNumber serial,
    SerialNumber target,
    Uscc uscc,
    Division division,
    State state,
    String reason,
    PersonId askedBy,
    Instant askedAt,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    @Nullable String recovery) {

  /** A clerk's turn, or how it ended; what follows an acceptance is the recovery's own state. */
  public enum State {
    ASKED,
    ACCEPTED,
    REFUSED,
    WITHDRAWN,
    /** No clerk examined it in thirty days. */
    LAPSED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
