package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.status.holder.SignIns;

/** From abroad comes who is permitted by two persons, on that device and in that term. */
@ServerTest
@NullUnmarked
class OverseasTest {
  private static final String ABROAD = "203.0.113.5";
  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));

  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired TransactionTemplate transaction;

  private TestSignIn administrator;
  private TestSignIn reviewer;
  private EntryRules rules;
  private String id;
  private String laptop;
  private String telephone;

  @BeforeEach
  void bindTwoDevices() {
    administrator = TestSignIn.as(application, "admin@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
    rules =
        new EntryRules(
            jdbc,
            transaction,
            new CountryTable("CN", List.of("198.51.100.0/24,CN")),
            application.getBean(Sessions.class));
    id = new TestAccounts(application).add(Role.CLERK, true);
    laptop = device("Firefox · Linux");
    telephone = device("Chrome · Android");
  }

  private String device(String label) {
    return device(label, SessionToken.random());
  }

  private String device(String label, SessionToken token) {
    transaction.executeWithoutResult(status -> Devices.bindFirst(jdbc, id, token, label));
    return application.getBean(Devices.class).find(id, token).orElseThrow().id();
  }

  private String propose(String device, LocalDate from, LocalDate to) throws Exception {
    HttpResponse<String> answer =
        administrator.post(
            "/account/people/" + id + "/overseas",
            Map.of("device", device, "from", from.toString(), "to", to.toString()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> approve(String change) throws Exception {
    String digest = Visitor.hidden(reviewer.get(change), "digest");
    return reviewer.post(change, Map.of("decision", "approve", "digest", digest));
  }

  @Test
  void permitsOneDeviceByTwoPersonsUntilItIsWithdrawn() throws Exception {
    assertThat(administrator.get("/account/people/" + id + "/overseas").body())
        .contains("Firefox · Linux", "Chrome · Android", "任何设备");
    String change = propose(laptop, TODAY, TODAY.plusDays(10));
    assertThat(rules.here(id, laptop, ABROAD)).as("one person alone").isFalse();
    assertThat(reviewer.get(change).body()).contains("Firefox · Linux");
    assertThat(administrator.post(change, Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    assertThat(approve(change).statusCode()).isEqualTo(303);

    assertThat(rules.here(id, laptop, ABROAD)).isTrue();
    assertThat(rules.here(id, telephone, ABROAD)).as("another device").isFalse();
    assertThat(rules.here(id, null, ABROAD)).as("no device").isFalse();
    assertThat(rules.here(id, telephone, "198.51.100.5")).as("at home").isTrue();
    assertThat(reviewer.get("/account/overseas").body())
        .contains(TestAccounts.login(id), "Firefox · Linux", "有效")
        .doesNotContain("/withdrawal");

    String withdrawal =
        "/account/overseas/" + change.substring(change.lastIndexOf('/') + 1) + "/withdrawal";
    String stranger = new TestAccounts(application).add(Role.ADMINISTRATOR, DevAuthorities.NANJING, false);
    assertThat(TestSignIn.as(application, TestAccounts.login(stranger)).post(withdrawal, Map.of()).statusCode())
        .as("of another authority")
        .isEqualTo(404);
    assertThat(reviewer.post(withdrawal, Map.of()).statusCode()).isEqualTo(403);
    assertThat(administrator.get("/account/overseas").body()).contains(withdrawal);
    assertThat(administrator.post(withdrawal, Map.of()).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, laptop, ABROAD)).isFalse();
    assertThat(administrator.post(withdrawal, Map.of()).statusCode()).as("once").isEqualTo(409);
    assertThat(AccountEventsTest.records(client, "overseas-permission.withdrawn", id))
        .singleElement()
        .asString()
        .contains("\"by\":\"dev-person-national-admin\"", "\"client\":\"account:dev-admin-national\"");
  }

  /** By the seven steps of a sign-in, each factor right. */
  @Test
  void letsNobodyInFromAbroadButWhoIsPermittedOnThatDevice() throws Exception {
    SessionToken known = SessionToken.random();
    SessionToken another = SessionToken.random();
    String permitted = device("Edge · Windows", known);
    device("Safari · macOS", another);
    assertThat(enter(ABROAD, known)).isInstanceOf(Outcome.Abroad.class);
    assertThat(enter("198.51.100.5", known)).as("at home").isInstanceOf(Outcome.Entered.class);
    assertThat(approve(propose(permitted, TODAY, TODAY.plusDays(1))).statusCode()).isEqualTo(303);
    assertThat(enter(ABROAD, another)).isInstanceOf(Outcome.Abroad.class);
    assertThat(enter(ABROAD, known)).isInstanceOf(Outcome.Entered.class);
    assertThat(AccountEventsTest.records(client, "session.refused", id))
        .hasSize(2)
        .allSatisfy(record -> assertThat(record).contains("\"reason\":\"abroad\""));
  }

  private Outcome enter(String address, SessionToken device) {
    // Each code is used once, and all of this happens within the life of one.
    jdbc.update("update account set totp_step = null where id = ?", id);
    Entrance door =
        new Entrance(
            jdbc,
            transaction,
            application.getBean(EventLog.class),
            application.getBean(Passwords.class),
            application.getBean(Seeds.class),
            application.getBean(Attempts.class),
            rules,
            application.getBean(Devices.class),
            application.getBean(Sessions.class),
            application.getBean(SignIns.class),
            application.getBean(KeyFactor.class));
    return door.enter(
        new Attempt(
            TestAccounts.login(id),
            TestAccounts.PASSWORD,
            new Attempt.Code(new TestAccounts(application).code(0)),
            address,
            "test",
            device));
  }

  @Test
  void holdsInItsTermAlone() throws Exception {
    assertThat(approve(propose("any", TODAY.plusDays(3), TODAY.plusDays(5))).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, telephone, ABROAD)).as("before").isFalse();
    jdbc.update("update overseas_permission set valid_from = clock_timestamp() where account_id = ?", id);
    assertThat(rules.here(id, telephone, ABROAD)).isTrue();
    jdbc.update("update overseas_permission set valid_to = clock_timestamp() where account_id = ?", id);
    assertThat(rules.here(id, telephone, ABROAD)).as("after").isFalse();
    assertThat(administrator.get("/account/overseas").body()).contains("已到期");
  }

  @Test
  void withdrawsTheLastOfManyAsWellAsTheFirst() throws Exception {
    String other = new TestAccounts(application).add(Role.CLERK, true);
    jdbc.update(
        "insert into overseas_permission (id, account_id, valid_from, valid_to)"
            + " select md5(? || n), ?, clock_timestamp() - interval '1 day',"
            + " timestamptz '2031-01-01' + n / 2 * interval '1 day'"
            + " from generate_series(1, 250) n",
        other,
        other);
    String last = approvedUntil(TODAY.plusDays(1));
    Set<String> seen = new HashSet<>();
    String at = "/account/overseas";
    while (!at.isEmpty()) {
      String page = administrator.get(at).body();
      Matcher act = Pattern.compile("/account/overseas/([0-9a-f]{32})/withdrawal").matcher(page);
      while (act.find()) {
        assertThat(seen.add(act.group(1))).as("shown once").isTrue();
      }
      Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
      at = next.find() ? next.group(1) : "";
    }
    assertThat(seen).contains(last).hasSizeGreaterThan(250);
    assertThat(reviewer.get("/account/overseas/export").body().lines().filter(line -> line.contains("2031-")))
        .hasSize(250);
    assertThat(administrator.post("/account/overseas/" + last + "/withdrawal", Map.of()).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, laptop, ABROAD)).isFalse();
    jdbc.update("delete from overseas_permission where account_id = ?", other);
  }

  private String approvedUntil(LocalDate day) throws Exception {
    String change = propose(laptop, TODAY, day);
    assertThat(approve(change).statusCode()).isEqualTo(303);
    assertThat(rules.here(id, laptop, ABROAD)).isTrue();
    return change.substring(change.lastIndexOf('/') + 1);
  }

  @Test
  void refusesADeviceThatIsNotTheAccounts() throws Exception {
    String other = new TestAccounts(application).add(Role.CLERK, true);
    for (String device : List.of("", "nothing")) {
      HttpResponse<String> answer =
          administrator.post(
              "/account/people/" + other + "/overseas",
              Map.of("device", device, "from", TODAY.toString(), "to", TODAY.plusDays(1).toString()));
      assertThat(answer.body()).contains("请选择一台已确认的设备");
    }
    HttpResponse<String> foreign =
        administrator.post(
            "/account/people/" + other + "/overseas",
            Map.of("device", laptop, "from", TODAY.toString(), "to", TODAY.plusDays(1).toString()));
    assertThat(foreign.body()).contains("请选择一台已确认的设备");
    assertThat(
            administrator
                .post(
                    "/account/people/" + id + "/overseas",
                    Map.of("device", laptop, "from", TODAY.toString(), "to", TODAY.plusDays(181).toString()))
                .body())
        .contains("最长 180 天");
  }

  @Test
  void permitsNothingForWhatIsOverWhenItIsDecided() throws Exception {
    String past = propose(laptop, TODAY.minusDays(3), TODAY.minusDays(1));
    assertThat(approve(past).body()).contains("情况已经变化");
    String gone = propose(laptop, TODAY, TODAY.plusDays(1));
    administrator.post("/account/people/" + id + "/devices/" + laptop + "/remove", Map.of());
    assertThat(approve(gone).body()).contains("情况已经变化");
    assertThat(jdbc.queryForList("select 1 from overseas_permission where account_id = ?", id)).isEmpty();
  }

  @Test
  void endsWithItsDevice() throws Exception {
    assertThat(approve(propose(laptop, TODAY, TODAY.plusDays(1))).statusCode()).isEqualTo(303);
    administrator.post("/account/people/" + id + "/devices/" + laptop + "/remove", Map.of());
    assertThat(administrator.get("/account/overseas").body()).contains("设备已移除");
  }

  @Test
  void endsASessionThatIsCarriedAbroad() throws Exception {
    Sessions sessions = application.getBean(Sessions.class);
    assertThat(approve(propose(laptop, TODAY, TODAY.plusDays(1))).statusCode()).isEqualTo(303);
    SessionToken permitted = sessions.open(id, laptop, null, null).token();
    SessionToken other = sessions.open(id, telephone, null, null).token();
    assertThat(rules.stay(sessions.find(permitted).orElseThrow(), ABROAD)).isEqualTo(EntryRules.Stay.MAY);
    assertThat(rules.stay(sessions.find(other).orElseThrow(), ABROAD)).isEqualTo(EntryRules.Stay.ABROAD);
    assertThat(sessions.find(other)).isEmpty();
    jdbc.update(
        "update overseas_permission set withdrawn_at = clock_timestamp(), withdrawn_by = 'x' where account_id = ?",
        id);
    assertThat(rules.stay(sessions.find(permitted).orElseThrow(), ABROAD)).isEqualTo(EntryRules.Stay.ABROAD);
    assertThat(AccountEventsTest.records(client, "session.ended", id))
        .hasSize(2)
        .allSatisfy(record -> assertThat(record).contains("\"reason\":\"abroad\""));
  }
}
