package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;

/** From abroad come people of bodies and platforms whom two persons of the competent authority permit. */
@ServerTest
@NullUnmarked
class OverseasRequestTest {
  private static final String ABROAD = "203.0.113.5";
  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));
  private static final String ASKING = "/account/overseas/new";

  @LocalServerPort int port;
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired TransactionTemplate transaction;

  private TestSignIn clerk;
  private TestSignIn reviewer;
  private BodyPeople players;
  private EntryRules rules;
  private Uscc body;
  private String id;
  private TestSignIn person;
  private String laptop;

  @BeforeEach
  void aPersonOfABodyInNanjing() {
    clerk = TestSignIn.as(application, "clerk@nanjing");
    reviewer = TestSignIn.as(application, "reviewer@nanjing");
    rules =
        new EntryRules(
            jdbc,
            transaction,
            new CountryTable("CN", List.of("198.51.100.0/24,CN")),
            application.getBean(Sessions.class));
    players = new BodyPeople(application);
    body = players.body();
    id = account(Role.USER, body.value());
    person = TestSignIn.as(application, TestAccounts.login(id));
    laptop = device(id, "Firefox · Linux");
  }

  private String account(Role role, String subject) {
    return new TestAccounts(application).add(role, subject, true);
  }

  private String device(String account, String label) {
    SessionToken token = SessionToken.random();
    transaction.executeWithoutResult(status -> Devices.bindFirst(jdbc, account, token, label));
    return application.getBean(Devices.class).find(account, token).orElseThrow().id();
  }

  private static Map<String, String> term(String device, LocalDate from, LocalDate to) {
    return Map.of(
        "device", device, "from", from.toString(), "to", to.toString(), "reason", "赴境外参加培训");
  }

  private HttpResponse<String> ask(TestSignIn by, String path, String device) throws Exception {
    return by.post(path, term(device, TODAY, TODAY.plusDays(10)));
  }

  private String asked(TestSignIn by, String account, String device) throws Exception {
    HttpResponse<String> answer = ask(by, ASKING, device);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return newest(account);
  }

  private String newest(String account) {
    return jdbc.queryForObject(
        "select id from overseas_asked where account_id = ? order by position desc limit 1", String.class, account);
  }

  private static String page(String asked) {
    return "/authority/overseas/" + asked;
  }

  private static HttpResponse<String> accept(TestSignIn by, String asked) throws Exception {
    return by.post(page(asked) + "/examination", Map.of("decision", "approve"));
  }

  private static HttpResponse<String> approve(TestSignIn by, String asked) throws Exception {
    String digest = TestSignIn.hidden(by.get(page(asked)), "digest");
    return by.post(page(asked) + "/decision", Map.of("decision", "approve", "digest", digest));
  }

  private String given(String device) throws Exception {
    String asked = asked(person, id, device);
    assertThat(accept(clerk, asked).statusCode()).isEqualTo(303);
    assertThat(approve(reviewer, asked).statusCode()).isEqualTo(303);
    return asked;
  }

  @Test
  void permitsAPersonOfABodyByTwoPersonsOfItsAuthority() throws Exception {
    assertThat(person.get(ASKING).body()).contains("Firefox · Linux", "任何设备", "事由");
    String asked = asked(person, id, laptop);
    assertThat(rules.here(id, laptop, ABROAD)).as("asked").isFalse();
    assertThat(clerk.get("/authority/overseas").body()).contains(TestAccounts.login(id), "待受理");
    assertThat(accept(reviewer, asked).statusCode()).as("a reviewer does not examine").isEqualTo(403);
    assertThat(approve(reviewer, asked).statusCode()).as("nobody examined it").isEqualTo(409);
    assertThat(accept(clerk, asked).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, laptop, ABROAD)).as("one person alone").isFalse();
    assertThat(approve(clerk, asked).statusCode()).as("a clerk does not decide").isEqualTo(403);
    assertThat(reviewer.get(page(asked)).body()).contains("赴境外参加培训", "Firefox · Linux", "待核准", "测试人员");
    assertThat(approve(reviewer, asked).statusCode()).isEqualTo(303);

    assertThat(rules.here(id, laptop, ABROAD)).isTrue();
    assertThat(rules.here(id, device(id, "Chrome · Android"), ABROAD)).as("another device").isFalse();
    assertThat(rules.here(id, null, ABROAD)).as("no device").isFalse();
    assertThat(person.get("/account/overseas").body()).contains("有效", "/asked/" + asked + "/withdrawal");
    assertThat(person.get("/account/overseas/export").body()).contains(TestAccounts.login(id), "有效");
    assertThat(reviewer.get("/authority/overseas?show=given").body()).contains(TestAccounts.login(id));
    assertThat(reviewer.get("/authority/overseas/export?show=given").body()).contains(TestAccounts.login(id));

    Sessions sessions = application.getBean(Sessions.class);
    SessionToken carried = sessions.open(id, laptop, null, null).token();
    assertThat(rules.stay(sessions.find(carried).orElseThrow(), ABROAD)).isEqualTo(EntryRules.Stay.MAY);
    String withdrawal = "/account/overseas/asked/" + asked + "/withdrawal";
    assertThat(person.post(withdrawal, Map.of()).statusCode()).isEqualTo(303);
    assertThat(rules.stay(sessions.find(carried).orElseThrow(), ABROAD)).isEqualTo(EntryRules.Stay.ABROAD);
    assertThat(person.post(withdrawal, Map.of()).statusCode()).as("once").isEqualTo(409);
    for (String type : List.of("asked", "submitted", "given", "withdrawn")) {
      assertThat(AccountEventsTest.records(client, "overseas-permission." + type, id))
          .as(type)
          .singleElement()
          .asString()
          .contains("\"division\":\"320100\"")
          .doesNotContain("培训");
    }
  }

  @Test
  void isDecidedByTheAuthorityOfTheBodyAlone() throws Exception {
    Map<String, Object> registered = TestHolder.institution("无锡市测试中心");
    registered.put("division", "320200");
    String wuxi =
        TestHolder.register(
            ContractClient.of(port, "demo-clerk"),
            ContractClient.of(port, "demo-reviewer"),
            TestHolder.newUscc(),
            registered);
    id = account(Role.USER, wuxi);
    String asked = asked(TestSignIn.as(application, TestAccounts.login(id)), id, "any");
    assertStrangersOfNanjing(asked);
    TestSignIn national = TestSignIn.as(application, "clerk@national");
    assertThat(accept(national, asked).statusCode()).isEqualTo(303);
    assertStrangersOfNanjing(asked);
    assertThat(approve(TestSignIn.as(application, "reviewer@national"), asked).statusCode()).isEqualTo(303);
    assertThat(clerk.post(page(asked) + "/withdrawal", Map.of()).statusCode()).isEqualTo(403);
    assertThat(rules.here(id, null, ABROAD)).isTrue();
  }

  private void assertStrangersOfNanjing(String asked) throws Exception {
    assertThat(clerk.get(page(asked)).statusCode()).isEqualTo(403);
    assertThat(accept(clerk, asked).statusCode()).isEqualTo(403);
    assertThat(approve(reviewer, asked).statusCode()).isEqualTo(403);
    assertThat(clerk.get("/authority/overseas?show=all").body()).doesNotContain(TestAccounts.login(id));
  }

  @Test
  void permitsAPersonOfAPlatformByTheNationalAuthorityAlone() throws Exception {
    id = account(Role.DEVELOPER, "dev-operator-social");
    TestSignIn developer = TestSignIn.as(application, TestAccounts.login(id));
    String asked = asked(developer, id, "any");
    assertStrangersOfNanjing(asked);
    assertThat(accept(TestSignIn.as(application, "clerk@national"), asked).statusCode()).isEqualTo(303);
    assertThat(approve(TestSignIn.as(application, "reviewer@national"), asked).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, null, ABROAD)).isTrue();
    assertThat(developer.get("/account/overseas").body()).contains("有效");
    String owner = account(Role.OWNER, "dev-operator-social");
    String withdrawal = "/account/overseas/asked/" + asked + "/withdrawal";
    TestSignIn other = TestSignIn.as(application, TestAccounts.login(account(Role.OWNER, "dev-operator-appstore")));
    assertThat(other.post(withdrawal, Map.of()).statusCode()).as("of another platform").isEqualTo(404);
    TestSignIn keeper = TestSignIn.as(application, TestAccounts.login(owner));
    assertThat(keeper.get("/account/overseas").body()).contains(TestAccounts.login(id), withdrawal);
    assertThat(keeper.post(withdrawal, Map.of()).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, null, ABROAD)).isFalse();
  }

  /** One human with an account on either side takes no part: not as who asked, and not as whose account it is. */
  @Test
  void letsNobodyGrantToThemselves() throws Exception {
    String asked = asked(person, id, "any");
    String human = jdbc.queryForObject("select person from account where id = ?", String.class, id);
    jdbc.update("update account set person = ? where id = ?", DevAuthorities.NANJING_CLERK.value(), id);
    assertThat(accept(clerk, asked).statusCode()).as("the clerk's own account").isEqualTo(403);
    assertThat(clerk.post(page(asked) + "/examination", Map.of("decision", "refuse", "reason", "x")).statusCode())
        .isEqualTo(403);
    jdbc.update("update account set person = ? where id = ?", human, id);
    askedBy(asked, DevAuthorities.NANJING_CLERK);
    assertThat(accept(clerk, asked).statusCode()).as("the clerk asked").isEqualTo(403);
    askedBy(asked, new PersonId(human));
    assertThat(accept(clerk, asked).statusCode()).isEqualTo(303);

    jdbc.update("update account set person = ? where id = ?", DevAuthorities.NANJING_REVIEWER.value(), id);
    assertThat(approve(reviewer, asked).statusCode()).as("the reviewer's own account").isEqualTo(403);
    jdbc.update("update account set person = ? where id = ?", human, id);
    askedBy(asked, DevAuthorities.NANJING_REVIEWER);
    assertThat(approve(reviewer, asked).statusCode()).as("the reviewer asked").isEqualTo(403);
    String both = new TestAccounts(application).add(Role.REVIEWER, DevAuthorities.NANJING, false);
    jdbc.update("update account set person = ? where id = ?", DevAuthorities.NANJING_CLERK.value(), both);
    assertThat(approve(TestSignIn.as(application, TestAccounts.login(both)), asked).statusCode())
        .as("the clerk who accepted, as a reviewer")
        .isEqualTo(403);
    assertThat(rules.here(id, null, ABROAD)).isFalse();
  }

  private void askedBy(String asked, PersonId who) {
    jdbc.update("update overseas_asked set asked_by = ? where id = ?", who.value(), asked);
  }

  @Test
  void refusesATermThatIsTooLongOrOverAndForeignDevices() throws Exception {
    String foreign = device(account(Role.USER, body.value()), "Edge · Windows");
    for (String device : List.of("", "nothing", foreign)) {
      assertThat(person.post(ASKING, term(device, TODAY, TODAY.plusDays(1))).body()).contains("请选择一台已确认的设备");
    }
    for (List<LocalDate> wrong :
        List.of(
            List.of(TODAY, TODAY.plusDays(180)),
            List.of(TODAY.plusDays(2), TODAY),
            List.of(TODAY.minusDays(3), TODAY.minusDays(1)))) {
      assertThat(person.post(ASKING, term(laptop, wrong.getFirst(), wrong.getLast())).body())
          .contains("最长 180 天");
    }
    assertThat(
            person
                .post(
                    ASKING,
                    Map.of("device", "any", "from", TODAY.toString(), "to", TODAY.toString(), "reason", ""))
                .body())
        .contains("problems");
    assertThat(jdbc.queryForList("select 1 from overseas_asked where account_id = ?", id)).isEmpty();
    assertThat(person.post(ASKING, term(laptop, TODAY, TODAY.plusDays(179))).statusCode()).isEqualTo(303);
    assertThat(ask(person, ASKING, laptop).body()).as("one at a time").contains("情况已经变化");
  }

  @Test
  void keepersAskForThoseWhomTheyKeep() throws Exception {
    Grant responsible = players.responsible(body);
    Grant manager = players.manager(responsible);
    Grant user = players.user(manager, GrantScope.ALL, null);
    TestSignIn asManager = players.signIn(responsible, manager);
    TestSignIn asUser = players.signIn(manager, user);
    String users = accountOf(user);
    String managers = accountOf(manager);
    String path = "/account/people/" + users + "/overseas";
    assertThat(asManager.get("/account/people/" + users).body()).contains(path);
    assertThat(ask(asManager, path, "any").statusCode()).isEqualTo(303);
    assertThat(asUser.get("/account/overseas").body()).contains("待受理");
    assertThat(person.get("/account/overseas").body()).as("another's").doesNotContain("待受理");
    assertThat(ask(asUser, "/account/people/" + managers + "/overseas", "any").statusCode()).isEqualTo(403);
    assertThat(ask(asManager, "/account/people/" + managers + "/overseas", "any").statusCode())
        .as("the own account has its own form")
        .isEqualTo(403);
    String stranger = account(Role.RESPONSIBLE, players.body().value());
    TestSignIn other = TestSignIn.as(application, TestAccounts.login(stranger));
    assertThat(ask(other, path, "any").statusCode()).as("of another body").isEqualTo(404);
    String withdrawal = "/account/overseas/asked/" + newest(users) + "/withdrawal";
    assertThat(other.post(withdrawal, Map.of()).statusCode()).isEqualTo(404);
    assertThat(person.post(withdrawal, Map.of()).statusCode()).as("who keeps nobody").isEqualTo(403);
    assertThat(asUser.post(withdrawal, Map.of()).statusCode()).isEqualTo(303);
    assertThat(accept(clerk, newest(users)).statusCode()).as("withdrawn").isEqualTo(409);
    TestSignIn staff = TestSignIn.as(application, "admin@national");
    assertThat(ask(staff, ASKING, "any").statusCode()).as("staff have their own way").isEqualTo(403);
  }

  private String accountOf(Grant grant) {
    return jdbc.queryForObject(
        "select id from account where person = ? and state <> 'closed'", String.class, grant.person().value());
  }

  @Test
  void permitsNothingForWhatIsOverWhenItIsDecided() throws Exception {
    String withdrawn = asked(person, id, laptop);
    assertThat(accept(clerk, withdrawn).statusCode()).isEqualTo(303);
    String digest = TestSignIn.hidden(reviewer.get(page(withdrawn)), "digest");
    assertThat(person.post("/account/overseas/asked/" + withdrawn + "/withdrawal", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(
            reviewer
                .post(page(withdrawn) + "/decision", Map.of("decision", "approve", "digest", digest))
                .statusCode())
        .isEqualTo(409);

    String gone = asked(person, id, laptop);
    assertThat(accept(clerk, gone).statusCode()).isEqualTo(303);
    jdbc.update("update account_device set state = 'removed' where id = ?", laptop);
    assertThat(approve(reviewer, gone).statusCode()).isEqualTo(409);
    assertThat(person.get("/account/overseas").body()).contains("已失效", "可以重新申请");

    String closed = asked(person, id, "any");
    assertThat(accept(clerk, closed).statusCode()).isEqualTo(303);
    jdbc.update("update account set state = 'closed' where id = ?", id);
    assertThat(approve(reviewer, closed).statusCode()).isEqualTo(409);
    assertThat(jdbc.queryForList("select 1 from overseas_permission where account_id = ?", id)).isEmpty();
  }

  @Test
  void theAuthorityRefusesForAReasonAndTakesBack() throws Exception {
    String declined = asked(person, id, laptop);
    assertThat(clerk.post(page(declined) + "/withdrawal", Map.of()).statusCode()).as("not given yet").isEqualTo(409);
    assertThat(clerk.post(page(declined) + "/examination", Map.of("decision", "refuse")).statusCode())
        .as("without a reason")
        .isEqualTo(422);
    clerk.post(page(declined) + "/examination", Map.of("decision", "refuse", "reason", "请写明往返日期"));
    assertThat(person.get("/account/overseas").body()).contains("未获准", "请写明往返日期");

    String refused = asked(person, id, laptop);
    accept(clerk, refused);
    reviewer.post(page(refused) + "/decision", Map.of("decision", "refuse", "reason", "期限超出需要"));
    assertThat(person.get("/account/overseas").body()).contains("期限超出需要");
    assertThat(rules.here(id, laptop, ABROAD)).isFalse();

    String given = given(laptop);
    assertThat(rules.here(id, laptop, ABROAD)).isTrue();
    assertThat(clerk.post(page(given) + "/withdrawal", Map.of()).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, laptop, ABROAD)).isFalse();
    assertThat(clerk.post(page(given) + "/withdrawal", Map.of()).statusCode()).isEqualTo(409);

    String over = given(laptop);
    jdbc.update("update overseas_permission set valid_to = clock_timestamp() where account_id = ?", id);
    jdbc.update("update overseas_asked set valid_to = clock_timestamp() where id = ?", over);
    assertThat(rules.here(id, laptop, ABROAD)).as("ended").isFalse();
    assertThat(person.get("/account/overseas").body()).contains("已到期");
  }

  @Test
  void listsEachOnceFromPageToPage() throws Exception {
    jdbc.update(
        "insert into overseas_asked (id, account_id, realm, subject, division, valid_from, valid_to, reason, state,"
            + " asked_by) select md5(? || n), ?, 'agency', ?, '320100', clock_timestamp(),"
            + " clock_timestamp() + interval '1 day', '测试', 'withdrawn', 'somebody' from generate_series(1, 120) n",
        id,
        id,
        body.value());
    Set<String> seen = new TreeSet<>();
    String at = "/authority/overseas?show=all";
    while (!at.isEmpty()) {
      String page = reviewer.get(at).body();
      Matcher row = Pattern.compile("href=\"/authority/overseas/([0-9a-f]{32})\"").matcher(page);
      while (row.find()) {
        assertThat(seen.add(row.group(1))).as("shown once").isTrue();
      }
      Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
      at = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(120);
    assertThat(person.get("/account/overseas/export").body().lines().filter(line -> line.contains("已收回")))
        .hasSize(120);
  }
}
