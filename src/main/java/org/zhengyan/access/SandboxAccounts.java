package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.operator.SandboxAdmission;

/**
 * The account of a sandbox that everybody may use: a developer of a platform that does not exist, with a
 * published password and seed. Who uses it sees what others do with it; who wants to be alone takes a client
 * without an account.
 */
@Component
@SandboxOnly
public class SandboxAccounts implements InitializingBean {
  public static final String LOGIN = "developer@sandbox";
  public static final String PASSWORD = "zhengyan-sandbox";

  private static final String ID = "sandbox-developer";
  private static final String PERSON = "sandbox-person-developer";
  private static final String OPERATOR = "sandbox-operator";
  private static final byte[] SEED = "zhengyan-sandbox-dev".getBytes(StandardCharsets.US_ASCII);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final SandboxAdmission admission;
  private final Passwords passwords;
  private final Seeds seeds;
  private final Clock clock;

  SandboxAccounts(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      SandboxAdmission admission,
      Passwords passwords,
      Seeds seeds,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.admission = admission;
    this.passwords = passwords;
    this.seeds = seeds;
    this.clock = clock;
  }

  /** Adds the account once; what became of it stays. */
  @Override
  public void afterPropertiesSet() {
    transaction.executeWithoutResult(
        status -> {
          jdbc.query("select pg_advisory_xact_lock(hashtext('sandbox-accounts'))", row -> {});
          Boolean present =
              jdbc.queryForObject(
                  "select exists (select from account where login = ?)", Boolean.class, LOGIN);
          if (!Boolean.TRUE.equals(present)) {
            add();
          }
        });
  }

  /** The code that it has now. */
  public String code() {
    return Totp.codeAt(SEED, clock.instant());
  }

  /** What an authenticator takes. */
  public String seed() {
    return Totp.base32(SEED);
  }

  private void add() {
    admission.found(OPERATOR, "沙箱示例平台");
    jdbc.update(
        "insert into person (id, name) values (?, '沙箱开发者') on conflict (id) do nothing", PERSON);
    jdbc.update(
        "insert into account (id, login, person, realm, subject, roles, state, password, totp_seed,"
            + " device_bound) values (?, ?, ?, 'platform', ?, array['developer'], 'active', ?, ?, false)",
        ID,
        LOGIN,
        PERSON,
        OPERATOR,
        passwords.hash(PASSWORD),
        seeds.seal(SEED));
  }
}
