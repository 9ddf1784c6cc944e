package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.StaffNumbers;

/** A new account of an authority. Its subject is the person: a login name may tell who that is. */
@Component
class NewAccount implements AccessChange {

  /**
   * What is proposed; the person is the subject, as an id.
   *
   * @param number under which the authority knows the person from now on; proposals from before have none
   */
  record Proposed(
      String authority,
      String login,
      @Nullable String number,
      List<String> roles,
      boolean contractor,
      @Nullable String until) {}

  private final Accounts accounts;
  private final StaffNumbers numbers;

  NewAccount(Accounts accounts, StaffNumbers numbers) {
    this.accounts = accounts;
    this.numbers = numbers;
  }

  @Override
  public String type() {
    return "new-account";
  }

  @Override
  public String noun() {
    return "account-admission";
  }

  @Override
  public String appliedEvent() {
    return "account-admission.approved";
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    PersonId person = new PersonId(change.proposal().subject());
    if (proposed.number() != null) {
      numbers.keep(proposed.authority(), proposed.number(), person);
    }
    accounts.add(
        By.of(change),
        proposed.login(),
        Realm.AUTHORITY,
        proposed.authority(),
        person,
        proposed.roles().stream().map(Role::ofWire).collect(Collectors.toSet()),
        proposed.contractor(),
        proposed.until() == null ? null : Instant.parse(proposed.until()));
  }
}
