package org.zhengyan.enrolment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;

/**
 * What the authority's two persons do about escrowed keys: a clerk examines what a body asked for and accepts
 * or refuses it, and a second person decides the recovery that an acceptance makes. Whoever asked is neither.
 */
@Component
public class RecoveryDesk {
  /** The kind of their proposals. */
  public static final String KIND = KeyRecoveries.KIND;

  private static final int MOST_SHOWN = 100;

  private final RecoveryAskedStore store;
  private final KeyRecoveryStore recoveries;
  private final KeyRecoveries acts;
  private final Approvals approvals;
  private final EventLog log;

  RecoveryDesk(
      RecoveryAskedStore store,
      KeyRecoveryStore recoveries,
      KeyRecoveries acts,
      Approvals approvals,
      EventLog log) {
    this.store = store;
    this.recoveries = recoveries;
    this.acts = acts;
    this.approvals = approvals;
    this.log = log;
  }

  /** What bodies of the actor's division asked for and no clerk has decided, oldest first. */
  @Transactional(readOnly = true)
  public List<RecoveryAsked> asked(Actor actor) {
    Division division = Approvals.requireAuthority(actor);
    return store.waiting(division, MOST_SHOWN);
  }

  /** What a clerk submitted and no second person has decided, oldest first. */
  @Transactional(readOnly = true)
  public List<KeyRecovery> submitted(Actor actor) {
    Division division = Approvals.requireAuthority(actor);
    return recoveries.waiting(division, MOST_SHOWN);
  }

  @Transactional(readOnly = true)
  public RecoveryAsked loadAsked(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    return visible(actor, store.find(id).orElse(null));
  }

  /** The recovery; {@code enveloped} is for the body's eyes, and pages of the authority do not show it. */
  @Transactional(readOnly = true)
  public KeyRecovery load(Actor actor, String id) {
    return acts.load(actor, id);
  }

  /** What a person of the body asked for, behind a recovery; null for one that a clerk began. */
  @Transactional(readOnly = true)
  public @Nullable RecoveryAsked behind(KeyRecovery recovery) {
    return store.ofRecovery(recovery.id()).orElse(null);
  }

  /**
   * Accepts: the recovery is submitted in the same transaction, by this clerk.
   *
   * @return the recovery
   * @throws Refusal {@code same-person}, {@code wrong-state}, {@code outside-division}, {@code
   *     refused-by-rule} when the target is good no more
   */
  @Transactional
  public KeyRecovery accept(Actor actor, String id) {
    RecoveryAsked asked = forDecision(actor, id);
    KeyRecovery recovery =
        acts.submit(actor, asked.serial().hex(), asked.target().hex(), asked.reason());
    decide(asked, RecoveryAsked.State.ACCEPTED, actor, recovery.id(), null);
    return recovery;
  }

  @Transactional
  public void refuseAsked(Actor actor, String id, String reason) {
    decide(forDecision(actor, id), RecoveryAsked.State.REFUSED, actor, null, reason);
  }

  /** The second person's yes: the key is wrapped to the target. */
  @Transactional
  public KeyRecovery approve(Actor actor, String id, @Nullable String digest) {
    return acts.approve(actor, id, digest);
  }

  @Transactional
  public KeyRecovery refuse(Actor actor, String id, String reason) {
    return acts.refuse(actor, id, reason);
  }

  private void decide(
      RecoveryAsked asked,
      RecoveryAsked.State state,
      Actor actor,
      @Nullable String recovery,
      @Nullable String reason) {
    if (!store.decide(asked.id(), state, actor.owner(), recovery, reason)) {
      throw new IllegalStateException("what was asked for was decided in spite of its lock");
    }
    log.append(
        Event.of(
            "key-recovery." + (state == RecoveryAsked.State.ACCEPTED ? "accepted" : "declined"),
            asked.serial().hex(),
            Map.of(
                "asked", asked.id(),
                "recovery", recovery == null ? "" : recovery,
                "target", asked.target().hex(),
                "uscc", asked.uscc().value(),
                "client", actor.clientId(),
                "person", actor.owner().value())));
  }

  private RecoveryAsked forDecision(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    RecoveryAsked asked = visible(actor, store.findForDecision(id).orElse(null));
    approvals.requireOther(actor.owner(), asked.askedBy());
    if (asked.state() != RecoveryAsked.State.ASKED) {
      throw Refusal.of(Problem.WRONG_STATE, "it is " + asked.state().wire() + " and stays so");
    }
    return asked;
  }

  private static RecoveryAsked visible(Actor actor, @Nullable RecoveryAsked asked) {
    if (asked == null) {
      throw Refusal.of(Problem.NOT_FOUND, "nobody asked for that");
    }
    Approvals.requireActsIn(actor, asked.division());
    return asked;
  }
}
