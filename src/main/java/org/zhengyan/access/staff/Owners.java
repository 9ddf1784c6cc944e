package org.zhengyan.access.staff;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Keeps an owner at each platform. Nobody acts on the own account, an owner's account has no end date, and
 * whoever acts is an owner at that moment: so there is one afterwards, though two act on each other at once.
 */
@Component
class Owners {
  private final Accounts accounts;
  private final JdbcTemplate jdbc;

  Owners(Accounts accounts, JdbcTemplate jdbc) {
    this.accounts = accounts;
    this.jdbc = jdbc;
  }

  /**
   * Waits for other owners of the platform, and passes for one who still is; in the act's transaction, to the
   * end of which it holds.
   *
   * @throws Refusal {@code forbidden}
   */
  void requireStill(SignedIn who) {
    jdbc.query(
        "select pg_advisory_xact_lock(hashtextextended('platform team ' || ?, 0))", row -> {}, who.subject());
    Account own = accounts.load(who.accountId());
    if (own.state() != Account.State.ACTIVE || !own.roles().contains(Role.OWNER)) {
      throw Refusal.of(Problem.FORBIDDEN, "An owner of the platform does this, and you are none any more");
    }
  }
}
