package org.zhengyan.access;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/** A new password in place of the present one, by whoever is signed in and knows that one. */
@Component
public class PasswordChange {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Passwords passwords;
  private final Attempts attempts;
  private final EventLog log;

  PasswordChange(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Attempts attempts,
      EventLog log) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.passwords = passwords;
    this.attempts = attempts;
    this.log = log;
  }

  /**
   * Changes it and ends every session of the account. Whoever sits at an open session tries as seldom as
   * whoever signs in.
   *
   * @throws Refusal {@code refused-by-rule} at {@code /present} or {@code /password}
   */
  public void change(SignedIn who, String present, String fresh) {
    Attempts.Counter counter = Attempts.Counter.ofPassword(who.accountId());
    boolean free = attempts.count(counter) != Attempts.Counted.LOCKED;
    String hash =
        jdbc.queryForObject("select password from account where id = ?", String.class, who.accountId());
    String login =
        jdbc.queryForObject("select login from account where id = ?", String.class, who.accountId());
    if (!passwords.matches(present, free ? hash : null)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/present",
          "password-wrong",
          "this is not the present password, or it was tried too often");
    }
    attempts.forgive(counter, true);
    PasswordRules.require(fresh, String.valueOf(login));
    String after = passwords.hash(fresh);
    transaction.executeWithoutResult(
        status -> {
          int changed =
              jdbc.update(
                  "update account set password = ?, version = version + 1 where id = ? and password = ?",
                  after,
                  who.accountId(),
                  hash);
          if (changed != 1) {
            throw Refusal.of(Problem.WRONG_STATE, "the password was changed meanwhile");
          }
          jdbc.update(
              "update console_session set ended_at = clock_timestamp(), ended_why = 'password'"
                  + " where account_id = ? and ended_at is null",
              who.accountId());
          log.append(Event.of("account.password-changed", who.accountId(), By.of(who).members(Map.of())));
        });
  }
}
