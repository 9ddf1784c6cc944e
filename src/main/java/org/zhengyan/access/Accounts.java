package org.zhengyan.access;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;

/**
 * Accounts: made, given a term, closed. Each act joins the caller's transaction, writes its event there
 * with who acts, and is in force with the next request of the account.
 *
 * <p>Whether the caller may do so is for the caller to know: an agency and an operator keep their own
 * people, an authority's accounts are changed by two persons ({@link AccountChange}).
 */
@Component
public class Accounts {
  private static final String SELECT = "select " + Account.COLUMNS + " from account";

  private final JdbcTemplate jdbc;
  private final EventLog log;
  private final Invitations invitations;

  public Accounts(JdbcTemplate jdbc, EventLog log, Invitations invitations) {
    this.jdbc = jdbc;
    this.log = log;
    this.invitations = invitations;
  }

  /** A new account, and the code with which its person takes it; the code is shown once. */
  public record Invitation(String accountId, String login, String code, Instant expiresAt) {}

  /**
   * Makes an account with one role and a login of our own, and invites its person.
   *
   * @throws Refusal {@code refused-by-rule} for a role of another realm, or a contractor who would rule or
   *     has no term; {@code wrong-state} when the person has an account there
   */
  public Invitation invite(
      By by,
      Realm realm,
      String subject,
      PersonId person,
      Role role,
      boolean contractor,
      @Nullable Instant until) {
    String login =
        "u" + RandomId.next().substring(0, 8) + '@' + subject.toLowerCase(Locale.ROOT);
    Account account = add(by, login, realm, subject, person, Set.of(role), contractor, until);
    return invitations.issue(by, account);
  }

  /** A new account without its factors; as {@link #invite}, which gives it a code as well. */
  public Account add(
      By by,
      String login,
      Realm realm,
      String subject,
      PersonId person,
      Set<Role> roles,
      boolean contractor,
      @Nullable Instant until) {
    requireRules(realm, roles, contractor, until);
    if (find(person, realm, subject).isPresent()) {
      throw Refusal.of(Problem.WRONG_STATE, "this person has an account there");
    }
    String id = RandomId.next();
    try {
      jdbc.update(
          "insert into account (id, login, person, realm, subject, roles, contractor, roles_until, state)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, 'invited')",
          id,
          login,
          person.value(),
          realm.wire(),
          subject,
          wires(roles),
          contractor,
          until == null ? null : until.atOffset(ZoneOffset.UTC));
    } catch (DuplicateKeyException e) {
      throw Refusal.of(Problem.WRONG_STATE, "there is an account of this login name");
    }
    Account account = load(id);
    record(by, "account.created", account);
    return account;
  }

  /** The rules of roles, as the table has them, said before it does. */
  public static void requireRules(
      Realm realm, Set<Role> roles, boolean contractor, @Nullable Instant until) {
    if (roles.isEmpty() || roles.stream().anyMatch(role -> role.realm() != realm)) {
      throw ruled("/roles", "an account has one role at least, all of its own realm");
    }
    if (roles.size() > 1 && roles.stream().anyMatch(Role::alone)) {
      throw ruled("/roles", "auditors and administrators have no other role");
    }
    if (contractor && roles.stream().anyMatch(Role::ruling)) {
      throw ruled("/roles", "a contractor keeps no accounts and answers for nobody");
    }
    if (contractor && until == null) {
      throw ruled("/until", "a contractor's account has an end");
    }
  }

  private static Refusal ruled(String pointer, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, "role-refused", sentence);
  }

  /** Closes the person's account there, ends its sessions, and takes its codes; nothing when there is none. */
  public void retire(By by, PersonId person, Realm realm, String subject) {
    find(person, realm, subject).ifPresent(account -> moved(by, account, Account.State.CLOSED));
  }

  /** Gives the account another term; null takes the term away, which a contractor's account refuses. */
  public void extend(
      By by, PersonId person, Realm realm, String subject, @Nullable Instant until) {
    Account account =
        find(person, realm, subject)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "this person has no account there"));
    requireRules(realm, account.roles(), account.contractor(), until);
    jdbc.update(
        "update account set roles_until = ?, version = version + 1 where id = ?",
        until == null ? null : until.atOffset(ZoneOffset.UTC),
        account.id());
    record(by, "account.extended", load(account.id()));
  }

  /**
   * Moves an account to another state; its sessions end unless it is active then.
   *
   * @throws Refusal {@code wrong-state} when somebody closed it meanwhile: that is for good
   */
  public void state(By by, Account account, Account.State state) {
    if (!moved(by, account, state)) {
      throw changed();
    }
  }

  private boolean moved(By by, Account account, Account.State state) {
    // Without factors an account cannot be active: its person is still to take it.
    int moved =
        jdbc.update(
            "update account set state = case when ? = 'active' and password is null then 'invited' else ? end,"
                + " version = version + 1 where id = ? and state <> 'closed'",
            state.wire(),
            state.wire(),
            account.id());
    if (moved != 1) {
      return false;
    }
    if (state != Account.State.ACTIVE) {
      endSessions(account.id());
      invitations.withdraw(account.id());
    }
    record(by, "account." + state.wire(), load(account.id()));
    return true;
  }

  /**
   * Takes both factors and all devices away: the person has to be invited again.
   *
   * @throws Refusal {@code wrong-state} when the account is not as it was read
   */
  public void reset(By by, Account account) {
    int reset =
        jdbc.update(
            "update account set state = 'invited', password = null, totp_seed = null, version = version + 1"
                + " where id = ? and version = ? and state <> 'closed'",
            account.id(),
            account.version());
    if (reset != 1) {
      throw changed();
    }
    jdbc.update("update account_device set state = 'removed' where account_id = ?", account.id());
    jdbc.update("delete from account_certificate where account_id = ?", account.id());
    jdbc.update("delete from account_key where account_id = ?", account.id());
    endSessions(account.id());
    record(by, "account.reset", account);
  }

  /**
   * Gives the account other roles and another term.
   *
   * @throws Refusal as {@link #requireRules}, and as {@link #reset}
   */
  public void roles(
      By by, Account account, Set<Role> roles, boolean contractor, @Nullable Instant until) {
    requireRules(account.realm(), roles, contractor, until);
    int given =
        jdbc.update(
            "update account set roles = ?, contractor = ?, roles_until = ?, version = version + 1"
                + " where id = ? and version = ? and state <> 'closed'",
            wires(roles),
            contractor,
            until == null ? null : until.atOffset(ZoneOffset.UTC),
            account.id(),
            account.version());
    if (given != 1) {
      throw changed();
    }
    record(by, "account.changed", load(account.id()));
  }

  private static Refusal changed() {
    return Refusal.of(Problem.WRONG_STATE, "somebody changed or closed this account meanwhile: look at it again");
  }

  private void endSessions(String accountId) {
    jdbc.update(
        "update console_session set ended_at = clock_timestamp(), ended_why = 'account'"
            + " where account_id = ? and ended_at is null",
        accountId);
  }

  private void record(By by, String type, Account account) {
    log.append(
        Event.of(
            type,
            account.id(),
            by.members(
                Map.of(
                    "person", account.person().value(),
                    "realm", account.realm().wire(),
                    "of", account.subject(),
                    "roles", String.join(" ", wires(account.roles()))))));
  }

  static String[] wires(Set<Role> roles) {
    return roles.stream().map(Role::wire).sorted().toArray(String[]::new);
  }

  public Optional<Account> find(String login) {
    return one(" where login = ?", login);
  }

  /** The person's account there that is not closed. */
  public Optional<Account> find(PersonId person, Realm realm, String subject) {
    return one(
        " where person = ? and realm = ? and subject = ? and state <> 'closed'",
        person.value(),
        realm.wire(),
        subject);
  }

  /** @throws Refusal {@code not-found} */
  public Account load(String id) {
    return one(" where id = ?", id)
        .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such account"));
  }

  /** All accounts there, closed ones last. */
  public List<Account> of(Realm realm, String subject) {
    return jdbc.query(
        SELECT + " where realm = ? and subject = ? order by state = 'closed', login limit 500",
        (row, n) -> Account.of(row),
        realm.wire(),
        subject);
  }

  private Optional<Account> one(String where, Object... arguments) {
    return jdbc.query(SELECT + where, (row, n) -> Account.of(row), arguments).stream().findFirst();
  }
}
