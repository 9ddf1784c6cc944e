package org.zhengyan.access.staff;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/**
 * A permission to sign in from abroad for an account of a body or a platform, which its people asked for and two
 * persons of the authority decide. Its subject is the account.
 */
@Component
class OverseasAdmission implements ChangeType {
  static final String KIND = "overseas-access";

  /** @param asked what was asked for; the rest is as there */
  record Proposed(String asked, @Nullable String device, String from, String to) {}

  private final OverseasAskedStore store;
  private final OverseasGrant grant;
  private final Accounts accounts;
  private final Institutions institutions;
  private final OperatorNames operators;
  private final PersonStore persons;
  private final Approvals approvals;

  OverseasAdmission(
      OverseasAskedStore store,
      OverseasGrant grant,
      Accounts accounts,
      Institutions institutions,
      OperatorNames operators,
      PersonStore persons,
      Approvals approvals) {
    this.store = store;
    this.grant = grant;
    this.accounts = accounts;
    this.institutions = institutions;
    this.operators = operators;
    this.persons = persons;
    this.approvals = approvals;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String type() {
    return "overseas-admission";
  }

  @Override
  public String noun() {
    return "overseas-permission";
  }

  @Override
  public String appliedEvent() {
    return "overseas-permission.given";
  }

  /**
   * Whose authority decides about this account: that of the body's division, and the national one of platforms.
   *
   * @throws Refusal {@code wrong-state} for a body whose registration is not normal, and a suspended platform;
   *     {@code forbidden} for staff of an authority
   */
  Division decidedIn(Account account) {
    return switch (account.realm()) {
      case AGENCY ->
          institutions
              .find(new Uscc(account.subject()))
              .filter(body -> body.status() == InstitutionStatus.NORMAL)
              .map(Institution::division)
              .orElseThrow(() -> over("the body's registration is not normal"));
      case PLATFORM -> {
        if (!operators.isActive(account.subject())) {
          throw over("the platform is suspended");
        }
        yield Division.NATIONAL;
      }
      case AUTHORITY ->
          throw Refusal.of(Problem.FORBIDDEN, "an administrator proposes it for staff of an authority");
    };
  }

  /**
   * Passes for a person who neither asked nor has the account, of the authority that is the competent one still.
   *
   * @throws Refusal {@code same-person}, {@code wrong-state}
   */
  Account require(OverseasAsked asked, PersonId deciding) {
    Account account = requireOther(asked, deciding);
    if (!decidedIn(account).equals(asked.division())) {
      throw over("the body belongs to another authority by now: its people ask there");
    }
    return account;
  }

  /** The first half of {@link #require}, which is enough for a no. */
  Account requireOther(OverseasAsked asked, PersonId deciding) {
    approvals.requireOther(deciding, asked.askedBy());
    Account account = accounts.load(asked.accountId());
    if (persons.same(account.person(), deciding)) {
      throw Refusal.of(Problem.SAME_PERSON, "it is your own account: two other persons decide about it");
    }
    return account;
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    OverseasAsked asked = store.lock(proposed.asked());
    if (asked.standing() == OverseasAsked.Standing.WITHDRAWN) {
      throw over("who asked has withdrawn it");
    }
    PersonId decided = change.proposal().decidedBy();
    if (decided == null) {
      throw new IllegalStateException("a change that nobody decided");
    }
    require(asked, change.proposal().submittedBy());
    grant.give(
        change, require(asked, decided), new OverseasGrant.Proposed(proposed.device(), proposed.from(), proposed.to()));
  }

  private static Refusal over(String sentence) {
    return Refusal.of(Problem.WRONG_STATE, sentence);
  }
}
