package org.zhengyan.access.staff;

import java.util.Set;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.PersonId;

/**
 * An owner of a platform, entered by two persons of the national authority: the first, or one more where nobody at
 * the platform can let another in. Who is there stays.
 */
@Component
class PlatformOwners implements ChangeType {

  /**
   * What is proposed.
   *
   * @param person whose name stands in the table of persons alone
   * @param login the whole login name
   */
  record Proposed(String person, String login) {}

  private final Accounts accounts;
  private final OperatorNames operators;

  PlatformOwners(Accounts accounts, OperatorNames operators) {
    this.accounts = accounts;
    this.operators = operators;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "operatorOwner";
  }

  @Override
  public String noun() {
    return "operator-owner";
  }

  @Override
  public String appliedEvent() {
    return "operator-owner.entered";
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    String operator = change.proposal().subject();
    if (!operators.isActive(operator)) {
      throw Refusal.of(Problem.WRONG_STATE, "the platform is suspended: nobody signs in for it");
    }
    accounts.add(
        By.of(change),
        proposed.login(),
        Realm.PLATFORM,
        operator,
        new PersonId(proposed.person()),
        Set.of(Role.OWNER),
        false,
        null);
  }
}
