package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
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
import org.zhengyan.ServerTest;

/** Two factors always; and the sessions that they open, listed and ended by their owner and by a keeper. */
@ServerTest
@NullUnmarked
class OwnSessionsTest {
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @LocalServerPort int port;

  private TestAccounts accounts;
  private Visitor visitor;
  private String id;

  @BeforeEach
  void visit() throws Exception {
    jdbc.update("delete from sign_in_attempt");
    accounts = new TestAccounts(application);
    id = accounts.add(Role.CLERK, false);
    visitor = new Visitor(port);
    visitor.get("/sign-in");
  }

  private HttpResponse<String> signIn(String code) throws Exception {
    return visitor.post(
        "/sign-in", Map.of("login", TestAccounts.login(id), "password", TestAccounts.PASSWORD, "code", code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0", "00000000", "abcdef"})
  void thePasswordAloneOpensNothing(String code) throws Exception {
    assertThat(signIn(code).statusCode()).isEqualTo(422);
    assertThat(visitor.cookies).doesNotContainKey("zhengyan");
  }

  /** Without an authenticator there is no code, not even that of a seed of zeros. */
  @Test
  void anAccountWithoutASecondFactorIsNotOpened() throws Exception {
    jdbc.update("update account set totp_seed = null where id = ?", id);
    String ofNothing = Totp.code(new byte[20], Totp.step(DatabaseClock.now(jdbc)));
    for (String code : new String[] {"", ofNothing, accounts.code(0)}) {
      assertThat(signIn(code).statusCode()).isEqualTo(422);
    }
    for (String path : new String[] {"/sign-in/certificate", "/sign-in"}) {
      HttpResponse<String> bare =
          visitor.post(path, Map.of("login", TestAccounts.login(id), "password", TestAccounts.PASSWORD));
      assertThat(bare.statusCode()).as(path).isEqualTo(422);
    }
    assertThat(visitor.cookies).doesNotContainKey("zhengyan");
    assertThat(jdbc.queryForList("select 1 from console_session where account_id = ?", id)).isEmpty();
  }

  @Test
  void theOwnerSeesEachSessionAndEndsTheOthers() throws Exception {
    assertThat(signIn(accounts.code(0)).statusCode()).isEqualTo(303);
    TestSignIn elsewhere = TestSignIn.as(application, TestAccounts.login(id));
    String other = session(elsewhere);
    jdbc.update("update console_session set browser = 'Firefox · Linux', address = '198.51.100.9' where id = ?", other);
    HttpResponse<String> page = visitor.get("/account");
    assertThat(page.body()).contains("Firefox · Linux", "198.51.100.9", "/account/sessions/" + other + "/end");
    assertThat(page.body().split("/account/sessions/", -1)).as("the present one ends by signing out").hasSize(2);
    assertThat(visitor.post("/account/sessions/" + other + "/end", Map.of()).statusCode()).isEqualTo(303);
    assertThat(elsewhere.get("/account").statusCode()).isEqualTo(303);
    assertThat(visitor.get("/account").statusCode()).isEqualTo(200);
    assertThat(visitor.get("/account").body()).doesNotContain("Firefox · Linux");
    assertThat(AccountEventsTest.records(client, "session.ended", id))
        .singleElement()
        .asString()
        .contains("\"session\":\"" + other + "\"", "\"by\":\"person-" + id + "\"");
  }

  @Test
  void aKeeperSeesAndEndsASessionOfTheirAuthority() throws Exception {
    TestSignIn clerk = TestSignIn.as(application, TestAccounts.login(id));
    String open = session(clerk);
    TestSignIn keeper = TestSignIn.as(application, "admin@national");
    String path = "/account/people/" + id + "/sessions/" + open + "/end";
    assertThat(keeper.get("/account/people/" + id).body()).contains(path);
    assertThat(keeper.post(path, Map.of()).statusCode()).isEqualTo(303);
    assertThat(clerk.get("/account").statusCode()).isEqualTo(303);
    assertThat(AccountEventsTest.records(client, "session.ended", id))
        .singleElement()
        .asString()
        .contains("\"by\":\"dev-person-national-admin\"");
  }

  private String session(TestSignIn browser) {
    return application
        .getBean(Sessions.class)
        .find(SessionToken.of(browser.cookieValue()).orElseThrow())
        .orElseThrow()
        .sessionId();
  }
}
