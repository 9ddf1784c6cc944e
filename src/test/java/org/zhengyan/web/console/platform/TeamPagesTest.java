package org.zhengyan.web.console.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;

/** An owner adds people, changes their roles and ends them; nobody else does, and one owner always remains. */
@ServerTest
class TeamPagesTest {
  @Autowired private ApplicationContext application;
  @Autowired private JdbcTemplate jdbc;
  private TestSignIn owner;

  @BeforeEach
  void signIn() {
    owner = TestSignIn.as(application, "owner@appstore");
  }

  @Test
  void anOwnerAddsAPersonAndGetsTheCodeOnce() throws Exception {
    String login = fresh();
    String path = add(login, "developer");
    assertThat(owner.get("/platform/team").body()).contains(login + "@dev-operator-appstore").contains("待启用");
    assertThat(owner.get(path + "?done=invited").body()).contains("生成领取码").contains("开发人员");
    String id = id(path);
    HttpResponse<String> code = owner.post("/account/people/" + id + "/code", Map.of());
    assertThat(code.body()).contains("领取码只显示这一次");
    assertThat(events("account.created", id)).isEqualTo(1);
  }

  @Test
  void aFormThatIsSentTwiceMakesOneAccount() throws Exception {
    Map<String, String> form = new HashMap<>(form(fresh(), "viewer"));
    form.put("once", UUID.randomUUID().toString().replace("-", ""));
    String first = location(owner.post("/platform/team", form));
    assertThat(location(owner.post("/platform/team", form))).isEqualTo(first);
  }

  @Test
  void anOwnerChangesARoleAndATerm() throws Exception {
    String path = add(fresh(), "viewer");
    LocalDate last = LocalDate.now().plusDays(90);
    HttpResponse<String> changed =
        owner.post(
            path + "/role", Map.of("roles", "developer", "contractor", "yes", "until", last.toString()));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
    assertThat(owner.get(path).body()).contains("开发人员").contains("value=\"" + last + "\"");
    assertThat(events("account.changed", id(path))).isEqualTo(1);
  }

  @Test
  void whoIsEndedIsOutAtOnce() throws Exception {
    String id = account("developer");
    TestSignIn leaving = TestSignIn.as(application, login(id));
    assertThat(leaving.get("/platform").statusCode()).isEqualTo(200);
    assertThat(owner.post("/platform/team/" + id + "/end", Map.of()).statusCode()).isEqualTo(303);
    assertThat(leaving.get("/platform").statusCode()).as("to the sign-in").isEqualTo(303);
    assertThat(events("account.closed", id)).isEqualTo(1);
    assertThat(owner.get("/platform/team").body()).doesNotContain(login(id));
    assertThat(owner.get("/platform/team/" + id).body()).contains("已结束").doesNotContain("变更角色和期限");
    assertThat(owner.post("/platform/team/" + id + "/end", Map.of()).statusCode()).isEqualTo(409);
    assertThat(owner.post("/platform/team/" + id + "/role", Map.of("roles", "viewer")).statusCode()).isEqualTo(409);
  }

  @Test
  void nobodyActsOnTheOwnAccount() throws Exception {
    String own = "/platform/team/dev-owner-appstore";
    assertThat(owner.get(own).body()).contains("由另一位负责人办理").doesNotContain("变更角色和期限");
    assertThat(owner.post(own + "/end", Map.of()).statusCode()).isEqualTo(403);
    assertThat(owner.post(own + "/role", Map.of("roles", "viewer")).statusCode()).isEqualTo(403);
    assertThat(events("account.closed", "dev-owner-appstore")).isZero();
  }

  /** Neither can be the last to go: the second finds that it is no owner any more, or signed in no more. */
  @ParameterizedTest
  @ValueSource(strings = {"end", "role", "suspend"})
  void twoOwnersWhoActOnEachOtherAtOnceLeaveOne(String how) throws Exception {
    String operator = "team-" + fresh();
    jdbc.update(
        "insert into operator (id, name, state, version) values (?, ?, 'active', 1)", operator, "平台 " + operator);
    String one = account("owner", operator);
    String other = account("owner", operator);
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var answer : threads.invokeAll(List.of(act(one, other, how), act(other, one, how)))) {
        answers.add(answer.get());
      }
    }
    Collections.sort(answers);
    assertThat(answers).isIn(List.of(303, 401), List.of(303, 403));
    assertThat(
            jdbc.queryForObject(
                "select count(*) from account where subject = ? and state = 'active' and 'owner' = any (roles)",
                Integer.class,
                operator))
        .isEqualTo(1);
  }

  private Callable<Integer> act(String who, String on, String how) {
    TestSignIn signedIn = TestSignIn.as(application, login(who));
    String path =
        how.equals("suspend") ? "/account/people/" + on + "/suspend" : "/platform/team/" + on + "/" + how;
    return () -> signedIn.post(path, Map.of("roles", "viewer")).statusCode();
  }

  @ParameterizedTest
  @CsvSource({
    "roles, owner, contractor, yes, until, '', 外包人员不能担任负责人",
    "roles, viewer, contractor, yes, until, '', 必须填写截止日期",
    "roles, owner, contractor, '', until, 2030-01-01, 不设期限",
    "roles, clerk, contractor, '', until, '', 请选择一个角色",
    "roles, viewer, contractor, '', until, tomorrow, 日期写作",
    "roles, viewer, login, Big Name, until, '', 账户名须为",
    "roles, viewer, login, owner@x, until, '', 账户名须为"
  })
  void refusesWhatARuleForbids(
      String first, String one, String second, String two, String third, String three, String words)
      throws Exception {
    Map<String, String> form = new HashMap<>(form(fresh(), "viewer"));
    form.putAll(Map.of(first, one, second, two, third, three));
    HttpResponse<String> refused = owner.post("/platform/team", form);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains(words).as("what was typed stays").contains("测试人员");
  }

  @Test
  void refusesALoginThatIsTaken() throws Exception {
    String login = fresh();
    add(login, "viewer");
    HttpResponse<String> refused = owner.post("/platform/team", form(login, "viewer"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("已有这个账户名");
  }

  @Test
  void onlyOwnersOfThePlatformAct() throws Exception {
    String mine = account("viewer");
    for (String role : List.of("developer", "viewer")) {
      TestSignIn other = TestSignIn.as(application, login(account(role)));
      assertThat(other.get("/platform/team/new").statusCode()).isEqualTo(403);
      assertThat(other.get("/platform/team/" + mine).statusCode()).isEqualTo(403);
      assertThat(other.post("/platform/team", form(fresh(), "viewer")).statusCode()).isEqualTo(403);
      assertThat(other.post("/platform/team/" + mine + "/role", Map.of("roles", "owner")).statusCode()).isEqualTo(403);
      assertThat(other.post("/platform/team/" + mine + "/end", Map.of()).statusCode()).isEqualTo(403);
    }
    for (String foreign : List.of("dev-clerk-national", "dev-manager-demo-organ", account("viewer", "elsewhere"))) {
      assertThat(owner.get("/platform/team/" + foreign).statusCode()).isEqualTo(404);
      assertThat(owner.post("/platform/team/" + foreign + "/end", Map.of()).statusCode()).isEqualTo(404);
    }
  }

  private String add(String login, String role) throws Exception {
    return location(owner.post("/platform/team", form(login, role))).replaceFirst("\\?.*", "");
  }

  private static Map<String, String> form(String login, String role) {
    return Map.of("name", "测试人员", "login", login, "roles", role);
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String fresh() {
    return "t" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String account(String role) {
    return account(role, "dev-operator-appstore");
  }

  /** An account that is active, of a person of its own. */
  private String account(String role, String operator) {
    String id = "team-" + UUID.randomUUID();
    jdbc.update("insert into person (id, name) values (?, '测试人员')", id);
    jdbc.update(
        "insert into account (id, login, person, realm, subject, roles, state, password, device_bound)"
            + " values (?, ?, ?, 'platform', ?, array[?], 'active', 'none', false)",
        id,
        login(id),
        id,
        operator,
        role);
    return id;
  }

  private static String login(String id) {
    return id + "@team";
  }

  private int events(String type, String subject) {
    Integer count =
        jdbc.queryForObject(
            "select count(*) from (select convert_from(record, 'UTF8')::jsonb as said from event) as log"
                + " where said ->> 'type' = ? and said ->> 'subject' = ?",
            Integer.class,
            type,
            subject);
    return count == null ? 0 : count;
  }
}
