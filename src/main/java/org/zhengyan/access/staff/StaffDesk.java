package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Networks;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.LogErasure;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.StaffNumbers;

/**
 * What an administrator of an authority proposes and a reviewer decides: accounts, what becomes of them,
 * address ranges, erasures in the log.
 */
@Component
public class StaffDesk {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,63}@[a-z0-9][a-z0-9-]{0,63}");
  private static final int MOST_RANGES = 100;

  private final Changes changes;
  private final Accounts accounts;
  private final StaffNumbers numbers;
  private final NewAccount newAccount;
  private final AccountStep step;
  private final RangeChange ranges;
  private final Erasure erasure;
  private final LogErasure logErasure;
  private final TransactionTemplate transaction;

  StaffDesk(
      Changes changes,
      Accounts accounts,
      StaffNumbers numbers,
      NewAccount newAccount,
      AccountStep step,
      RangeChange ranges,
      Erasure erasure,
      LogErasure logErasure,
      TransactionTemplate transaction) {
    this.changes = changes;
    this.accounts = accounts;
    this.numbers = numbers;
    this.newAccount = newAccount;
    this.step = step;
    this.ranges = ranges;
    this.erasure = erasure;
    this.logErasure = logErasure;
    this.transaction = transaction;
  }

  /**
   * Proposes an account. Who has it is the person whom the authority knows by that number, or a new one. The
   * name goes to where names are kept, and nowhere else.
   *
   * @throws Refusal as {@link Accounts#invite}; {@code refused-by-rule} at {@code /login}, {@code /name} or
   *     {@code /number}
   */
  public Change proposeAccount(
      SignedIn who,
      String login,
      String name,
      String typedNumber,
      Set<Role> roles,
      boolean contractor,
      @Nullable Instant until) {
    if (!NAME.matcher(login).matches() || login.length() > 100) {
      throw ruled("/login", "login-invalid", "a login name looks like name@unit: small letters, digits, . _ -");
    }
    if (accounts.find(login).isPresent()) {
      throw ruled("/login", "login-taken", "there is an account of this login name");
    }
    CallerText.require(name, "/name");
    String number = StaffNumbers.require(typedNumber, "/number");
    Accounts.requireRules(who.realm(), roles, contractor, until);
    return submit(
        () ->
            changes.submit(
                who.actor(),
                newAccount,
                person(who, number, name).value(),
                Approvals.requireAuthority(who.actor()),
                0,
                new NewAccount.Proposed(
                    who.subject(),
                    login,
                    number,
                    roles.stream().map(Role::wire).sorted().toList(),
                    contractor,
                    text(until))));
  }

  private PersonId person(SignedIn who, String number, String name) {
    PersonId person = numbers.resolve(who.subject(), number, name, "/number");
    if (accounts.find(person, who.realm(), who.subject()).isPresent()) {
      throw ruled("/number", "person-has-account", "the person of this number has an account here");
    }
    return person;
  }

  /** Proposes other roles, or another term. */
  public Change proposeRoles(
      SignedIn who, Account account, Set<Role> roles, boolean contractor, @Nullable Instant until) {
    Accounts.requireRules(who.realm(), roles, contractor, until);
    return propose(
        who,
        account,
        new AccountStep.Proposed(
            AccountStep.Step.ROLES,
            roles.stream().map(Role::wire).sorted().toList(),
            contractor,
            text(until)));
  }

  /** Proposes that the person takes the account anew, with other factors and devices. */
  public Change proposeReset(SignedIn who, Account account) {
    return propose(who, account, new AccountStep.Proposed(AccountStep.Step.RESET, List.of(), false, null));
  }

  /** Proposes that a suspended account goes on. */
  public Change proposeResume(SignedIn who, Account account) {
    return propose(who, account, new AccountStep.Proposed(AccountStep.Step.RESUME, List.of(), false, null));
  }

  /** Proposes that an account ends for good. */
  public Change proposeClosing(SignedIn who, Account account) {
    return propose(who, account, new AccountStep.Proposed(AccountStep.Step.CLOSE, List.of(), false, null));
  }

  private Change propose(SignedIn who, Account account, AccountStep.Proposed proposed) {
    return submit(
        () ->
            changes.submit(
                who.actor(),
                step,
                account.id(),
                Approvals.requireAuthority(who.actor()),
                account.version(),
                proposed));
  }

  /** The ranges of the authority as they are. */
  public List<String> ranges(SignedIn who) {
    return ranges.present(who.subject());
  }

  /**
   * Proposes all ranges of the authority; none for anywhere.
   *
   * @param address of who proposes, which has to be within: nobody locks the own office out
   */
  public Change proposeRanges(SignedIn who, List<String> proposed, String address) {
    proposed.forEach(range -> Networks.require(range, "/ranges"));
    if (proposed.size() > MOST_RANGES) {
      throw ruled("/ranges", "ranges-many", "at most 100 ranges");
    }
    if (!proposed.isEmpty() && !Networks.hold(proposed, address)) {
      throw ruled("/ranges", "ranges-exclude", "your own address is in none of these ranges");
    }
    return submit(
        () ->
            changes.submit(
                who.actor(),
                ranges,
                who.subject(),
                Approvals.requireAuthority(who.actor()),
                ranges.version(who.subject()),
                new RangeChange.Proposed(proposed)));
  }

  /**
   * Proposes that the record of one event is erased: at the national authority only.
   *
   * @throws Refusal {@code outside-division}; as {@link LogErasure#require}
   */
  public Change proposeErasure(SignedIn who, long index, String reason) {
    Approvals.requireActsIn(who.actor(), Division.NATIONAL);
    CallerText.require(reason, "/reason");
    logErasure.require(index);
    return submit(
        () ->
            changes.submit(
                who.actor(),
                erasure,
                Long.toString(index),
                Division.NATIONAL,
                0,
                new Erasure.Proposed(reason)));
  }

  /** What was proposed in the divisions of the authority, newest first. */
  public List<Change> list(SignedIn who, Proposal.@Nullable State state, PageRequest page) {
    return changes.list(who.actor(), AccessChange.KIND, state, page);
  }

  /** @throws Refusal {@code not-found}, {@code outside-division} */
  public Change load(SignedIn who, String id) {
    return changes.load(who.actor(), AccessChange.KIND, id);
  }

  /** @throws Refusal as {@link Changes#approve} */
  public void approve(SignedIn who, String id, @Nullable String digest) {
    submit(() -> changes.approve(who.actor(), AccessChange.KIND, id, digest));
  }

  /** @throws Refusal as {@link Changes#refuse} */
  public void refuse(SignedIn who, String id, String reason) {
    CallerText.require(reason, "/reason");
    submit(() -> changes.refuse(who.actor(), AccessChange.KIND, id, reason));
  }

  private Change submit(Supplier<Change> act) {
    Change change = transaction.execute(status -> act.get());
    if (change == null) {
      throw new IllegalStateException("the act gave no change");
    }
    return change;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Refusal ruled(String pointer, String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, sentence);
  }
}
