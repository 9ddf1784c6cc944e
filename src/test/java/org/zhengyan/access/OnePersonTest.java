package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.registry.DevSeed;

/** One human tries to be two persons, so as to decide about the own acts. */
@ServerTest
@NullUnmarked
class OnePersonTest {
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired TransactionTemplate transaction;
  @LocalServerPort int port;

  private final String number = "N-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase();
  private final String name = "双重" + number;
  private TestSignIn administrator;
  private TestSignIn reviewer;

  @BeforeEach
  void signIn() {
    administrator = TestSignIn.as(application, "admin@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
  }

  private HttpResponse<String> propose(String ofNumber, String ofName, String role) throws Exception {
    return administrator.post(
        "/account/people/new",
        Map.of(
            "login", "o" + UUID.randomUUID().toString().substring(0, 8) + "@national",
            "number", ofNumber,
            "name", ofName,
            "roles", role));
  }

  private static String change(HttpResponse<String> proposed) {
    assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(303);
    return proposed.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> approve(String change) throws Exception {
    String digest = Visitor.hidden(reviewer.get(change), "digest");
    return reviewer.post(change, Map.of("decision", "approve", "digest", digest));
  }

  private String person() {
    return jdbc.queryForObject("select person from staff_number where number = ?", String.class, number);
  }

  @Test
  void hasOneAccountAtAnAuthority() throws Exception {
    assertThat(approve(change(propose(number, name, "clerk"))).statusCode()).isEqualTo(303);
    HttpResponse<String> second = propose(number.toLowerCase(), name, "reviewer");
    assertThat(second.statusCode()).isEqualTo(422);
    assertThat(second.body()).contains("这个工号的人员在本部门已有账户");
    assertThat(propose(number, "别名" + number, "reviewer").body()).contains("这个工号属于另一姓名的人员");
    assertThat(propose("<1>", name, "reviewer").body()).contains("工号最多 32 个字符");
  }

  @Test
  void isOnePersonForTwoProposalsThatWaitTogether() throws Exception {
    String clerk = change(propose(number, name, "clerk"));
    String other = change(propose(number, name, "reviewer"));
    assertThat(approve(clerk).statusCode()).isEqualTo(303);
    assertThat(approve(other).body()).contains("情况已经变化");
    assertThat(jdbc.queryForList("select login from account where person = ?", String.class, person())).hasSize(1);
  }

  @Test
  void isTheSamePersonAsTheOwnerOfAClient() throws Exception {
    assertThat(approve(change(propose(number, name, "clerk"))).statusCode()).isEqualTo(303);
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    Map<String, Object> body = new LinkedHashMap<>();
    String id = "client-" + number.toLowerCase();
    body.put("id", id);
    body.put("owner", Map.of("name", name, "staffNumber", number));
    body.put("authority", DevAuthorities.NATIONAL);
    body.put("scopes", List.of("registry.approve"));
    body.put(
        "key", new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate().toPublicJWK().toJSONObject());
    Reply submitted = clerk.post("/api/v1/clients", body).expect(202);
    ContractClient.of(port, "demo-reviewer")
        .post("/api/v1/principal-changes/" + submitted.json().path("change").asString() + "/approval")
        .expect(200);
    assertThat(jdbc.queryForObject("select owner from client where id = ?", String.class, id))
        .isEqualTo(person());

    body.put("id", id + "-2");
    body.put("owner", Map.of("name", "别名", "staffNumber", number));
    assertThat(clerk.post("/api/v1/clients", body).expect(422).json().at("/errors/0/code").asString())
        .isEqualTo("staff-number-taken");
    body.put("owner", Map.of("id", person(), "staffNumber", number));
    clerk.post("/api/v1/clients", body).expect(400);
  }

  @Test
  void isShownToTheReviewerUnderAnotherNumber() throws Exception {
    String first = change(propose(number, name, "clerk"));
    assertThat(reviewer.get(first).body()).contains("各登记机关没有同名的人员");
    assertThat(approve(first).statusCode()).isEqualTo(303);
    assertThat(reviewer.get(change(propose("X" + number, name, "reviewer"))).body())
        .contains("同名的人员", number, "待您核实", "演示用国家机构编制管理部门");
  }

  /** Under no number at all: by name, wherever the two ids come from. */
  @Test
  void decidesNothingOfTheirOwnFromAnotherAuthority() throws Exception {
    TestAccounts accounts = new TestAccounts(application);
    String local = accounts.add(Role.ADMINISTRATOR, DevAuthorities.NANJING, false);
    String national = accounts.add(Role.REVIEWER, false);
    String subject = accounts.add(Role.CLERK, DevAuthorities.NANJING, false);
    jdbc.update("update person set name = ? where id in (?, ?)", name, "person-" + local, "person-" + national);
    String change =
        change(
            TestSignIn.as(application, TestAccounts.login(local))
                .post("/account/people/" + subject + "/change", Map.of("step", "close")));
    TestSignIn self = TestSignIn.as(application, TestAccounts.login(national));
    String digest = Visitor.hidden(self.get(change), "digest");
    assertThat(self.post(change, Map.of("decision", "approve", "digest", digest)).body())
        .contains("请由其他人审核");
    assertThat(jdbc.queryForObject("select state from account where id = ?", String.class, subject))
        .isEqualTo("active");
    assertThat(approve(change).statusCode()).as("somebody else").isEqualTo(303);
  }

  @Test
  void isNotTwoMembersOfStaffInOneBrowser() {
    TestAccounts accounts = new TestAccounts(application);
    SessionToken browser = SessionToken.random();
    bind(accounts.add(Role.CLERK, true), browser);
    String second = accounts.add(Role.REVIEWER, true);
    assertRefused(() -> bind(second, browser));
    assertRefused(() -> introduce(second, browser));
    assertRefused(() -> bind(accounts.add(Role.USER, DevSeed.NANJING_ORGAN.toString(), true), browser));
    bind(second, SessionToken.random());
  }

  @Test
  void isNotVouchedForInABrowserThatBecameAnothers() {
    TestAccounts accounts = new TestAccounts(application);
    SessionToken browser = SessionToken.random();
    String waits = accounts.add(Role.REVIEWER, true);
    Devices.Device device = introduce(waits, browser);
    bind(accounts.add(Role.CLERK, true), browser);
    By by = new By("somebody", null, null);
    assertRefused(
        () ->
            transaction.executeWithoutResult(
                status -> application.getBean(Devices.class).vouch(waits, device.id(), by)));
  }

  @Test
  void peopleOfBodiesMayShareABrowser() {
    TestAccounts accounts = new TestAccounts(application);
    SessionToken browser = SessionToken.random();
    bind(accounts.add(Role.USER, DevSeed.NANJING_ORGAN.toString(), true), browser);
    String other = accounts.add(Role.USER, DevSeed.NANJING_ORGAN.toString(), true);
    bind(other, browser);
    assertThat(application.getBean(Devices.class).of(other)).hasSize(1);
  }

  private void bind(String id, SessionToken browser) {
    transaction.executeWithoutResult(status -> Devices.bindFirst(jdbc, id, browser, "test"));
  }

  private Devices.Device introduce(String id, SessionToken browser) {
    Account account = application.getBean(Accounts.class).load(id);
    return transaction.execute(
        status -> application.getBean(Devices.class).introduce(account, browser, "test"));
  }

  private static void assertRefused(ThrowingCallable act) {
    assertThat(catchThrowableOfType(Refusal.class, act).errors())
        .extracting(Refusal.MemberError::code)
        .containsExactly("device-of-another");
  }
}
