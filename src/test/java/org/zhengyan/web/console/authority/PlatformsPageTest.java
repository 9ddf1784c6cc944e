package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;

/** A platform comes to the service: admitted by two persons, with an owner by two persons, and its clients decided. */
@ServerTest
class PlatformsPageTest {
  private static final String PATH = "/authority/platforms";
  private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"");

  @Autowired private ApplicationContext application;
  @Autowired private JdbcTemplate jdbc;
  private TestSignIn clerk;
  private TestSignIn reviewer;

  @BeforeEach
  void signIn() {
    clerk = TestSignIn.as(application, "clerk@national");
    reviewer = TestSignIn.as(application, "reviewer@national");
  }

  @Test
  void admitsAPlatformAndItsFirstOwnerByTwoPersonsEach() throws Exception {
    String platform = admit("测试平台" + UUID.randomUUID());
    assertThat(clerk.get(platform).body())
        .contains("还没有负责人", "登记负责人")
        .as("the form of a change begins with what stands")
        .contains("value=\"测试平台");

    String change = location(clerk.post(platform + "/owners", Map.of("person", "测试负责人", "login", "first")));
    assertThat(clerk.get(change).body()).contains("测试负责人", "由另一位工作人员审批").doesNotContain("/decision\"");
    assertThat(clerk.post(change + "/decision", approval(reviewer.get(change))).statusCode()).isEqualTo(403);
    assertThat(clerk.get(platform).body()).as("nothing before the second person").contains("还没有负责人");
    location(reviewer.post(change + "/decision", approval(reviewer.get(change))));

    String login = "first@" + platform.substring(PATH.length() + 1);
    Map<String, Object> account =
        jdbc.queryForMap("select id, state, roles::text as roles from account where login = ?", login);
    assertThat(account).containsEntry("state", "invited").containsEntry("roles", "{owner}");
    String invitation = platform + "/owners/" + account.get("id") + "/invitation";
    assertThat(clerk.get(platform).body()).contains("测试负责人", "等待本人领取").doesNotContain(invitation);
    assertThat(clerk.post(invitation, Map.of()).statusCode()).as("who proposed").isEqualTo(403);
    assertThat(reviewer.get(platform).body()).contains(invitation);
    HttpResponse<String> code = reviewer.post(invitation, Map.of());
    assertThat(code.statusCode()).isEqualTo(200);
    assertThat(code.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(code.body()).contains(login, "领取码只显示这一次");
    String taken =
        "select 1 from account_invitation where account_id = ? and expires_at > clock_timestamp() + interval '2 days'";
    assertThat(jdbc.queryForList(taken, account.get("id"))).as("the code opens that account").hasSize(1);
  }

  @Test
  void makesNoCodeForOwnersWhomThePlatformLetIn() throws Exception {
    String invitation = PATH + "/dev-operator-appstore/owners/dev-owner-appstore/invitation";
    assertThat(reviewer.post(invitation, Map.of()).statusCode()).isEqualTo(404);
    String elsewhere = admit("测试平台" + UUID.randomUUID()) + "/owners/dev-owner-appstore/invitation";
    assertThat(reviewer.post(elsewhere, Map.of()).statusCode()).as("another platform's page").isEqualTo(404);
  }

  @Test
  void letsNobodyInAtASuspendedPlatform() throws Exception {
    String name = "测试平台" + UUID.randomUUID();
    String platform = admit(name);
    String owner = location(clerk.post(platform + "/owners", Map.of("person", "测试负责人", "login", "first")));
    String suspension =
        location(clerk.post(platform, Map.of("name", name, "filingNumber", "", "state", "suspended")));
    location(reviewer.post(suspension + "/decision", approval(reviewer.get(suspension))));
    assertThat(clerk.get(platform).body()).contains("已停用");
    HttpResponse<String> late = reviewer.post(owner + "/decision", approval(reviewer.get(owner)));
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("the platform is suspended");
  }

  @Test
  void decidesWhatAPlatformProposesOfItsClients() throws Exception {
    String id = "pages-" + UUID.randomUUID().toString().substring(0, 8);
    String jwk = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString();
    location(
        TestSignIn.as(application, "owner@appstore")
            .post("/platform/clients", Map.of("id", id, "scopes", "verification", "key", jwk)));
    String change =
        PATH + "/changes/" + jdbc.queryForObject("select id from proposal where subject = ?", String.class, id);
    assertThat(reviewer.get(PATH).body()).contains(change, "登记客户端");
    assertThat(reviewer.get(PATH + "/dev-operator-appstore").body()).contains(change);
    assertThat(reviewer.get(change).body()).contains(id, "verification", "EC P-256");
    Map<String, String> refusal = Map.of("decision", "refuse", "reason", "");
    assertThat(reviewer.post(change + "/decision", refusal).statusCode()).as("without a reason").isEqualTo(422);
    location(reviewer.post(change + "/decision", approval(reviewer.get(change))));
    assertThat(jdbc.queryForObject("select count(*) from client where id = ?", Integer.class, id)).isOne();
    assertThat(reviewer.get(PATH).body()).doesNotContain(change);
  }

  @Test
  void saysWhatIsWrongWithAName() throws Exception {
    String taken = "测试平台" + UUID.randomUUID();
    String platform = admit(taken);
    assertThat(clerk.post(PATH, Map.of("name", "", "filingNumber", "")).statusCode()).isEqualTo(422);
    assertThat(clerk.post(platform + "/owners", Map.of("person", "测试", "login", "No Name")).body())
        .contains("账户名须为 2 至 40 个小写字母");
    String again = location(clerk.post(PATH, Map.of("name", taken, "filingNumber", "")));
    assertThat(reviewer.post(again + "/decision", approval(reviewer.get(again))).statusCode()).isEqualTo(409);
  }

  @Test
  void localAuthoritiesReadAndChangeNothing() throws Exception {
    TestSignIn local = TestSignIn.as(application, "clerk@nanjing");
    assertThat(local.get(PATH).body())
        .contains("示例应用商店", "由国家级登记机关登记和变更")
        .doesNotContain("提交审批");
    assertThat(local.get(PATH + "/dev-operator-appstore").body()).doesNotContain("提交审批");
    Map<String, String> named = Map.of("name", "另一平台", "filingNumber", "");
    assertThat(local.post(PATH, named).statusCode()).isEqualTo(403);
    Map<String, String> changed = Map.of("name", "另一平台", "filingNumber", "", "state", "suspended");
    assertThat(local.post(PATH + "/dev-operator-appstore", changed).statusCode()).isEqualTo(403);
    Map<String, String> owner = Map.of("person", "测试", "login", "mine");
    assertThat(local.post(PATH + "/dev-operator-appstore/owners", owner).statusCode()).isEqualTo(403);
    Map<String, String> another = Map.of("name", "测试平台" + UUID.randomUUID(), "filingNumber", "");
    String change = location(clerk.post(PATH, another));
    assertThat(local.get(change).statusCode()).isEqualTo(403);
    TestSignIn elsewhere = TestSignIn.as(application, "reviewer@nanjing");
    assertThat(elsewhere.post(change + "/decision", approval(reviewer.get(change))).statusCode()).isEqualTo(403);
  }

  /** No change of an authority or of a body's people is decided here. */
  @Test
  void showsNoOtherPrincipalChange() throws Exception {
    String other =
        jdbc.queryForObject(
            "insert into proposal (id, kind, subject, division, digest, state, submitted_by, submitted_by_client)"
                + " values (?, 'principal-change', 'x', '100000', repeat('0', 64), 'submitted',"
                + " 'dev-person-national-clerk', 'demo-clerk') returning id",
            String.class,
            UUID.randomUUID().toString().replace("-", ""));
    jdbc.update(
        "insert into proposed_change (id, kind, type, base_version, proposed)"
            + " values (?, 'principal-change', 'authority', 0, '{}')",
        other);
    assertThat(reviewer.get(PATH + "/changes/" + other).statusCode()).isEqualTo(404);
    assertThat(reviewer.post(PATH + "/changes/" + other + "/decision", Map.of("decision", "approve")).statusCode())
        .isEqualTo(404);
    jdbc.update("delete from proposed_change where id = ?", other);
    jdbc.update("delete from proposal where id = ?", other);
  }

  /** The page of a new platform. */
  private String admit(String name) throws Exception {
    String change = location(clerk.post(PATH, Map.of("name", name, "filingNumber", "")));
    assertThat(reviewer.get(change).body()).contains(name);
    location(reviewer.post(change + "/decision", approval(reviewer.get(change))));
    return PATH + "/" + jdbc.queryForObject("select id from operator where name = ?", String.class, name);
  }

  private static Map<String, String> approval(HttpResponse<String> shown) {
    return Map.of("decision", "approve", "digest", find(DIGEST, shown.body()));
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String find(Pattern pattern, String page) {
    Matcher found = pattern.matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return found.group(1);
  }
}
