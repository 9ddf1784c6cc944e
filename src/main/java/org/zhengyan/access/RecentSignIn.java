package org.zhengyan.access;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Both factors within the last ten minutes: asked for where somebody changes the factors themselves, so that
 * a session that was left open adds none and takes none away.
 */
@Component
public class RecentSignIn {
  static final int MINUTES = 10;

  private final JdbcTemplate jdbc;

  RecentSignIn(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether this session is so young. */
  public boolean of(SignedIn who) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from console_session where id = ? and account_id = ?"
                + " and opened_at > clock_timestamp() - make_interval(mins => ?))",
            Boolean.class,
            who.sessionId(),
            who.accountId(),
            MINUTES));
  }

  /** @throws Refusal {@code refused-by-rule}, {@code sign-in-not-recent} */
  public void require(SignedIn who) {
    if (!of(who)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/session",
          "sign-in-not-recent",
          "the sign-in is older than ten minutes: sign in again");
    }
  }
}
