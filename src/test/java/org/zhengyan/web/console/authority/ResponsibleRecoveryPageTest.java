package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.Uscc;

/** A responsible person who lost a factor begins anew, if two persons of the authority say so. */
@ServerTest
@NullUnmarked
class ResponsibleRecoveryPageTest {
  private static final Pattern DECISION = Pattern.compile("action=\"([^\"]*/decision)\"");
  private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"");
  private static final String LOST = "验证器随手机丢失，本人到窗口，已核对";

  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @LocalServerPort int port;

  private TestSignIn clerk;
  private TestSignIn reviewer;
  private BodyPeople people;
  private Uscc uscc;
  private Grant responsible;
  private String path;
  private String login;

  /** A responsible person who has taken the account. */
  @BeforeEach
  void enter() throws Exception {
    clerk = TestSignIn.as(application, "clerk@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
    people = new BodyPeople(application);
    uscc = people.body();
    responsible = people.responsible(uscc);
    path = "/authority/registry/" + uscc.value() + "/responsible-person";
    reviewer.post(path + "/invitation", Map.of());
    login = one("select login from account where person = ? and state = 'invited'");
    jdbc.update("update account set state = 'active', password = 'none' where login = ?", login);
  }

  private String one(String sql) {
    return jdbc.queryForObject(sql, String.class, responsible.person().value());
  }

  private String state() {
    return one("select state from account where person = ?");
  }

  private HttpResponse<String> propose() throws Exception {
    return clerk.post(path + "/recovery", Map.of("lost", LOST));
  }

  private HttpResponse<String> approve() throws Exception {
    String shown = reviewer.get(path).body();
    Map<String, String> yes = Map.of("decision", "approve", "digest", find(DIGEST, shown));
    return reviewer.post(find(DECISION, shown), yes);
  }

  @Test
  void takesTheAccountAnewByTwoPersons() throws Exception {
    TestSignIn person = TestSignIn.as(application, login);
    assertThat(person.get("/account").statusCode()).isEqualTo(200);
    assertThat(clerk.post(path + "/recovery", Map.of("lost", "")).statusCode()).isEqualTo(422);
    assertThat(reviewer.post(path + "/recovery", Map.of("lost", LOST)).statusCode()).isEqualTo(403);
    assertThat(propose().statusCode()).isEqualTo(303);
    assertThat(clerk.get(path).body()).contains(LOST).doesNotContain("/decision\"", "/recovery\"");
    String shown = reviewer.get(path).body();
    assertThat(shown).contains(LOST, "核准重新激活");
    Map<String, String> yes = Map.of("decision", "approve", "digest", find(DIGEST, shown));
    assertThat(clerk.post(find(DECISION, shown), yes).statusCode()).as("who proposed").isEqualTo(403);
    assertThat(state()).isEqualTo("active");

    assertThat(approve().statusCode()).isEqualTo(303);
    assertThat(state()).isEqualTo("invited");
    assertThat(person.get("/account").statusCode()).as("the old session").isEqualTo(303);
    assertThat(clerk.get(path).body()).doesNotContain("/invitation\"");
    assertThat(clerk.post(path + "/invitation", Map.of()).statusCode()).as("who proposed").isEqualTo(403);
    assertThat(reviewer.post(path + "/invitation", Map.of()).statusCode()).isEqualTo(200);
    String account = one("select id from account where person = ?");
    assertThat(TestContext.events(client, account)).contains("account.reset", "account.invited");
    assertThat(TestContext.events(client, uscc.value()))
        .contains("responsible-recovery.submitted", "responsible-recovery.approved");
    assertThat(client.sql("select count(*) from event where position(convert_to(?, 'UTF8') in record) > 0")
            .param(LOST).query(Long.class).single())
        .as("what was lost is in no event")
        .isZero();
  }

  @Test
  void changesNothingWhenItIsRefused() throws Exception {
    propose();
    String shown = reviewer.get(path).body();
    reviewer.post(find(DECISION, shown), Map.of("decision", "refuse", "reason", "未核实本人"));
    assertThat(state()).isEqualTo("active");
    assertThat(clerk.get(path).body()).contains("/recovery\"");
  }

  @Test
  void isNotProposedBeforeThereIsSomethingToLose() throws Exception {
    jdbc.update("update account set state = 'invited', password = null where login = ?", login);
    assertThat(clerk.get(path).body()).doesNotContain("/recovery\"");
    assertThat(propose().statusCode()).isNotEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update account set roles_until = clock_timestamp() where person = ?",
        "update account set version = version + 1 where person = ?",
        "update account set state = 'closed' where person = ?",
        "update body_grant set valid_until = clock_timestamp() where person = ?"
      })
  void recoversNothingThatExpiredOrMovedMeanwhile(String meanwhile) throws Exception {
    propose();
    jdbc.update(meanwhile, responsible.person().value());
    String before = state();
    assertThat(approve().statusCode()).isEqualTo(409);
    // A grant that is over is ended by the sweeper, who closes its account.
    assertThat(state()).isIn(before, meanwhile.contains("valid_until") ? "closed" : before).isNotEqualTo("invited");
  }

  @Test
  void recoversNobodyWhoHandedOverMeanwhile() throws Exception {
    propose();
    String shown = reviewer.get(path).body();
    Map<String, String> yes = Map.of("decision", "approve", "digest", find(DIGEST, shown));
    Grant next = people.responsible(uscc);
    assertThat(reviewer.post(find(DECISION, shown), yes).statusCode()).isEqualTo(409);
    assertThat(state()).isEqualTo("closed");
    assertThat(next.active()).isTrue();
  }

  @Test
  void recoversNobodyOfABodyThatEnded() throws Exception {
    propose();
    String shown = reviewer.get(path).body();
    Map<String, String> yes = Map.of("decision", "approve", "digest", find(DIGEST, shown));
    Map<String, Object> cancelled = TestHolder.institution(BodyPeople.NAME);
    cancelled.put("status", "cancelled");
    TestHolder.register(
        ContractClient.of(port, "demo-clerk"),
        ContractClient.of(port, "demo-reviewer"),
        uscc.value(),
        cancelled,
        "If-Match",
        "\"1\"");
    assertThat(reviewer.post(find(DECISION, shown), yes).statusCode()).isEqualTo(409);
    assertThat(state()).isEqualTo("closed");
  }

  private static String find(Pattern pattern, String page) {
    Matcher found = pattern.matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return found.group(1);
  }
}
