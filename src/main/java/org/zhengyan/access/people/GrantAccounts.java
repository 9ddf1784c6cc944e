package org.zhengyan.access.people;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Invitations;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;

/** A person's account in the agency's console: it follows the grant. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class GrantAccounts {
  private final Accounts accounts;
  private final Invitations invitations;

  GrantAccounts(Accounts accounts, Invitations invitations) {
    this.accounts = accounts;
    this.invitations = invitations;
  }

  /** A code with which the person takes the account; one before it is void. */
  Accounts.Invitation invite(By by, Grant grant) {
    Optional<Account> account = find(grant);
    return account.isPresent()
        ? invitations.issue(by, account.get())
        : accounts.invite(
            by,
            Realm.AGENCY,
            grant.uscc().value(),
            grant.person(),
            role(grant.role()),
            grant.contractor(),
            grant.until());
  }

  void extend(By by, Grant grant) {
    if (find(grant).isPresent()) {
      accounts.extend(by, grant.person(), Realm.AGENCY, grant.uscc().value(), grant.until());
    }
  }

  /** Closes the account and ends its sessions. */
  void retire(By by, Grant grant) {
    accounts.retire(by, grant.person(), Realm.AGENCY, grant.uscc().value());
  }

  Optional<Account> find(Grant grant) {
    return accounts.find(grant.person(), Realm.AGENCY, grant.uscc().value());
  }

  private static Role role(GrantRole role) {
    return switch (role) {
      case RESPONSIBLE -> Role.RESPONSIBLE;
      case MANAGER -> Role.MANAGER;
      case USER -> Role.USER;
    };
  }
}
