package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.zhengyan.access.webauthn.TestAuthenticator;
import org.zhengyan.keys.ServiceProperties;

/** Security keys in place of one-time codes: added, asked for with the password, and taken away. */
@ServerTest
@NullUnmarked
class SecurityKeyTest {
  private static final Pattern CHALLENGE = Pattern.compile("\"challenge\":\"([A-Za-z0-9_-]{43})\"");

  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired ServiceProperties service;
  @LocalServerPort int port;

  private TestAccounts accounts;
  private String id;
  private TestSignIn person;
  private TestAuthenticator key;
  private Visitor visitor;

  @BeforeEach
  void visit() throws Exception {
    jdbc.update("delete from sign_in_attempt");
    accounts = new TestAccounts(application);
    id = accounts.add(Role.CLERK, false);
    person = TestSignIn.as(application, TestAccounts.login(id));
    key = authenticator();
    visitor = visitor();
  }

  private Visitor visitor() throws Exception {
    Visitor fresh = new Visitor(port);
    fresh.get("/sign-in");
    return fresh;
  }

  private TestAuthenticator authenticator() {
    return new TestAuthenticator(service.publicUrl().toString(), service.publicUrl().getHost());
  }

  private static byte[] challenge(HttpResponse<String> answer) {
    Matcher found = CHALLENGE.matcher(answer.body());
    assertThat(found.find()).as(answer.statusCode() + " " + answer.body()).isTrue();
    return Base64.getUrlDecoder().decode(found.group(1));
  }

  private static HttpResponse<String> add(TestSignIn person, TestAuthenticator key, String name)
      throws Exception {
    byte[] challenge = challenge(person.post("/account/keys/challenge", Map.of()));
    return person.post("/account/keys", Map.of("name", name, "key", key.register(challenge)));
  }

  private void added() throws Exception {
    assertThat(add(person, key, "蓝色密钥").statusCode()).isEqualTo(303);
  }

  private byte[] asked() throws Exception {
    return challenge(visitor.post("/sign-in/challenge", Map.of()));
  }

  private HttpResponse<String> enter(String answer, Map<String, String> instead) throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("login", TestAccounts.login(id));
    fields.put("password", TestAccounts.PASSWORD);
    fields.put("code", "");
    fields.put("key", answer);
    fields.putAll(instead);
    return visitor.post("/sign-in", fields);
  }

  private void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("登录名、口令或安全密钥不对");
    assertThat(visitor.cookies).doesNotContainKey("zhengyan");
  }

  @Test
  void signsInWithAKeyOnceItIsAdded() throws Exception {
    assertRefused(enter(key.sign(asked()), Map.of()));
    HttpResponse<String> options = person.post("/account/keys/challenge", Map.of());
    assertThat(options.body())
        .contains("\"userVerification\":\"required\"", "\"attestation\":\"none\"", "\"residentKey\":\"required\"");
    added();
    assertThat(person.get("/account/keys").body()).contains("蓝色密钥", "还没有用过");

    key.count = 1;
    key.userHandle = SecurityKeys.user(id);
    HttpResponse<String> in = enter(key.sign(asked()), Map.of("to", "/account/keys"));
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(visitor.get("/account/keys").body()).contains("蓝色密钥").doesNotContain("还没有用过");
    assertThat(TestContext.events(client, id))
        .containsExactly("session.refused", "account.key-added", "session.opened");
    assertThat(TestContext.events(client, "password key")).contains("session.opened");
  }

  @Test
  void tellsABrowserOfNoKey() throws Exception {
    added();
    String body = visitor.post("/sign-in/challenge", Map.of("login", TestAccounts.login(id))).body();
    assertThat(body).doesNotContain("allowCredentials", Base64.getUrlEncoder().encodeToString(key.id));
    assertThat(new Visitor(port).post("/sign-in/challenge", Map.of()).statusCode())
        .as("a browser that was shown no page")
        .isEqualTo(403);
  }

  private void assertRefusedAfter(Consumer<TestAuthenticator> wrong) throws Exception {
    key.count = 5;
    added();
    key.count = 6;
    TestAuthenticator right = key;
    wrong.accept(key);
    assertRefused(enter(right.sign(asked()), Map.of()));
  }

  @Test
  void refusesAnotherOrigin() throws Exception {
    assertRefusedAfter(wrong -> wrong.origin = "https://zhengyan.example.org");
  }

  @Test
  void refusesAnotherRpId() throws Exception {
    assertRefusedAfter(wrong -> wrong.rpId = "zhengyan.example.org");
  }

  @Test
  void refusesAWrongSignature() throws Exception {
    assertRefusedAfter(wrong -> wrong.forges = true);
  }

  @Test
  void refusesAUserWhoWasNotPresent() throws Exception {
    assertRefusedAfter(wrong -> wrong.flags = TestAuthenticator.VERIFIED);
  }

  @Test
  void refusesAUserWhoWasNotVerified() throws Exception {
    assertRefusedAfter(wrong -> wrong.flags = TestAuthenticator.PRESENT);
  }

  @Test
  void refusesTheUserHandleOfAnotherAccount() throws Exception {
    assertRefusedAfter(wrong -> wrong.userHandle = SecurityKeys.user("another"));
  }

  @Test
  void refusesACountThatWentBackAndLogsIt() throws Exception {
    assertRefusedAfter(wrong -> wrong.count = 4);
    assertThat(TestContext.events(client, "key-count")).contains("session.refused");
    key.count = 6;
    assertThat(enter(key.sign(asked()), Map.of()).statusCode()).isEqualTo(303);
  }

  @Test
  void refusesAChallengeThatWasUsed() throws Exception {
    added();
    String answer = key.sign(asked());
    assertThat(enter(answer, Map.of()).statusCode()).isEqualTo(303);
    Visitor again = visitor();
    again.cookies.putAll(visitor.cookies);
    again.cookies.remove("zhengyan");
    visitor = again;
    assertRefused(enter(answer, Map.of()));
  }

  @Test
  void usesAChallengeUpWhateverThePasswordWas() throws Exception {
    added();
    String answer = key.sign(asked());
    assertRefused(enter(answer, Map.of("password", "another password")));
    assertRefused(enter(answer, Map.of()));
  }

  @Test
  void refusesAChallengeOfAnotherBrowser() throws Exception {
    added();
    byte[] challenge = asked();
    visitor = visitor();
    assertRefused(enter(key.sign(challenge), Map.of()));
  }

  @Test
  void refusesAChallengeThatIsOver() throws Exception {
    added();
    byte[] challenge = asked();
    jdbc.update("update key_challenge set expires_at = clock_timestamp() where challenge = ?", challenge);
    assertRefused(enter(key.sign(challenge), Map.of()));
  }

  @Test
  void refusesAChallengeForAddingAKey() throws Exception {
    added();
    assertRefused(
        enter(key.sign(challenge(person.post("/account/keys/challenge", Map.of()))), Map.of()));
  }

  @Test
  void refusesTheKeyOfAnotherAccount() throws Exception {
    added();
    id = accounts.add(Role.CLERK, false);
    assertRefused(enter(key.sign(asked()), Map.of()));
    assertRefused(enter(key.sign(asked()), Map.of("login", "nobody@national")));
  }

  @Test
  void countsToTheLockOfTheAccount() throws Exception {
    added();
    for (int i = 0; i < 5; i++) {
      assertRefused(enter("{}", Map.of()));
    }
    assertRefused(enter(key.sign(asked()), Map.of())); // right, and locked
  }

  @Test
  void endsASignInUnderWayWhenTheKeyIsRemoved() throws Exception {
    added();
    String answer = key.sign(asked());
    FutureTask<HttpResponse<String>> entering = new FutureTask<>(() -> enter(answer, Map.of()));
    application
        .getBean(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              jdbc.queryForList("select 1 from account where id = ? for update", id);
              Thread.ofVirtual().start(entering);
              // The signature was found right, and the session waits to be opened.
              Awaitility.await().until(this::opens);
              jdbc.update("delete from account_key where account_id = ?", id);
            });
    assertRefused(entering.get());
  }

  private boolean opens() {
    return client
        .sql(
            "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database() and query like 'select 1 from account where id%')")
        .query(Boolean.class)
        .single();
  }

  @Test
  void asksForBothFactorsBeforeAKeyIsAddedOrRemoved() throws Exception {
    added();
    byte[] challenge = challenge(person.post("/account/keys/challenge", Map.of()));
    jdbc.update("update console_session set opened_at = opened_at - interval '10 min' where account_id = ?", id);
    assertThat(person.get("/account/keys").body()).contains("请重新登录").doesNotContain("id=\"key-use\"");
    assertThat(person.post("/account/keys/challenge", Map.of()).statusCode()).isEqualTo(422);
    String more = authenticator().register(challenge);
    assertThat(person.post("/account/keys", Map.of("name", "x", "key", more)).statusCode()).isEqualTo(422);
    assertThat(person.post("/account/keys/" + keyId() + "/remove", Map.of()).statusCode()).isEqualTo(422);
    HttpResponse<String> again = person.post("/account/keys/again", Map.of());
    assertThat(again.headers().firstValue("Location")).hasValue("/sign-in?to=%2Faccount%2Fkeys");
    assertThat(person.get("/account/keys").statusCode()).as("the session is over").isEqualTo(303);
    assertThat(keyId()).isNotEmpty();
  }

  private String keyId() {
    return jdbc.queryForObject("select id from account_key where account_id = ?", String.class, id);
  }

  @Test
  void addsOnlyWhatThisSessionAskedForOnce() throws Exception {
    byte[] challenge = challenge(person.post("/account/keys/challenge", Map.of()));
    TestSignIn elsewhere = TestSignIn.as(application, TestAccounts.login(id));
    Map<String, String> answer = Map.of("name", "x", "key", key.register(challenge));
    assertThat(elsewhere.post("/account/keys", answer).body()).contains("这次登记已经失效");
    assertThat(person.post("/account/keys", answer).statusCode()).isEqualTo(303);
    assertThat(person.post("/account/keys", answer).body()).contains("这次登记已经失效");
  }

  @Test
  void addsNoKeyThatSomebodyHas() throws Exception {
    added();
    TestSignIn other = TestSignIn.as(application, TestAccounts.login(accounts.add(Role.CLERK, false)));
    assertThat(add(other, key, "x").body()).contains("已经登记在一个账户上");
  }

  @Test
  void addsNoKeyOfAnotherOrigin() throws Exception {
    key.origin = "https://zhengyan.example.org";
    assertThat(add(person, key, "x").body()).contains("没有通过验证");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u202eb", "12345678901234567890123456789012345678901"})
  void addsNoKeyWithoutAGoodName(String name) throws Exception {
    assertThat(add(person, key, name).statusCode()).isEqualTo(422);
  }

  @Test
  void addsFiveKeysAtMost() throws Exception {
    byte[] early = challenge(person.post("/account/keys/challenge", Map.of()));
    for (int i = 0; i < SecurityKeys.MOST; i++) {
      assertThat(add(person, authenticator(), "密钥 " + i).statusCode()).isEqualTo(303);
    }
    assertThat(person.get("/account/keys").body()).contains("最多登记 5 把").doesNotContain("id=\"key-use\"");
    assertThat(person.post("/account/keys/challenge", Map.of()).statusCode()).isEqualTo(422);
    assertThat(person.post("/account/keys", Map.of("name", "x", "key", key.register(early))).statusCode())
        .isEqualTo(422);
  }

  @Test
  void removesAKeyAndEndsOtherSessions() throws Exception {
    added();
    TestSignIn elsewhere = TestSignIn.as(application, TestAccounts.login(id));
    TestSignIn stranger = TestSignIn.as(application, TestAccounts.login(accounts.add(Role.CLERK, false)));
    String path = "/account/keys/" + keyId() + "/remove";
    assertThat(stranger.post(path, Map.of()).statusCode()).isEqualTo(404);
    assertThat(person.post(path, Map.of()).statusCode()).isEqualTo(303);
    assertThat(person.get("/account/keys").body()).contains("还没有登记安全密钥");
    assertThat(elsewhere.get("/account/keys").statusCode()).isEqualTo(303);
    assertThat(TestContext.events(client, id)).containsExactly("account.key-added", "account.key-removed");
    assertRefused(enter(key.sign(asked()), Map.of()));
  }

  @Test
  void leavesNoAccountWithThePasswordAlone() throws Exception {
    added();
    jdbc.update("update account set totp_seed = null where id = ?", id);
    assertThat(person.post("/account/keys/" + keyId() + "/remove", Map.of()).body()).contains("没有其他可用的第二要素");
    assertThat(keyId()).isNotEmpty();
  }

  @Test
  void takesKeysAwayWithAReset() throws Exception {
    added();
    Accounts all = application.getBean(Accounts.class);
    application
        .getBean(TransactionTemplate.class)
        .executeWithoutResult(status -> all.reset(By.NOBODY, all.load(id)));
    assertThat(jdbc.queryForObject("select count(*) from account_key where account_id = ?", Integer.class, id))
        .isZero();
  }

  @Test
  void addsNoKeyToAnAccountThatIsResetMeanwhile() throws Exception {
    byte[] challenge = challenge(person.post("/account/keys/challenge", Map.of()));
    Map<String, String> answer = Map.of("name", "x", "key", key.register(challenge));
    FutureTask<HttpResponse<String>> adding = new FutureTask<>(() -> person.post("/account/keys", answer));
    Accounts all = application.getBean(Accounts.class);
    application
        .getBean(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              all.reset(By.NOBODY, all.load(id));
              Thread.ofVirtual().start(adding);
              Awaitility.await().until(this::opens);
            });
    adding.get();
    assertThat(jdbc.queryForObject("select count(*) from account_key where account_id = ?", Integer.class, id))
        .as("keys that outlived the reset")
        .isZero();
  }
}
