package org.zhengyan.access.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/**
 * Where an authority enters the first responsible person of a body, and lets one who lost a factor begin anew:
 * one person proposes, another decides among the principal changes, and then the person is invited to their
 * account.
 */
@Component
public class ResponsibleDesk {
  private static final int PAGE = 100;

  private final ResponsiblePersons type;
  private final ResponsibleRecovery recovery;
  private final Institutions institutions;
  private final GrantStore grants;
  private final GrantAccounts accounts;
  private final PersonStore persons;
  private final Approvals approvals;
  private final Changes changes;

  ResponsibleDesk(
      ResponsiblePersons type,
      ResponsibleRecovery recovery,
      Institutions institutions,
      GrantStore grants,
      GrantAccounts accounts,
      PersonStore persons,
      Approvals approvals,
      Changes changes) {
    this.type = type;
    this.recovery = recovery;
    this.institutions = institutions;
    this.grants = grants;
    this.accounts = accounts;
    this.persons = persons;
    this.approvals = approvals;
    this.changes = changes;
  }

  /**
   * A proposal that waits for the second person.
   *
   * @param text the person's name, since the reviewer must know who it is; of a recovery the reason
   */
  public record Waiting(Change change, String text) {}

  /**
   * The body, for an authority that acts in its division.
   *
   * @throws Refusal {@code not-found}, {@code outside-division}
   */
  public Institution require(Actor actor, String code) {
    Approvals.requireAuthority(actor);
    Institution body =
        Uscc.parse(code)
            .flatMap(institutions::find)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such body"));
    Approvals.requireActsIn(actor, body.division());
    return body;
  }

  /** Proposes, in the caller's transaction; the name goes into the table of persons alone. */
  @Transactional
  public Change propose(Actor actor, Institution body, String name) {
    PersonId person = persons.add(CallerText.require(name, "/name"));
    return changes.submit(
        actor,
        type,
        body.uscc().value(),
        body.division(),
        0,
        new ResponsiblePersons.Proposed(person.value(), type.present(body.uscc())));
  }

  /**
   * Proposes that the present responsible person takes the account anew, in the caller's transaction.
   *
   * @param reason what is lost, and how the person was made sure of; no name
   * @throws Refusal {@code wrong-state}, {@code refused-by-rule}
   */
  @Transactional
  public Change proposeRecovery(Actor actor, Institution body, String reason) {
    CallerText.require(reason, "/lost");
    Account account = recovery.require(body.uscc(), null);
    return changes.submit(
        actor,
        recovery,
        body.uscc().value(),
        body.division(),
        account.version(),
        new ResponsibleRecovery.Proposed(type.present(body.uscc()), reason));
  }

  /** The recovery that waits for a decision about this body, with its reason. */
  public List<Waiting> waitingRecoveries(Actor actor, Uscc uscc) {
    return submitted(actor, uscc, recovery).stream()
        .map(
            change ->
                new Waiting(change, change.proposedAs(ResponsibleRecovery.Proposed.class).reason()))
        .toList();
  }

  /** What waits for a decision about this body. */
  public List<Waiting> waiting(Actor actor, Uscc uscc) {
    return submitted(actor, uscc, type).stream()
        .map(
            change -> {
              String person = change.proposedAs(ResponsiblePersons.Proposed.class).person();
              return new Waiting(change, persons.findName(new PersonId(person)).orElse(""));
            })
        .toList();
  }

  private List<Change> submitted(Actor actor, Uscc uscc, ChangeType type) {
    List<Change> waiting = new ArrayList<>();
    PageRequest page = PageRequest.of(null, PAGE);
    List<Change> rows;
    do {
      rows = changes.list(actor, ChangeType.PRINCIPAL_CHANGE, Proposal.State.SUBMITTED, page);
      for (Change change : rows) {
        if (change.type().equals(type.type()) && change.proposal().subject().equals(uscc.value())) {
          waiting.add(change);
        }
      }
      page =
          rows.isEmpty() ? page : PageRequest.of(Long.toString(rows.getLast().sequence()), PAGE);
    } while (rows.size() == PAGE);
    return waiting;
  }

  /**
   * Passes for a change of this body's responsible person: no other principal change is decided on its page.
   *
   * @throws Refusal {@code not-found}, {@code outside-division}
   */
  public void requireOf(Actor actor, Institution body, String id) {
    Change change = changes.load(actor, ChangeType.PRINCIPAL_CHANGE, id);
    if (!(change.type().equals(type.type()) || change.type().equals(recovery.type()))
        || !change.proposal().subject().equals(body.uscc().value())) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such change of this body");
    }
  }

  /** Whether the present responsible person has taken the account; empty when nobody invited them. */
  @Transactional(readOnly = true)
  public Optional<Account.State> account(Uscc uscc) {
    return grants.findResponsible(uscc).flatMap(accounts::find).map(Account::state);
  }

  /**
   * A code for the responsible person's account, shown once; the one before it is void. Whoever proposed the
   * person or the recovery does not get it, but the one who approved, or another.
   *
   * @throws Refusal {@code not-found} when there is no such person; {@code same-person}; {@code wrong-state}
   *     when they have their factors
   */
  @Transactional
  public Accounts.Invitation invite(Actor actor, Institution body) {
    Grant grant =
        grants
            .findResponsible(body.uscc())
            .flatMap(present -> grants.lock(present.id())) // whoever ends it ends the account that is made here
            .filter(present -> present.end() == null)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "the body has no responsible person"));
    if (proposed(actor, grant)) {
      throw Refusal.of(
          Problem.SAME_PERSON, "you proposed this person: who approved it, or another, makes the code");
    }
    return accounts.invite(By.of(actor), grant);
  }

  /** Whether the actor's owner proposed the body's present responsible person, or the newest recovery. */
  public boolean proposedBy(Actor actor, Uscc uscc) {
    return grants.findResponsible(uscc).filter(grant -> proposed(actor, grant)).isPresent();
  }

  private boolean proposed(Actor actor, Grant grant) {
    return Stream.concat(
            approvals.submitter(grant.grantedBy(), ChangeType.PRINCIPAL_CHANGE).stream(),
            recovery.proposer(grant).stream())
        .anyMatch(first -> persons.same(actor.owner(), first));
  }
}
