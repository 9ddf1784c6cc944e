package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/** The accounts that nobody can approve are made once, and never beside others. */
class FirstAccountsTest {
  private static final List<FirstAccounts.Founder> FOUNDERS =
      List.of(
          new FirstAccounts.Founder("测试甲", "admin@centre", Role.ADMINISTRATOR),
          new FirstAccounts.Founder("测试乙", "review@centre", Role.REVIEWER));

  private final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run() {
    return run(FOUNDERS);
  }

  private int run(List<FirstAccounts.Founder> founders) {
    return new FirstAccounts(
            jdbc,
            new TransactionTemplate(new JdbcTransactionManager(jdbc.getDataSource())),
            new AccessProperties(Duration.ofMinutes(15), Duration.ofHours(8), null, null, "CN"),
            new ServiceProperties(
                URI.create("http://localhost"), null, Path.of("unused"), ServiceEnvironment.DEV),
            Clock.systemUTC())
        .run(founders, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @Test
  void makesThemOnceForTheNationalAuthority() {
    assertThat(run()).as("without an authority").isOne();
    jdbc.update(
        "insert into authority (id, name, division, state, version) values ('n', '测试', '100000', 'active', 1)");
    assertThat(run()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("administrator admin@centre: code ");
    assertThat(jdbc.queryForList("select state from account", String.class))
        .containsExactly("invited", "invited");
    assertThat(run()).as("a second time").isOne();
  }

  @Test
  void joinsWhoOwnsAClientOfTheAuthorityAndMakesNobodyTwo() {
    jdbc.update(
        "insert into authority (id, name, division, state, version) values ('n', '测试', '100000', 'active', 1)");
    jdbc.update("insert into person (id, name) values ('owner', '测试乙')");
    jdbc.update(
        "insert into client (id, owner, authority_id, scopes, state)"
            + " values ('clerk', 'owner', 'n', array['registry.submit'], 'active')");
    List<FirstAccounts.Founder> alone =
        List.of(
            new FirstAccounts.Founder("测试乙", "admin@centre", Role.ADMINISTRATOR),
            new FirstAccounts.Founder("测试乙", "review@centre", Role.REVIEWER));
    assertThat(run(alone)).as("one human in both places").isOne();
    assertThat(jdbc.queryForList("select id from account", String.class)).isEmpty();
    assertThat(run()).isZero();
    assertThat(
            jdbc.queryForObject(
                "select person from account where login = 'review@centre'", String.class))
        .isEqualTo("owner");
  }
}
