package org.zhengyan.access.staff;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Devices;
import org.zhengyan.access.Invitations;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.People;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.Uscc;

/**
 * What one keeper of accounts does alone, for another person: vouching for a device and removing one, ending
 * a session, suspending, handing out a code.
 *
 * <p>Keepers are an authority's administrators, an agency's responsible person and managers (these for users
 * only), a platform's owner. None keeps the own account, or one of another authority, agency or operator.
 */
@Component
public class Keepers {
  private final Accounts accounts;
  private final Devices devices;
  private final Sessions sessions;
  private final Invitations invitations;
  private final DecidedAccounts decided;
  private final People people;
  private final PersonStore persons;
  private final Owners owners;
  private final TransactionTemplate transaction;

  Keepers(
      Accounts accounts,
      Devices devices,
      Sessions sessions,
      Invitations invitations,
      DecidedAccounts decided,
      People people,
      PersonStore persons,
      Owners owners,
      TransactionTemplate transaction) {
    this.accounts = accounts;
    this.devices = devices;
    this.sessions = sessions;
    this.invitations = invitations;
    this.decided = decided;
    this.people = people;
    this.persons = persons;
    this.owners = owners;
    this.transaction = transaction;
  }

  /** The accounts that this keeper sees. */
  public List<Account> all(SignedIn who) {
    return accounts.of(who.realm(), who.subject());
  }

  /**
   * An account of the keeper's own authority, agency or operator.
   *
   * @throws Refusal {@code not-found}, for accounts of others too
   */
  public Account load(SignedIn who, String id) {
    Account account = accounts.load(id);
    if (account.realm() != who.realm() || !account.subject().equals(who.subject())) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such account");
    }
    return account;
  }

  /** Whether this keeper may act for that account. */
  public boolean keeps(SignedIn who, Account account) {
    boolean keeper =
        who.hasAny(Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.OWNER)
            || who.has(Role.MANAGER) && account.roles().stream().allMatch(Role.USER::equals);
    return keeper && !own(who, account);
  }

  private boolean own(SignedIn who, Account account) {
    return account.realm() == Realm.AUTHORITY
        ? persons.same(account.person(), who.person())
        : account.person().equals(who.person());
  }

  /**
   * The own account, or one that this keeper acts for.
   *
   * @throws Refusal {@code not-found}, {@code forbidden}
   */
  Account requireOwnOrKept(SignedIn who, String id) {
    return id.equals(who.accountId()) ? load(who, id) : require(who, id);
  }

  private Account require(SignedIn who, String id) {
    Account account = load(who, id);
    if (!keeps(who, account)) {
      throw Refusal.of(Problem.FORBIDDEN, "Another keeper acts for this account");
    }
    if (account.realm() == Realm.AGENCY) {
      people.requireKeeps(who.person(), new Uscc(who.subject()), account.person());
    }
    return account;
  }

  public void vouch(SignedIn who, String id, String device) {
    Account account = require(who, id);
    run(() -> devices.vouch(account.id(), device, By.of(who)));
  }

  public void removeDevice(SignedIn who, String id, String device) {
    Account account = require(who, id);
    run(() -> devices.remove(account.id(), device, By.of(who)));
  }

  public void endSession(SignedIn who, String id, String session) {
    Account account = require(who, id);
    run(() -> sessions.end(account.id(), session, By.of(who)));
  }

  /** Stops the account at once. At an authority two persons let it go on. */
  public void suspend(SignedIn who, String id) {
    Account account = require(who, id);
    if (account.state() != Account.State.ACTIVE && account.state() != Account.State.INVITED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account is " + account.state().wire());
    }
    run(
        () -> {
          if (account.realm() == Realm.PLATFORM) {
            owners.requireStill(who);
          }
          accounts.state(By.of(who), account, Account.State.SUSPENDED);
        });
  }

  /**
   * A code with which the person takes the account; shown once. An agency and an operator let a person who
   * lost a factor begin anew by it; at an authority two persons decided that before, and the one of them who
   * proposed it leaves the code to the other, or to another administrator.
   *
   * @throws Refusal {@code same-person}, {@code forbidden}, {@code not-found}, {@code wrong-state}
   */
  public Accounts.Invitation code(SignedIn who, String id) {
    Account account = require(who, id);
    if (account.realm() == Realm.AUTHORITY
        && decided.behind(account).filter(by -> persons.same(by.submittedBy(), who.person())).isPresent()) {
      throw Refusal.of(
          Problem.SAME_PERSON, "you proposed this account: who approved it, or another administrator, makes the code");
    }
    return transaction.execute(
        status -> {
          if (account.realm() == Realm.AGENCY) {
            people.requireStays(new Uscc(account.subject()), account.person());
          }
          if (account.realm() != Realm.AUTHORITY && account.state() == Account.State.ACTIVE) {
            accounts.reset(By.of(who), account);
          }
          return invitations.issue(By.of(who), accounts.load(id));
        });
  }

  /** The account that waits for its person by this change, for the one who approved it; else empty. */
  public Optional<Account> approved(SignedIn who, Change change) {
    if (!change.state().equals("applied") || !who.person().equals(change.proposal().decidedBy())) {
      return Optional.empty();
    }
    return step(change)
        .filter(account -> account.state() == Account.State.INVITED)
        .filter(account -> !own(who, account))
        .filter(account -> decided.behind(account).filter(by -> by.change().equals(change.id())).isPresent());
  }

  private Optional<Account> step(Change change) {
    String subject = change.proposal().subject();
    return switch (change.type()) {
      case "new-account" ->
          accounts.find(
              new PersonId(subject),
              Realm.AUTHORITY,
              change.proposedAs(NewAccount.Proposed.class).authority());
      case "account-step" -> Optional.of(accounts.load(subject));
      default -> Optional.empty();
    };
  }

  /**
   * The code, for the one who approved the account.
   *
   * @throws Refusal {@code wrong-state} when no account waits by this change, or another person approved it
   */
  public Accounts.Invitation code(SignedIn who, Change change) {
    return transaction.execute(
        status ->
            invitations.issue(
                By.of(who),
                approved(who, change)
                    .orElseThrow(
                        () -> Refusal.of(Problem.WRONG_STATE, "no account waits for a code of yours here"))));
  }

  private void run(Runnable act) {
    transaction.executeWithoutResult(status -> act.run());
  }
}
