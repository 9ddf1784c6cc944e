package org.zhengyan.access;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;

/**
 * Makes the first administrator and the first reviewer of the national authority, offline and once: the
 * accounts that two persons cannot approve, because there are none yet. Their codes are printed, and are kept
 * nowhere.
 */
public final class FirstAccounts {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventLog log;
  private final Accounts accounts;
  private final Invitations invitations;

  public FirstAccounts(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      AccessProperties properties,
      ServiceProperties service,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.log = new EventLog(jdbc, clock);
    this.invitations =
        new Invitations(jdbc, transaction, log, new Passwords(), new Seeds(properties, service));
    this.accounts = new Accounts(jdbc, log, invitations);
  }

  /** A person with the login name that the account gets. */
  public record Founder(String name, String login, Role role) {}

  /** Does it, says what was done and what comes next, and returns the exit code. */
  public int run(List<Founder> founders, PrintStream out) {
    try {
      return Boolean.TRUE.equals(transaction.execute(status -> found(founders, out))) ? 0 : 1;
    } catch (Refusal refusal) {
      out.println("Refused: " + refusal.detail() + ". Nothing was changed.");
      return 1;
    }
  }

  private boolean found(List<Founder> founders, PrintStream out) {
    // Two at once: the second waits here and then finds accounts.
    jdbc.execute("lock table account in share row exclusive mode");
    List<String> authorities =
        jdbc.query(
            "select id from authority where division = '100000' and state = 'active' order by created_at limit 1",
            (row, n) -> row.getString(1));
    if (authorities.isEmpty()) {
      out.println("Refused: there is no national authority yet; bootstrap makes it. Nothing was changed.");
      return false;
    }
    if (Boolean.TRUE.equals(
        jdbc.queryForObject("select exists (select 1 from account where realm = 'authority')", Boolean.class))) {
      out.println("Refused: there are accounts. Further ones are made at /account/people. Nothing was changed.");
      return false;
    }
    for (Founder founder : founders) {
      Account account =
          accounts.add(
              By.NOBODY,
              founder.login(),
              Realm.AUTHORITY,
              authorities.getFirst(),
              person(authorities.getFirst(), founder.name()),
              Set.of(founder.role()),
              false,
              null);
      Accounts.Invitation invitation = invitations.issue(By.NOBODY, account);
      out.printf(
          "%s %s: code %s, until %s%n",
          founder.role().wire(), founder.login(), invitation.code(), invitation.expiresAt());
    }
    log.append(Event.of("accounts.founded", authorities.getFirst(), Map.of()));
    out.println("Each person takes the account at /sign-in/invitation.");
    return true;
  }

  /** Who owns a client of the authority, or has an account by now, is that person and no second one. */
  private PersonId person(String authority, String name) {
    return jdbc
        .query(
            "select p.id from person p where name_key(p.name) = name_key(?) and (exists"
                + " (select 1 from client c where c.owner = p.id and c.authority_id = ?) or exists"
                + " (select 1 from account a where a.person = p.id and a.subject = ?)) order by p.created_at limit 1",
            (row, n) -> new PersonId(row.getString(1)),
            name,
            authority,
            authority)
        .stream()
        .findFirst()
        .orElseGet(() -> new PersonStore(jdbc).add(name));
  }
}
