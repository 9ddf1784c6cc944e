package org.zhengyan.access;

import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.principal.PersonId;

/**
 * Makes accounts whose password and seed everybody may know: those of the dev profile and of a sandbox. An
 * account is added once; what became of it since stays.
 */
@Component
class PublishedAccounts {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Passwords passwords;
  private final Seeds seeds;
  private final Clock clock;

  PublishedAccounts(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Seeds seeds,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.passwords = passwords;
    this.seeds = seeds;
    this.clock = clock;
  }

  /** One of them, with the name of its person. */
  record Published(
      String id, String login, PersonId person, String name, Realm realm, String subject, Role role) {}

  /**
   * Adds those that are missing, bound to no device; their persons too.
   *
   * @param first what they stand on, run in the same transaction when one is missing
   */
  void add(List<Published> accounts, String password, byte[] seed, Runnable first) {
    transaction.executeWithoutResult(
        status -> {
          // Two nodes may start at once.
          jdbc.query("select pg_advisory_xact_lock(hashtext('published-accounts'))", row -> {});
          List<String> present = jdbc.query("select login from account", (row, n) -> row.getString(1));
          List<Published> missing = accounts.stream().filter(a -> !present.contains(a.login())).toList();
          if (!missing.isEmpty()) {
            first.run();
            String hash = passwords.hash(password);
            missing.forEach(account -> insert(account, hash, seeds.seal(seed)));
          }
        });
  }

  private void insert(Published account, String hash, byte[] seed) {
    jdbc.update(
        "insert into person (id, name) values (?, ?) on conflict (id) do nothing",
        account.person().value(),
        account.name());
    jdbc.update(
        "insert into account (id, login, person, realm, subject, roles, state, password, totp_seed,"
            + " device_bound) values (?, ?, ?, ?, ?, ?, 'active', ?, ?, false)",
        account.id(),
        account.login(),
        account.person().value(),
        account.realm().wire(),
        account.subject(),
        new String[] {account.role().wire()},
        hash,
        seed);
  }

  /** The code of that seed now. */
  String code(byte[] seed) {
    return Totp.codeAt(seed, clock.instant());
  }
}
