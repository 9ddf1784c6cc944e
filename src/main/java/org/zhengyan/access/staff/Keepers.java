package org.zhengyan.access.staff;

import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Devices;
import org.zhengyan.access.Invitations;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.access.Sessions;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

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
  private final TransactionTemplate transaction;

  Keepers(
      Accounts accounts,
      Devices devices,
      Sessions sessions,
      Invitations invitations,
      TransactionTemplate transaction) {
    this.accounts = accounts;
    this.devices = devices;
    this.sessions = sessions;
    this.invitations = invitations;
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
    return keeper && !account.person().equals(who.person());
  }

  private Account require(SignedIn who, String id) {
    Account account = load(who, id);
    if (!keeps(who, account)) {
      throw Refusal.of(Problem.FORBIDDEN, "Another keeper acts for this account");
    }
    return account;
  }

  public void vouch(SignedIn who, String id, String device) {
    Account account = require(who, id);
    run(() -> devices.vouch(account.id(), device, who.accountId()));
  }

  public void removeDevice(SignedIn who, String id, String device) {
    Account account = require(who, id);
    run(() -> devices.remove(account.id(), device, who.accountId()));
  }

  public void endSession(SignedIn who, String id, String session) {
    Account account = require(who, id);
    run(() -> sessions.end(account.id(), session, who.accountId()));
  }

  /** Stops the account at once. At an authority two persons let it go on. */
  public void suspend(SignedIn who, String id) {
    Account account = require(who, id);
    if (account.state() != Account.State.ACTIVE && account.state() != Account.State.INVITED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account is " + account.state().wire());
    }
    run(() -> accounts.state(account, Account.State.SUSPENDED));
  }

  /**
   * A code with which the person takes the account; shown once. An agency and an operator let a person who
   * lost a factor begin anew by it; at an authority two persons decided that before.
   */
  public Accounts.Invitation code(SignedIn who, String id) {
    Account account = require(who, id);
    return transaction.execute(
        status -> {
          if (account.realm() != Realm.AUTHORITY && account.state() == Account.State.ACTIVE) {
            accounts.reset(account);
          }
          return invitations.issue(accounts.load(id));
        });
  }

  private void run(Runnable act) {
    transaction.executeWithoutResult(status -> act.run());
  }
}
