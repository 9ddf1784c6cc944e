package org.zhengyan.access.staff;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.access.Realm;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.PersonStore;

/**
 * What an owner of a platform does with its people: adds one, gives another role, ends one. One owner does it
 * alone, as a body does with its own people; what a platform may ask of this service is decided by two
 * persons of the authority all the same (ADR 232). Each act is in force with the next request.
 */
@Component
public class TeamDesk {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,39}");

  private final Accounts accounts;
  private final Keepers keepers;
  private final Owners owners;
  private final PersonStore persons;

  TeamDesk(Accounts accounts, Keepers keepers, Owners owners, PersonStore persons) {
    this.accounts = accounts;
    this.keepers = keepers;
    this.owners = owners;
    this.persons = persons;
  }

  /**
   * An account for a person who is new here, which waits for its code ({@link Keepers#code}). The name goes to
   * where names are kept, and nowhere else.
   *
   * @param login the part before the {@code @}
   * @throws Refusal {@code refused-by-rule} at {@code /name}, {@code /login}, {@code /roles}, {@code /until};
   *     {@code forbidden}
   */
  @Transactional
  public Account invite(
      SignedIn who, String name, String login, Role role, boolean contractor, @Nullable Instant until) {
    CallerText.require(name, "/name");
    requireRules(role, contractor, until);
    owners.requireStill(who);
    String whole = login(accounts, login, who.subject());
    return accounts.add(
        By.of(who),
        whole,
        Realm.PLATFORM,
        who.subject(),
        persons.add(name),
        Set.of(role),
        contractor,
        until);
  }

  /**
   * The whole login name at a platform.
   *
   * @param name the part before the {@code @}
   * @throws Refusal {@code refused-by-rule} at {@code /login}
   */
  static String login(Accounts accounts, String name, String operator) {
    if (!NAME.matcher(name).matches()) {
      throw ruled("/login", "team-login-invalid", "small letters, digits, . _ - and at most forty of them");
    }
    String whole = name + '@' + operator.toLowerCase(Locale.ROOT);
    if (accounts.find(whole).isPresent()) {
      throw ruled("/login", "team-login-taken", "there is an account of this login name");
    }
    return whole;
  }

  /**
   * Another role, or another term.
   *
   * @throws Refusal as {@link #invite}; {@code not-found}, {@code wrong-state} when the account has ended
   */
  @Transactional
  public void change(SignedIn who, String id, Role role, boolean contractor, @Nullable Instant until) {
    requireRules(role, contractor, until);
    accounts.roles(By.of(who), require(who, id), Set.of(role), contractor, until);
  }

  /**
   * Ends an account for good, with its sessions and codes.
   *
   * @throws Refusal {@code not-found}, {@code forbidden}, {@code wrong-state}
   */
  @Transactional
  public void end(SignedIn who, String id) {
    accounts.state(By.of(who), require(who, id), Account.State.CLOSED);
  }

  private Account require(SignedIn who, String id) {
    owners.requireStill(who);
    Account account = keepers.load(who, id);
    if (!keepers.keeps(who, account)) {
      throw Refusal.of(Problem.FORBIDDEN, "Another owner acts for this account");
    }
    if (account.state() == Account.State.CLOSED) {
      throw Refusal.of(Problem.WRONG_STATE, "the account has ended");
    }
    return account;
  }

  /** An owner without an end date: a platform whose last owner lapsed would have nobody. */
  private static void requireRules(Role role, boolean contractor, @Nullable Instant until) {
    if (role == Role.OWNER && until != null) {
      throw ruled("/until", "owner-open", "an owner's account has no end date");
    }
    Accounts.requireRules(Realm.PLATFORM, Set.of(role), contractor, until);
  }

  private static Refusal ruled(String pointer, String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, code, sentence);
  }
}
