package org.zhengyan.principal;

import org.jspecify.annotations.Nullable;

/**
 * The one notion of approval behind every two-person act.
 *
 * <p>A {@link Proposal} names its subject, its division and the digest of exactly what is proposed.
 * It is decided once, by a person who does not own the submitting client, of an authority whose
 * division contains the proposal's. All methods join the caller's transaction and write no event:
 * the feature that proposes knows what to record.
 */
public class Approvals {

  /**
   * Records a proposal in state {@code submitted}.
   *
   * @param kind the act, such as {@code registry-change} or {@code revocation}
   * @param subject what it is about, such as a USCC or a serial number
   * @param digest SHA-256 in lower-case hex of what is proposed
   * @throws org.zhengyan.failure.Refusal {@code outside-division} when the actor does not act there
   */
  public Proposal submit(Actor actor, String kind, String subject, Division division, String digest) {
    throw new UnsupportedOperationException();
  }

  public Proposal load(String kind, String id) {
    throw new UnsupportedOperationException();
  }

  /**
   * Approves, by one conditional update.
   *
   * @param digest what the approver saw; null accepts the proposal as it stands
   * @throws org.zhengyan.failure.Refusal {@code not-found}, {@code same-person}, {@code
   *     outside-division}, {@code digest-mismatch}, {@code wrong-state}
   */
  public Proposal approve(Actor actor, String kind, String id, @Nullable String digest) {
    throw new UnsupportedOperationException();
  }

  /** Refuses, with the same guards as an approval, and keeps the reason. */
  public Proposal refuse(Actor actor, String kind, String id, String reason) {
    throw new UnsupportedOperationException();
  }
}
