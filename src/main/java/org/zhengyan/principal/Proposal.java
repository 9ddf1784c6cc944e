package org.zhengyan.principal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one person proposed and another decides; made by {@link Approvals} alone. */
public record Proposal(
    String id,
    String kind,
    String subject,
    Division division,
    String digest,
    State state,
    PersonId submittedBy,
    String submittedByClient,
    Instant submittedAt,
    @Nullable PersonId decidedBy,
    @Nullable String decidedByClient,
    @Nullable Instant decidedAt,
    @Nullable String reason) {

  public enum State {
    SUBMITTED,
    APPROVED,
    REFUSED,
    /** Nobody decided it in time, or what it was made against has gone. */
    LAPSED
  }
}
