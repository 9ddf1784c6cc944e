package org.zhengyan.status.revocation;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.Division;

/**
 * What one person asked for a certificate: its revocation, its hold, or the release of its hold.
 *
 * @param id of its proposal
 * @param reason null for a release
 * @param submittedAt becomes the invalidity date of a {@code keyCompromise}
 * @param refusal why the second person said no
 */
record Revocation(
    String id,
    SerialNumber serial,
    Act act,
    @Nullable RevocationReason reason,
    State state,
    Division division,
    String digest,
    String submittedByClient,
    Instant submittedAt,
    @Nullable String decidedByClient,
    @Nullable Instant decidedAt,
    @Nullable String refusal) {

  enum Act {
    REVOCATION("revocation"),
    RELEASE("release");

    private final String wire;

    Act(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  enum State {
    SUBMITTED("submitted"),
    APPLIED("applied"),
    REFUSED("refused");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }

    static Optional<State> ofWire(String wire) {
      return Arrays.stream(values()).filter(state -> state.wire.equals(wire)).findFirst();
    }
  }
}
