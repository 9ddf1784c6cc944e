package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.By;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;

/**
 * Who of a body or a platform may come from abroad. The person asks, or a keeper of the account; a clerk of the
 * competent authority accepts and a reviewer decides, neither of them the asker or the account's person. For a body
 * that is the authority of its division, for a platform the national one. One person of either side withdraws, at
 * once.
 */
@Component
public class OverseasRequests {
  private static final String[] OPEN = {"ASKED", "SUBMITTED"};
  private static final String[] GIVEN = {"COMING", "ACTIVE", "IDLE"};

  private final OverseasAskedStore store;
  private final OverseasAdmission type;
  private final OverseasGrant grant;
  private final Keepers keepers;
  private final Changes changes;
  private final EventLog log;
  private final JdbcTemplate jdbc;

  OverseasRequests(
      OverseasAskedStore store,
      OverseasAdmission type,
      OverseasGrant grant,
      Keepers keepers,
      Changes changes,
      EventLog log,
      JdbcTemplate jdbc) {
    this.store = store;
    this.type = type;
    this.grant = grant;
    this.keepers = keepers;
    this.changes = changes;
    this.log = log;
    this.jdbc = jdbc;
  }

  /** Which of them an authority lists. */
  public enum Selection {
    WAITING,
    GIVEN,
    ALL
  }

  /**
   * The reader's own, and of those who keep accounts everybody's there; newest first.
   *
   * @throws Refusal {@code forbidden} for staff of an authority
   */
  public List<OverseasAsked> of(SignedIn who, PageRequest page) {
    requireAsks(who);
    boolean keeper = who.hasAny(Role.RESPONSIBLE, Role.MANAGER, Role.OWNER);
    return store.of(who.realm(), who.subject(), keeper ? null : who.accountId(), page);
  }

  /** Whether this reader may withdraw it: the own one, or one of an account that the reader keeps. */
  public boolean withdraws(SignedIn who, OverseasAsked asked) {
    return asked.standing().open()
        && (asked.accountId().equals(who.accountId()) || keepers.keeps(who, keepers.load(who, asked.accountId())));
  }

  /** Those in the divisions of the actor's authority, newest first. */
  public List<OverseasAsked> in(Actor actor, Selection selection, PageRequest page) {
    Division division = Approvals.requireAuthority(actor);
    return switch (selection) {
      case WAITING -> store.in(division, OPEN, page);
      case GIVEN -> store.in(division, GIVEN, page);
      case ALL -> store.in(division, null, page);
    };
  }

  /** @throws Refusal {@code not-found}, {@code outside-division} */
  public OverseasAsked load(Actor actor, String id) {
    return within(actor, store.load(id));
  }

  /** The change by which a second person decides, with what the digest covers. */
  public Change change(Actor actor, String change) {
    return changes.load(actor, OverseasAdmission.KIND, change);
  }

  /**
   * Asks, for half a year at most.
   *
   * @param device one that the account is known on; null for any
   * @param reason what for, in words; no name
   * @throws Refusal {@code refused-by-rule} at {@code /to}, {@code /device} or {@code /reason}; {@code forbidden}
   *     for an account that somebody else keeps; {@code wrong-state} while something is asked for it already
   */
  @Transactional
  public OverseasAsked ask(
      SignedIn who, String accountId, @Nullable String device, Instant from, Instant to, String reason) {
    requireAsks(who);
    Account account = keepers.requireOwnOrKept(who, accountId);
    if (account.state() == Account.State.CLOSED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account is closed");
    }
    CallerText.require(reason, "/reason");
    grant.requireTerm(account, device, from, to);
    OverseasAsked asked = store.add(who, account, type.decidedIn(account), device, from, to, reason);
    record("overseas-permission.asked", asked, By.of(who));
    return asked;
  }

  /**
   * A clerk proposes what was asked for; a second person decides.
   *
   * @throws Refusal {@code not-found}, {@code outside-division}, {@code same-person}, {@code wrong-state}
   */
  @Transactional
  public OverseasAsked accept(Actor actor, String id) {
    OverseasAsked asked = requireAsked(actor, id);
    Account account = type.require(asked, actor.owner());
    Change change =
        changes.submit(
            actor,
            type,
            account.id(),
            asked.division(),
            0,
            new OverseasAdmission.Proposed(
                asked.id(), asked.deviceId(), asked.from().toString(), asked.to().toString()));
    store.accept(id, actor.owner(), change.id());
    return store.load(id);
  }

  /** A clerk refuses it, for a reason that the asker sees; as {@link #accept}. */
  @Transactional
  public OverseasAsked decline(Actor actor, String id, String reason) {
    OverseasAsked asked = requireAsked(actor, id);
    type.requireOther(asked, actor.owner());
    store.refuse(id, actor.owner(), CallerText.require(reason, "/reason"));
    record("overseas-permission.declined", asked, By.of(actor));
    return store.load(id);
  }

  /**
   * Decides, as {@link Changes#approve}; who asked and whose account it is does not take part.
   *
   * @param digest of the change that the approver saw
   */
  @Transactional
  public void approve(Actor actor, String id, String digest) {
    changes.approve(actor, OverseasAdmission.KIND, requireChange(load(actor, id)), digest);
  }

  /** As {@link Changes#refuse}. */
  @Transactional
  public void refuse(Actor actor, String id, String reason) {
    OverseasAsked asked = load(actor, id);
    type.requireOther(asked, actor.owner());
    changes.refuse(actor, OverseasAdmission.KIND, requireChange(asked), CallerText.require(reason, "/reason"));
  }

  /** Runs a decision; a change that can no longer be applied lapses with it ({@link Changes#showingConflicts}). */
  public void deciding(Actor actor, String id, Runnable decision) {
    changes.showingConflicts(
        actor,
        OverseasAdmission.KIND,
        requireChange(load(actor, id)),
        Change::id,
        () -> {
          decision.run();
          return id;
        });
  }

  /**
   * Withdraws what the reader's own side asked for or was given; who is signed in by it is out with the next
   * request.
   *
   * @throws Refusal {@code not-found}, {@code forbidden}; {@code wrong-state} when it is over
   */
  @Transactional
  public void withdraw(SignedIn who, String id) {
    requireAsks(who);
    keepers.requireOwnOrKept(who, store.load(id).accountId());
    withdraw(id, By.of(who), who.person().value());
  }

  /** The authority takes back what it gave, one person alone; as {@link #withdraw(SignedIn, String)}. */
  @Transactional
  public void revoke(Actor actor, String id) {
    OverseasAsked asked = load(actor, id);
    if (asked.standing().open() && !asked.standing().given()) {
      throw Refusal.of(Problem.WRONG_STATE, "it is not given yet: decide it");
    }
    withdraw(id, By.of(actor), actor.owner().value());
  }

  private void withdraw(String id, By by, String person) {
    OverseasAsked asked = store.lock(id);
    switch (asked.standing()) {
      case ASKED, SUBMITTED -> store.withdraw(id);
      case COMING, ACTIVE, IDLE ->
          jdbc.update(
              "update overseas_permission set withdrawn_at = clock_timestamp(), withdrawn_by = ? where id = ?",
              person,
              asked.change());
      case REFUSED, LAPSED, WITHDRAWN, OVER ->
          throw Refusal.of(Problem.WRONG_STATE, "it is over, or was withdrawn before");
    }
    record("overseas-permission.withdrawn", asked, by);
  }

  private OverseasAsked requireAsked(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    OverseasAsked asked = within(actor, store.lock(id));
    if (asked.standing() != OverseasAsked.Standing.ASKED) {
      throw Refusal.of(Problem.WRONG_STATE, "it was decided or withdrawn before, or its last day is over");
    }
    return asked;
  }

  private static String requireChange(OverseasAsked asked) {
    String change = asked.change();
    if (change == null) {
      throw Refusal.of(Problem.WRONG_STATE, "no clerk has accepted it yet");
    }
    return change;
  }

  private static OverseasAsked within(Actor actor, OverseasAsked asked) {
    Approvals.requireActsIn(actor, asked.division());
    return asked;
  }

  private static void requireAsks(SignedIn who) {
    if (who.realm() == Realm.AUTHORITY) {
      throw Refusal.of(Problem.FORBIDDEN, "an administrator proposes it for staff of an authority");
    }
  }

  private void record(String event, OverseasAsked asked, By by) {
    Map<String, String> members = new HashMap<>();
    members.put("asked", asked.id());
    members.put("division", asked.division().code());
    String change = asked.change();
    if (change != null) {
      members.put("permission", change);
    }
    log.append(Event.of(event, asked.accountId(), by.members(members)));
  }
}
