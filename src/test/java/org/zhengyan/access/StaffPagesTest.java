package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.log.LogSearch;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.qr.QrCode;

/** Accounts of an authority: proposed by an administrator, decided by a reviewer, taken by their person. */
@ServerTest
@NullUnmarked
class StaffPagesTest {
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired LogSearch search;
  @LocalServerPort int port;

  private TestSignIn administrator;
  private TestSignIn reviewer;

  @BeforeEach
  void signIn() {
    jdbc.update("delete from sign_in_attempt");
    administrator = TestSignIn.as(application, "admin@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private String newLogin() {
    return "t" + UUID.randomUUID().toString().substring(0, 8) + "@national";
  }

  private static String number() {
    return "T-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** The approved change. */
  private String account(String login) throws Exception {
    String change =
        location(
            administrator.post(
                "/account/people/new",
                Map.of("login", login, "number", number(), "name", "测试人员甲", "roles", "clerk")));
    assertThat(jdbc.queryForList("select id from account where login = ?", String.class, login)).isEmpty();
    assertThat(reviewer.get(change).body()).contains("测试人员甲", "经办人", "同意这项变更");
    location(approve(change));
    return change;
  }

  private HttpResponse<String> approve(String change) throws Exception {
    String digest = Visitor.hidden(reviewer.get(change), "digest");
    return reviewer.post(change, Map.of("decision", "approve", "digest", digest));
  }

  private static String text(String page, String before) {
    return page.substring(page.indexOf(before)).replaceAll("(?s)^.*?<code>([^<]*)</code>.*", "$1");
  }

  @Test
  void aPersonTakesTheAccountThatTwoOthersMade() throws Exception {
    String login = newLogin();
    String change = account(login);
    String id = jdbc.queryForObject("select id from account where login = ?", String.class, login);
    assertThat(administrator.post("/account/people/" + id + "/code", Map.of()).statusCode())
        .as("who proposed it")
        .isEqualTo(403);
    assertThat(reviewer.get(change).body()).contains(change + "/code");
    String code = text(reviewer.post(change + "/code", Map.of()).body(), "领取码</dt>");
    Visitor person = new Visitor(port);
    person.get("/sign-in/invitation");
    HttpResponse<String> page = person.post("/sign-in/invitation", Map.of("invitation", code));
    String typed = text(page.body(), "验证器密钥").replace(" ", "");
    byte[] seed = Base32.decode(typed);
    String uri =
        "otpauth://totp/Zhengyan:" + login.replace("@", "%40") + "?secret=" + typed + "&issuer=Zhengyan";
    assertThat(page.body())
        .contains(
            "src=\"data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(QrCode.of(uri).svg()));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("img-src 'self' data:");
    Map<String, String> weak =
        Map.of("invitation", code, "password", "passwordpassword", "repeated", "passwordpassword", "code",
            Totp.codeAt(seed, DatabaseClock.now(jdbc)));
    assertThat(person.post("/sign-in/invitation", weak).body()).contains("这是常见口令");
    Map<String, String> wrong =
        Map.of("invitation", code, "password", "vier worte sind besser", "repeated", "vier worte sind besser",
            "code", "000000");
    assertThat(person.post("/sign-in/invitation", wrong).body()).contains("不是验证器现在显示的数字");
    Map<String, String> right =
        Map.of("invitation", code, "password", "vier worte sind besser", "repeated", "vier worte sind besser",
            "code", Totp.codeAt(seed, DatabaseClock.now(jdbc)));
    assertThat(person.post("/sign-in/invitation", right).body()).contains("账户已领取");
    assertThat(person.post("/sign-in/invitation", right).body()).as("once").contains("已经用过或已过期");
    person.get("/sign-in");
    HttpResponse<String> in =
        person.post(
            "/sign-in",
            Map.of("login", login, "password", "vier worte sind besser", "code",
                Totp.code(seed, Totp.step(DatabaseClock.now(jdbc)) + 1)));
    assertThat(location(in)).isEqualTo("/authority");
    assertThat(TestContext.events(client, id))
        .contains("account.created", "account.invited", "account.taken", "session.opened");
  }

  @Test
  void anAdministratorDecidesNothing() throws Exception {
    String change =
        location(
            administrator.post(
                "/account/people/new",
                Map.of("login", newLogin(), "number", number(), "name", "测试人员乙", "roles", "clerk")));
    assertThat(administrator.post(change, Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    assertThat(TestSignIn.as(application, "clerk@national").get(change).statusCode()).isEqualTo(403);
    assertThat(TestSignIn.as(application, "auditor@national").get(change).statusCode()).isEqualTo(403);
    assertThat(TestSignIn.as(application, "reviewer@nanjing").get(change).statusCode())
        .as("of another division")
        .isEqualTo(403);
    location(reviewer.post(change, Map.of("decision", "refuse", "reason", "重复")));
    assertThat(reviewer.get(change).body()).contains("已拒绝", "重复");
  }

  @ParameterizedTest
  @CsvSource({
    "administrator, yes, 2030-01-01",
    "clerk, yes, ''",
    "responsible, '', ''",
    "'', '', ''"
  })
  void refusesRolesAgainstTheRules(String role, String contractor, String until) throws Exception {
    Map<String, String> fields =
        Map.of(
            "login", newLogin(), "number", number(), "name", "测试", "roles", role, "contractor", contractor,
            "until", until);
    HttpResponse<String> answer = administrator.post("/account/people/new", fields);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("角色不符合规定");
  }

  @Test
  void givesALocalAuthorityAuditorsOfItsOwn() throws Exception {
    String local = new TestAccounts(application).add(Role.ADMINISTRATOR, DevAuthorities.NANJING, false);
    HttpResponse<String> answer =
        TestSignIn.as(application, TestAccounts.login(local))
            .post(
                "/account/people/new",
                Map.of("login", newLogin(), "number", number(), "name", "测试审计员", "roles", "auditor"));
    assertThat(TestSignIn.as(application, "reviewer@nanjing").get(location(answer)).body()).contains("审计员");
  }

  @Test
  void nobodyDecidesAboutTheOwnAccount() throws Exception {
    String change =
        location(
            administrator.post("/account/people/dev-reviewer-national/change", Map.of("step", "close")));
    assertThat(approve(change).body()).contains("请由其他人审核");
    assertThat(reviewer.get("/account").statusCode()).isEqualTo(200);
    location(reviewer.post(change, Map.of("decision", "refuse", "reason", "本人")));
  }

  @Test
  void suspendsAtOnceAndGoesOnByTwo() throws Exception {
    String id = new TestAccounts(application).add(Role.CLERK, false);
    TestSignIn clerk = TestSignIn.as(application, TestAccounts.login(id));
    assertThat(clerk.get("/account").statusCode()).isEqualTo(200);
    location(administrator.post("/account/people/" + id + "/suspend", Map.of()));
    assertThat(clerk.get("/account").statusCode()).isEqualTo(303);
    String change =
        location(administrator.post("/account/people/" + id + "/change", Map.of("step", "resume")));
    location(approve(change));
    assertThat(TestSignIn.as(application, TestAccounts.login(id)).get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void keepersSeeNoAccountOfOthers() throws Exception {
    assertThat(administrator.get("/account/people/dev-clerk-nanjing").statusCode()).isEqualTo(404);
    assertThat(administrator.post("/account/people/dev-clerk-nanjing/suspend", Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(administrator.post("/account/people/dev-admin-national/code", Map.of()).statusCode())
        .as("the own account")
        .isEqualTo(403);
    TestSignIn manager = TestSignIn.as(application, "manager@demo-organ");
    assertThat(
            manager.post("/account/people/dev-responsible-demo-organ/suspend", Map.of()).statusCode())
        .as("a manager keeps users only")
        .isEqualTo(403);
    assertThat(manager.get("/account/people/dev-responsible-demo-organ").statusCode()).isEqualTo(200);
    assertThat(manager.get("/account/ranges").statusCode()).isEqualTo(403);
  }

  @Test
  void vouchesForADevice() throws Exception {
    String id = new TestAccounts(application).add(Role.CLERK, true);
    Devices devices = application.getBean(Devices.class);
    Devices.Device waiting =
        application
            .getBean(org.springframework.transaction.support.TransactionTemplate.class)
            .execute(
                status ->
                    devices.introduce(
                        application.getBean(Accounts.class).load(id), SessionToken.random(), "test"));
    assertThat(administrator.get("/account/people/" + id).body()).contains(waiting.number(), "确认这台设备");
    location(
        administrator.post("/account/people/" + id + "/devices/" + waiting.id() + "/vouch", Map.of()));
    assertThat(devices.of(id)).singleElement().satisfies(device -> assertThat(device.bound()).isTrue());
  }

  @Test
  void refusesRangesWithoutTheOwnAddress() throws Exception {
    HttpResponse<String> answer = administrator.post("/account/ranges", Map.of("ranges", "198.51.100.0/24"));
    assertThat(answer.body()).contains("您自己的地址不在这些范围内");
    assertThat(administrator.post("/account/ranges", Map.of("ranges", "198.51.100.7/24")).body())
        .contains("有一行不是地址范围");
    location(administrator.post("/account/ranges", Map.of("ranges", "127.0.0.0/8\n::1/128")));
  }

  @Test
  void erasesNothingButWhatIsOfAPerson() throws Exception {
    Awaitility.await()
        .until(
            () -> {
              search.follow();
              return search.types().contains("registry.seeded");
            });
    long index =
        search.find(new LogSearch.Query("registry.seeded", null, null, null, null, null), 1).getFirst().index();
    HttpResponse<String> answer =
        administrator.post(
            "/account/erasures/new", Map.of("index", Long.toString(index), "reason", "依申请删除"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("这类事件不能抹去");
  }

  @Test
  void erasesAnEventByTwoPersons() throws Exception {
    String local = new TestAccounts(application).add(Role.ADMINISTRATOR, DevAuthorities.NANJING, false);
    String id = new TestAccounts(application).add(Role.CLERK, false);
    administrator.post("/account/people/" + id + "/suspend", Map.of());
    LogSearch.Query query = new LogSearch.Query(null, id, null, null, null, null);
    Awaitility.await()
        .until(
            () -> {
              search.follow();
              return !search.find(query, 1).isEmpty();
            });
    long index = search.find(query, 1).getFirst().index();
    Map<String, String> fields = Map.of("index", Long.toString(index), "reason", "依申请删除");
    assertThat(
            TestSignIn.as(application, TestAccounts.login(local))
                .post("/account/erasures/new", fields)
                .statusCode())
        .as("a local authority")
        .isEqualTo(403);
    String change = location(administrator.post("/account/erasures/new", fields));
    location(approve(change));
    assertThat(search.find(query, 1)).isEmpty();
    assertThat(search.at(index).orElseThrow().event()).isNull();
    assertThat(TestSignIn.as(application, "auditor@national").get("/auditor/events/" + index).body())
        .contains("随机数已销毁");
  }
}
