package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonId;

/** A new account of an authority. Its subject is the person: a login name may tell who that is. */
@Component
class NewAccount implements AccessChange {

  /** What is proposed; the person is the subject, as an id. */
  record Proposed(
      String authority, String login, List<String> roles, boolean contractor, @Nullable String until) {}

  private final Accounts accounts;

  NewAccount(Accounts accounts) {
    this.accounts = accounts;
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
    accounts.add(
        proposed.login(),
        Realm.AUTHORITY,
        proposed.authority(),
        new PersonId(change.proposal().subject()),
        proposed.roles().stream().map(Role::ofWire).collect(Collectors.toSet()),
        proposed.contractor(),
        proposed.until() == null ? null : Instant.parse(proposed.until()));
  }
}
