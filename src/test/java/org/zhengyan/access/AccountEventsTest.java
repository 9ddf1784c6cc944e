package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.access.people.People;

/** Every event of an account says who acted. */
@ServerTest
@NullUnmarked
class AccountEventsTest {
  private static final String ADMIN = "dev-person-national-admin";
  private static final String REVIEWER = "dev-person-national-reviewer";

  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired JdbcClient client;
  @Autowired TransactionTemplate transaction;

  private TestSignIn administrator;
  private TestSignIn reviewer;
  private TestAccounts accounts;

  @BeforeEach
  void signIn() {
    accounts = new TestAccounts(application);
    administrator = TestSignIn.as(application, "admin@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
  }

  /** The records of that type about that account, in the order in which they happened. */
  static List<String> records(JdbcClient client, String type, String account) {
    return client
        .sql(
            "select convert_from(record, 'UTF8') from event where record is not null"
                + " and convert_from(record, 'UTF8')::jsonb ->> 'type' = ?"
                + " and convert_from(record, 'UTF8')::jsonb ->> 'subject' = ? order by id")
        .params(type, account)
        .query(String.class)
        .list();
  }

  private void assertBy(String type, String account, String person, @Nullable String actor) {
    assertThat(records(client, type, account))
        .as(type)
        .singleElement()
        .asString()
        .contains("\"by\":\"" + person + "\"")
        .satisfies(
            record ->
                assertThat(record.contains("\"client\":\"account:" + actor + "\""))
                    .isEqualTo(actor != null));
  }

  private String decide(String id, Map<String, String> fields) throws Exception {
    String change =
        administrator.post("/account/people/" + id + "/change", fields).headers().firstValue("Location").orElseThrow();
    String digest = Visitor.hidden(reviewer.get(change), "digest");
    assertThat(reviewer.post(change, Map.of("decision", "approve", "digest", digest)).statusCode()).isEqualTo(303);
    return change.substring(change.lastIndexOf('/') + 1);
  }

  @Test
  void saysWhoSuspendedAndWhoLetItGoOn() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    administrator.post("/account/people/" + id + "/suspend", Map.of());
    assertBy("account.suspended", id, ADMIN, "dev-admin-national");
    String change = decide(id, Map.of("step", "resume"));
    assertBy("account.active", id, REVIEWER, "dev-reviewer-national");
    assertThat(records(client, "account.active", id).getFirst()).contains("\"change\":\"" + change + "\"");
  }

  @Test
  void saysWhoseDecisionResetAndWhoMadeTheCode() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    String change = decide(id, Map.of("step", "reset"));
    assertBy("account.reset", id, REVIEWER, "dev-reviewer-national");
    assertThat(reviewer.post("/account/changes/" + change + "/code", Map.of()).statusCode()).isEqualTo(200);
    assertBy("account.invited", id, REVIEWER, "dev-reviewer-national");
  }

  @Test
  void saysWhoGaveOtherRolesAndWhoClosed() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    decide(id, Map.of("step", "roles", "roles", "reviewer"));
    assertBy("account.changed", id, REVIEWER, "dev-reviewer-national");
    decide(id, Map.of("step", "close"));
    assertBy("account.closed", id, REVIEWER, "dev-reviewer-national");
  }

  @Test
  void saysWhoOfAPlatformResetAnAccount() throws Exception {
    String id = accounts.add(Role.VIEWER, "dev-operator-appstore", false);
    TestSignIn owner = TestSignIn.as(application, "owner@appstore");
    assertThat(owner.post("/account/people/" + id + "/code", Map.of()).statusCode()).isEqualTo(200);
    assertBy("account.reset", id, "dev-person-appstore", "dev-owner-appstore");
    assertBy("account.invited", id, "dev-person-appstore", "dev-owner-appstore");
  }

  @Test
  void saysWhoOfABodyResetAnAccount() throws Exception {
    BodyPeople body = new BodyPeople(application);
    Grant manager = body.manager(body.responsible(body.body()));
    String keeper = account(Role.MANAGER, manager);
    String id = account(Role.USER, body.user(manager, GrantScope.ALL, null));
    TestSignIn signedIn = TestSignIn.as(application, TestAccounts.login(keeper));
    assertThat(signedIn.post("/account/people/" + id + "/code", Map.of()).statusCode()).isEqualTo(200);
    assertBy("account.reset", id, manager.person().value(), keeper);
    assertBy("account.invited", id, manager.person().value(), keeper);
  }

  /** As if the grant's person had come with the code. */
  private String account(Role role, Grant grant) {
    String id = accounts.add(role, grant.uscc().value(), false);
    jdbc.update("update account set person = ? where id = ?", grant.person().value(), id);
    return id;
  }

  @Test
  void saysWhoMadeMovedAndEndedAnAccountOfABody() {
    People people = application.getBean(People.class);
    BodyPeople body = new BodyPeople(application);
    Grant manager = body.manager(body.responsible(body.body()));
    Grant user = body.user(manager, GrantScope.ALL, null);
    String id = people.invite(manager.person(), manager.uscc(), user.id()).accountId();
    people.extend(manager.person(), manager.uscc(), user.id(), Instant.now().plus(9, ChronoUnit.DAYS));
    people.remove(manager.person(), manager.uscc(), user.id());
    for (String type : List.of("account.created", "account.invited", "account.extended", "account.closed")) {
      assertBy(type, id, manager.person().value(), null);
    }
  }

  @Test
  void saysWhoEndedASessionAndKeptADevice() throws Exception {
    String id = accounts.add(Role.CLERK, true);
    Devices devices = application.getBean(Devices.class);
    Devices.Device waiting =
        transaction.execute(
            status ->
                devices.introduce(
                    application.getBean(Accounts.class).load(id), SessionToken.random(), "test"));
    assertBy("device.introduced", id, "person-" + id, id);
    String path = "/account/people/" + id;
    administrator.post(path + "/devices/" + waiting.id() + "/vouch", Map.of());
    assertBy("device.bound", id, ADMIN, "dev-admin-national");
    administrator.post(path + "/devices/" + waiting.id() + "/remove", Map.of());
    assertBy("device.removed", id, ADMIN, "dev-admin-national");
    String session = application.getBean(Sessions.class).open(id, null, null, null).id();
    administrator.post(path + "/sessions/" + session + "/end", Map.of());
    assertBy("session.ended", id, ADMIN, "dev-admin-national");
  }

  @Test
  void saysThatItWasTheirOwnAct() throws Exception {
    String id = accounts.add(Role.CLERK, false);
    TestSignIn own = TestSignIn.as(application, TestAccounts.login(id));
    String fresh = "vier worte sind besser";
    assertThat(
            own.post(
                    "/account/password",
                    Map.of("present", TestAccounts.PASSWORD, "password", fresh, "repeated", fresh))
                .statusCode())
        .isEqualTo(200);
    assertBy("account.password-changed", id, "person-" + id, id);
  }

  /** Of all tests that share this application. */
  @Test
  void leavesNoEventOfAnAccountWithoutIt() {
    assertThat(
            client
                .sql(
                    "select convert_from(record, 'UTF8') from event where record is not null"
                        + " and convert_from(record, 'UTF8')::jsonb ->> 'type' ~ '^(account|session|device)[.]'"
                        + " and not jsonb_exists(convert_from(record, 'UTF8')::jsonb -> 'members', 'by')")
                .query(String.class)
                .list())
        .isEmpty();
  }
}
