package org.zhengyan.access.staff;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Invitations;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.Operator;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;

/**
 * How a platform comes to its first owner: one person of the national authority proposes, another approves, and the
 * owner takes the account with a code. From then on the platform keeps its people itself ({@link TeamDesk}).
 */
@Component
public class OwnerDesk {
  private final PlatformOwners type;
  private final Accounts accounts;
  private final Invitations invitations;
  private final PersonStore persons;
  private final Changes changes;
  private final JdbcTemplate jdbc;

  OwnerDesk(
      PlatformOwners type,
      Accounts accounts,
      Invitations invitations,
      PersonStore persons,
      Changes changes,
      JdbcTemplate jdbc) {
    this.type = type;
    this.accounts = accounts;
    this.invitations = invitations;
    this.persons = persons;
    this.changes = changes;
    this.jdbc = jdbc;
  }

  /** An owner of a platform, and what they are called. */
  public record Owner(Account account, String name) {}

  /** The platform's owners whose accounts are not closed. */
  public List<Owner> of(Operator operator) {
    return accounts.of(Realm.PLATFORM, operator.id()).stream()
        .filter(account -> account.roles().contains(Role.OWNER) && account.state() != Account.State.CLOSED)
        .map(account -> new Owner(account, persons.findName(account.person()).orElse("")))
        .toList();
  }

  /**
   * Proposes an owner, in the caller's transaction; the name goes into the table of persons alone.
   *
   * @param login the part before the {@code @}
   * @throws Refusal {@code refused-by-rule} at {@code /person}, {@code /login}; {@code outside-division}
   */
  @Transactional
  public Change propose(Actor actor, Operator operator, String name, String login) {
    Approvals.requireActsIn(actor, Division.NATIONAL);
    CallerText.require(name, "/person");
    String whole = TeamDesk.login(accounts, login, operator.id());
    return changes.submit(
        actor,
        type,
        operator.id(),
        Division.NATIONAL,
        0,
        new PlatformOwners.Proposed(persons.add(name).value(), whole));
  }

  /** The name of the person whom the change proposes; empty for a change of anything else. */
  public Optional<String> name(Change change) {
    return change.type().equals(type.type())
        ? persons.findName(new PersonId(change.proposedAs(PlatformOwners.Proposed.class).person()))
        : Optional.empty();
  }

  /** Whether the actor may make the code: the account waits, and another person proposed it. */
  public boolean invites(Actor actor, Owner owner) {
    return owner.account().state() == Account.State.INVITED
        && entered(owner.account()).filter(first -> persons.same(first, actor.owner())).isEmpty()
        && entered(owner.account()).isPresent();
  }

  /**
   * A code for an owner whom the authority entered, shown once; the one before it is void. Whoever proposed them does
   * not get it.
   *
   * @throws Refusal {@code not-found}, {@code same-person}; {@code wrong-state} when they have their factors
   */
  @Transactional
  public Accounts.Invitation invite(Actor actor, Operator operator, String accountId) {
    Approvals.requireActsIn(actor, Division.NATIONAL);
    Account account =
        Optional.of(accounts.load(accountId))
            .filter(found -> found.realm() == Realm.PLATFORM && found.subject().equals(operator.id()))
            .orElseThrow(OwnerDesk::unknown);
    PersonId first = entered(account).orElseThrow(OwnerDesk::unknown);
    if (persons.same(first, actor.owner())) {
      throw Refusal.of(
          Problem.SAME_PERSON, "you proposed this person: who approved it, or another, makes the code");
    }
    return invitations.issue(By.of(actor), account);
  }

  /** Who proposed the owner; empty for those whom the platform let in itself. */
  private Optional<PersonId> entered(Account account) {
    return jdbc
        .query(
            "select submitted_by from proposal join proposed_change using (id) where proposal.kind = ?"
                + " and state = 'approved' and type = ? and subject = ? and proposed::jsonb ->> 'person' = ?",
            (row, n) -> new PersonId(row.getString(1)),
            ChangeType.PRINCIPAL_CHANGE,
            type.type(),
            account.subject(),
            account.person().value())
        .stream()
        .findFirst();
  }

  private static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "the authority entered no such owner of this platform");
  }
}
