package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Role;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;

/** What becomes of an account of an authority: other roles, a new start, an end. Its subject is the account. */
@Component
class AccountStep implements AccessChange {

  /** What is done. */
  enum Step {
    ROLES,
    RESET,
    RESUME,
    CLOSE
  }

  /** The step, and for {@code ROLES} what the account has afterwards. */
  record Proposed(Step step, List<String> roles, boolean contractor, @Nullable String until) {}

  private final Accounts accounts;
  private final PersonStore persons;

  AccountStep(Accounts accounts, PersonStore persons) {
    this.accounts = accounts;
    this.persons = persons;
  }

  @Override
  public String type() {
    return "account-step";
  }

  @Override
  public String noun() {
    return "account-step";
  }

  @Override
  public String appliedEvent() {
    return "account-step.approved";
  }

  /** Nobody takes part in deciding about the own account. */
  static void requireAnother(PersonStore persons, Change change, Account account) {
    PersonId decided = change.proposal().decidedBy();
    if (persons.same(account.person(), change.proposal().submittedBy())
        || decided != null && persons.same(account.person(), decided)) {
      throw Refusal.of(Problem.SAME_PERSON, "it is your own account: two other persons decide about it");
    }
  }

  @Override
  public void apply(Change change) {
    Account account = accounts.load(change.proposal().subject());
    if (account.version() != change.baseVersion() || account.state() == Account.State.CLOSED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account has changed since: propose it again");
    }
    requireAnother(persons, change, account);
    Proposed proposed = change.proposedAs(Proposed.class);
    By by = By.of(change);
    switch (proposed.step()) {
      case ROLES ->
          accounts.roles(
              by,
              account,
              proposed.roles().stream().map(Role::ofWire).collect(Collectors.toSet()),
              proposed.contractor(),
              proposed.until() == null ? null : Instant.parse(proposed.until()));
      case RESET -> accounts.reset(by, account);
      case RESUME -> accounts.state(by, account, Account.State.ACTIVE);
      case CLOSE -> accounts.state(by, account, Account.State.CLOSED);
    }
  }
}
