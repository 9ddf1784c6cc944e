package org.zhengyan.access;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.principal.DevAuthorities;

/** Accounts that a test has for itself, all with one password and one seed. */
final class TestAccounts {
  static final String PASSWORD = "korrekt pferd batterie";
  static final byte[] SEED = "01234567890123456789".getBytes(StandardCharsets.US_ASCII);

  private static @Nullable String hash;

  private final JdbcTemplate jdbc;
  private final Passwords passwords;
  private final Seeds seeds;

  TestAccounts(ApplicationContext application) {
    this.jdbc = application.getBean(JdbcTemplate.class);
    this.passwords = application.getBean(Passwords.class);
    this.seeds = application.getBean(Seeds.class);
  }

  /** An active account of the national authority; its login is {@code test-ID@national}. */
  String add(Role role, boolean deviceBound) {
    return add(role, DevAuthorities.NATIONAL, deviceBound);
  }

  String add(Role role, String subject, boolean deviceBound) {
    if (hash == null) {
      hash = passwords.hash(PASSWORD);
    }
    String id = UUID.randomUUID().toString().replace("-", "");
    jdbc.update("insert into person (id, name) values (?, '测试人员')", "person-" + id);
    jdbc.update(
        "insert into account (id, login, person, realm, subject, roles, state, password, totp_seed,"
            + " device_bound) values (?, ?, ?, ?, ?, ?, 'active', ?, ?, ?)",
        id,
        login(id),
        "person-" + id,
        role.realm().wire(),
        subject,
        new String[] {role.wire()},
        hash,
        seeds.seal(SEED),
        deviceBound);
    return id;
  }

  static String login(String id) {
    return "test-" + id + "@national";
  }

  /** The code of now, moved by so many steps. */
  String code(int drift) {
    return Totp.code(SEED, step() + drift);
  }

  /** The step of now. */
  long step() {
    return Totp.step(DatabaseClock.now(jdbc));
  }
}
