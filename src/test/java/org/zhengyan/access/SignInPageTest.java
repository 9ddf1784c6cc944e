package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.principal.DevAuthorities;

/** Signing in as people do, and each refusal by one thing that is wrong. */
@ServerTest
@NullUnmarked
class SignInPageTest {
  private static final String SESSION = "zhengyan";

  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @LocalServerPort int port;

  private TestAccounts accounts;
  private Visitor visitor;

  @BeforeEach
  void visit() throws Exception {
    // All tests come from one address.
    jdbc.update("delete from sign_in_attempt");
    accounts = new TestAccounts(application);
    visitor = new Visitor(port);
    visitor.get("/sign-in");
  }

  private HttpResponse<String> signIn(String id, Map<String, String> instead) throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("login", TestAccounts.login(id));
    fields.put("password", TestAccounts.PASSWORD);
    fields.put("code", accounts.code(0));
    fields.putAll(instead);
    return visitor.post("/sign-in", fields);
  }

  private void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("登录名、口令或验证码不对");
    assertThat(visitor.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void signsInAndOut() throws Exception {
    String id = accounts.add(Role.ADMINISTRATOR, false);
    HttpResponse<String> answer = signIn(id, Map.of("to", "/account?x=1"));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/account?x=1");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .anySatisfy(c -> assertThat(c).startsWith("zhengyan=").contains("HttpOnly", "SameSite=Lax", "Path=/"));
    assertThat(visitor.get("/account").body()).contains(TestAccounts.login(id), "账户管理员");
    assertThat(visitor.post("/sign-out", Map.of()).statusCode()).isEqualTo(303);
    assertThat(visitor.get("/account").headers().firstValue("Location")).hasValue("/sign-in?to=%2Faccount");
    assertThat(TestContext.events(client, id)).containsExactly("session.opened", "session.ended");
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    assertRefused(signIn(id, Map.of("password", "korrekt pferd batteriE")));
    assertThat(TestContext.events(client, id)).containsExactly("session.refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void refusesACodeOutsideTheDrift(int drift) throws Exception {
    long step;
    HttpResponse<String> answer;
    do {
      // While the password is worked through the step may turn, and a code of later is then within the drift.
      visitor = new Visitor(port);
      visitor.get("/sign-in");
      step = accounts.step();
      answer = signIn(accounts.add(Role.CLERK, false), Map.of("code", accounts.code(drift)));
    } while (accounts.step() != step);
    assertRefused(answer);
  }

  @Test
  void refusesACodeThatWasUsed() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    String code = accounts.code(0);
    assertThat(signIn(id, Map.of("code", code)).statusCode()).isEqualTo(303);
    visitor = new Visitor(port);
    visitor.get("/sign-in");
    assertRefused(signIn(id, Map.of("code", code)));
  }

  @Test
  void refusesAnUnknownAccountInTheSameWords() throws Exception {
    assertRefused(signIn("nobody", Map.of()));
    assertRefused(signIn("x".repeat(200), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "closed"})
  void refusesAnAccountThatIsNotActive(String state) throws Exception {
    String id = accounts.add(Role.CLERK, false);
    jdbc.update("update account set state = ? where id = ?", state, id);
    assertRefused(signIn(id, Map.of()));
  }

  @Test
  void refusesAnAccountWhoseTermIsOver() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    jdbc.update("update account set roles_until = clock_timestamp() - interval '1 s' where id = ?", id);
    assertRefused(signIn(id, Map.of()));
  }

  @Test
  void locksAfterFiveMistakesAndLetsTheKnownDeviceIn() throws Exception {
    String id = accounts.add(Role.CLERK, true);
    SessionToken device = SessionToken.random();
    Devices.bindFirst(jdbc, id, device, "test");
    visitor.cookies.put("zhengyan-device", device.cookie());
    Visitor holder = visitor;
    visitor = new Visitor(port);
    visitor.get("/sign-in");
    for (int i = 0; i < 5; i++) {
      assertRefused(signIn(id, Map.of("code", "000000", "password", "wrong")));
    }
    assertRefused(signIn(id, Map.of())); // right, and locked
    assertRefused(signIn(id, Map.of()));
    assertThat(TestContext.events(client, id)).as("tries at a lock are not logged").hasSize(5);
    visitor = holder;
    assertThat(signIn(id, Map.of()).statusCode()).isEqualTo(303);
  }

  @Test
  void letsTheKnownDeviceInFromALockedAddressAndNobodyElse() throws Exception {
    String id = accounts.add(Role.CLERK, true);
    SessionToken device = SessionToken.random();
    Devices.bindFirst(jdbc, id, device, "test");
    lockAddress();
    assertRefused(signIn(id, Map.of()));
    visitor.cookies.put("zhengyan-device", device.cookie());
    assertThat(signIn(id, Map.of()).statusCode()).isEqualTo(303);
  }

  private void lockAddress() {
    for (String address : List.of("127.0.0.1", "::1")) {
      jdbc.update(
          "insert into sign_in_attempt (key, failures, last_at, free_at)"
              + " values (?, 40, clock_timestamp(), clock_timestamp() + interval '15 min')",
          Attempts.Counter.ofAddress(Address.counted(address)).key());
    }
  }

  @Test
  void letsAnUnknownDeviceWaitUntilSomebodyVouches() throws Exception {
    String id = accounts.add(Role.CLERK, true);
    HttpResponse<String> answer = signIn(id, Map.of());
    assertThat(answer.statusCode()).isEqualTo(403);
    Devices.Device waiting = application.getBean(Devices.class).of(id).getFirst();
    assertThat(answer.body()).contains(waiting.number());
    assertThat(visitor.cookies).doesNotContainKey(SESSION);
    jdbc.update("update account_device set state = 'bound' where id = ?", waiting.id());
    assertThat(signIn(id, Map.of("code", accounts.code(1))).statusCode()).isEqualTo(303);
  }

  @Test
  void letsARemovedDeviceWaitAgain() throws Exception {
    String id = accounts.add(Role.CLERK, true);
    Devices devices = application.getBean(Devices.class);
    signIn(id, Map.of());
    String former = devices.of(id).getFirst().id();
    jdbc.update("update account_device set state = 'removed' where id = ?", former);
    HttpResponse<String> answer = signIn(id, Map.of("code", accounts.code(1)));
    assertThat(answer.statusCode()).isEqualTo(403);
    Devices.Device waiting = devices.of(id).getFirst();
    assertThat(waiting.bound()).isFalse();
    assertThat(waiting.id()).isNotEqualTo(former);
    assertThat(answer.body()).contains(waiting.number());
  }

  @Test
  void refusesAnAddressOutsideTheRangesOfTheAuthority() throws Exception {
    jdbc.update(
        "insert into authority (id, name, division, state, version) values ('ranged', '测试部门', '110000',"
            + " 'active', 1) on conflict do nothing");
    jdbc.update("insert into staff_range values ('ranged', '198.51.100.0/24') on conflict do nothing");
    String id = accounts.add(Role.CLERK, "ranged", false);
    assertThat(signIn(id, Map.of()).body()).contains("不在本部门允许的地址范围内");
    assertThat(visitor.cookies).doesNotContainKey(SESSION);
    jdbc.update("insert into staff_range values ('ranged', '127.0.0.0/8'), ('ranged', '::1/128')");
    assertThat(signIn(id, Map.of("code", accounts.code(1))).statusCode()).isEqualTo(303);
  }

  @Test
  void endsASessionThatLeftTheRangesOfItsAuthority() throws Exception {
    jdbc.update(
        "insert into authority (id, name, division, state, version) values ('moved', '测试部门', '130000',"
            + " 'active', 1)");
    String id = accounts.add(Role.CLERK, "moved", false);
    TestSignIn clerk = TestSignIn.as(application, TestAccounts.login(id));
    assertThat(clerk.get("/account").statusCode()).isEqualTo(200);
    jdbc.update("insert into staff_range values ('moved', '198.51.100.0/24')");
    HttpResponse<String> answer = clerk.send(clerk.request("/account").header("Accept", "text/html").GET());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("您的网络已不在允许的范围内");
    jdbc.update("delete from staff_range where authority_id = 'moved'");
    assertThat(clerk.get("/account").statusCode()).as("the session is over").isEqualTo(303);
    assertThat(TestContext.events(client, id)).containsExactly("session.ended");
  }

  @Test
  void givesANewTokenWhateverTheBrowserBrought() throws Exception {
    String fixed = SessionToken.random().cookie();
    visitor.cookies.put(SESSION, fixed);
    signIn(accounts.add(Role.CLERK, false), Map.of());
    assertThat(visitor.cookies.get(SESSION)).isNotEqualTo(fixed);
    Visitor attacker = new Visitor(port);
    attacker.cookies.put(SESSION, fixed);
    assertThat(attacker.get("/account").statusCode()).isEqualTo(303);
  }

  @Test
  void refusesAFormWithoutItsToken() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    assertThat(signIn(id, Map.of("csrf", "")).statusCode()).isEqualTo(403);
    assertThat(visitor.cookies).doesNotContainKey(SESSION);
  }

  @Test
  void refusesAFormFromAForeignPage() throws Exception {
    visitor.origin = "https://example.org";
    assertThat(signIn(accounts.add(Role.CLERK, false), Map.of()).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//example.org", "/\\example.org", "https://example.org", "\t//example.org"})
  void leadsNowhereElse(String to) throws Exception {
    HttpResponse<String> answer = signIn(accounts.add(Role.CLERK, false), Map.of("to", to));
    assertThat(answer.headers().firstValue("Location")).hasValue("/authority");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update console_session set seen_at = seen_at - interval '15 min' where account_id = ?",
        "update console_session set opened_at = opened_at - interval '8 h' where account_id = ?",
        "update account set state = 'suspended' where id = ?",
        "update account set roles_until = clock_timestamp() where id = ?"
      })
  void endsASessionThatIsOver(String over) throws Exception {
    String id = accounts.add(Role.CLERK, false);
    signIn(id, Map.of());
    assertThat(visitor.get("/account").statusCode()).isEqualTo(200);
    jdbc.update(over, id);
    assertThat(visitor.get("/account").statusCode()).isEqualTo(303);
  }

  @Test
  void endsTheSessionsOfASuspendedAuthority() throws Exception {
    jdbc.update(
        "insert into authority (id, name, division, state, version) values ('stopped', '测试部门', '120000',"
            + " 'active', 1)");
    signIn(accounts.add(Role.CLERK, "stopped", false), Map.of());
    jdbc.update("update authority set state = 'suspended' where id = 'stopped'");
    assertThat(visitor.get("/account").statusCode()).isEqualTo(303);
  }

  @Test
  void endsASignInUnderWayWhenTheFactorsChange() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    TransactionTemplate transaction = application.getBean(TransactionTemplate.class);
    FutureTask<HttpResponse<String>> entering = new FutureTask<>(() -> signIn(id, Map.of()));
    transaction.executeWithoutResult(
        status -> {
          jdbc.update("update account set version = version + 1 where id = ?", id);
          Thread.ofVirtual().start(entering);
          // Both factors were found right as they were before, and the code waits to be used.
          Awaitility.await()
              .until(
                  () ->
                      Boolean.TRUE.equals(
                          client
                              .sql(
                                  "select exists (select 1 from pg_stat_activity"
                                      + " where wait_event_type = 'Lock' and datname = current_database()"
                                      + " and query like 'update account set totp_step%')")
                              .query(Boolean.class)
                              .single()));
        });
    assertRefused(entering.get());
  }

  @Test
  void letsNobodyOfASuspendedOperatorInOrStay() throws Exception {
    jdbc.update(
        "insert into operator (id, name, state, version) values ('stopped-operator', '测试停用平台', 'active', 1)");
    String id = accounts.add(Role.OWNER, "stopped-operator", false);
    assertThat(signIn(id, Map.of()).statusCode()).isEqualTo(303);
    assertThat(visitor.get("/account").statusCode()).isEqualTo(200);
    jdbc.update("update operator set state = 'suspended' where id = 'stopped-operator'");
    assertThat(visitor.get("/account").statusCode()).isEqualTo(303);
    visitor = new Visitor(port);
    visitor.get("/sign-in");
    assertRefused(signIn(id, Map.of("code", accounts.code(1))));
  }

  @Test
  void keepsWhatWasTypedWhenTheSessionRunsOut() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    signIn(id, Map.of());
    visitor.get("/account");
    jdbc.update("update console_session set seen_at = seen_at - interval '15 min' where account_id = ?", id);
    HttpResponse<String> again = visitor.post("/account/sessions/1/end", Map.of("note", "typed & <kept>"));
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.body()).contains("登录已超时");
    HttpResponse<String> on =
        signIn(id, Map.of("code", accounts.code(1), "kept", Visitor.hidden(again, "kept")));
    assertThat(on.statusCode()).isEqualTo(200);
    assertThat(on.body()).contains("action=\"/account/sessions/1/end\"", "typed &amp; &lt;kept&gt;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"present", "password", "repeated", "code"})
  void keepsNothingOfAFormWithASecret(String field) throws Exception {
    String id = accounts.add(Role.CLERK, false);
    signIn(id, Map.of());
    visitor.get("/account");
    jdbc.update("update console_session set seen_at = seen_at - interval '15 min' where account_id = ?", id);
    HttpResponse<String> again = visitor.post("/account/password", Map.of(field, "secret", "note", "other"));
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(Visitor.hidden(again, "kept")).isEmpty();
  }

  @Test
  void givesWhatWasTypedToNobodyElse() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    signIn(id, Map.of());
    visitor.get("/account");
    jdbc.update("update console_session set seen_at = seen_at - interval '15 min' where account_id = ?", id);
    HttpResponse<String> again = visitor.post("/account/sessions/1/end", Map.of("note", "secret"));
    HttpResponse<String> other =
        signIn(accounts.add(Role.CLERK, false), Map.of("kept", Visitor.hidden(again, "kept")));
    assertThat(other.statusCode()).isEqualTo(303);
    assertThat(other.body()).doesNotContain("secret");
  }

  @Test
  void letsNobodyEndTheSessionOfAnother() throws Exception {
    TestSignIn victim = TestSignIn.as(application, "clerk@nanjing");
    List<String> ids =
        jdbc.queryForList(
            "select id from console_session where account_id = 'dev-clerk-nanjing'", String.class);
    signIn(accounts.add(Role.CLERK, DevAuthorities.NANJING, false), Map.of());
    visitor.get("/account");
    visitor.post("/account/sessions/" + ids.getLast() + "/end", Map.of());
    assertThat(victim.get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAnActWithoutTheSessionsToken() throws Exception {
    TestSignIn clerk = TestSignIn.as(application, "clerk@nanjing");
    assertThat(
            clerk
                .send(
                    clerk
                        .request("/sign-out")
                        .header("Origin", "http://localhost:" + port)
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            clerk
                .send(
                    clerk
                        .request("/sign-out?csrf=" + clerk.csrf())
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .as("no Origin")
        .isEqualTo(403);
  }
}
