package org.zhengyan.web.console.agency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.BodyPeople.Held;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRequest;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.access.people.People;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Uscc;

/** The agency's console over HTTP: what each role sees and may do, and that other bodies do not exist. */
@ServerTest
class AgencyPagesTest {
  @Autowired private ApplicationContext application;
  @Autowired private People people;
  @Autowired private NamedFaces namedFaces;
  @Autowired private JdbcClient jdbc;

  private BodyPeople body;
  private Uscc uscc;
  private Grant responsible;
  private Grant manager;
  private TestSignIn asManager;

  @BeforeEach
  void body() {
    body = new BodyPeople(application);
    uscc = body.body();
    responsible = body.responsible(uscc);
    manager = body.manager(responsible);
    asManager = body.signIn(responsible, manager);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/agency", "/agency/body", "/agency/certificates", "/agency/people", "/agency/people/new",
        "/agency/departments", "/agency/bindings", "/agency/verifications"
      })
  void showsPageInBothLanguages(String path) throws Exception {
    assertThat(get(asManager, path, 200)).contains("<html lang=\"zh-CN\"");
    assertThat(get(asManager, path + "?lang=en", 200)).contains("<html lang=\"en\"");
  }

  @Test
  void overviewSaysWhatExistsAndWhatRunsOut() throws Exception {
    String held = body.certify(manager).serial();
    people.extend(responsible.person(), uscc, manager.id(), inDays(20));
    String page = get(asManager, "/agency", 200);
    assertThat(page).contains(BodyPeople.NAME, "/agency/people/" + manager.id(), "任期结束");
    assertThat(get(asManager, "/agency/certificates", 200)).contains(held, "测试管理人");
  }

  @Test
  void userSeesTheirOwnCertificatesAlone() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    String own = body.certify(user).serial();
    String other = body.certify(manager).serial();
    TestSignIn asUser = body.signIn(manager, user);
    assertThat(get(asUser, "/agency/certificates", 200)).contains(own).doesNotContain(other);
    get(asUser, "/agency/certificates/" + own, 200);
    for (String path :
        List.of("", "/chain.pem", "/certificate.cer", "/chain.p7b", "/suspension", "/face", "/face.pdf")) {
      get(asUser, "/agency/certificates/" + other + path, 404);
    }
    for (String path : new String[] {"people", "people/new", "departments", "bindings", "verifications"}) {
      get(asUser, "/agency/" + path, 403);
    }
    assertThat(post(asUser, "/agency/people/" + manager.id() + "/removal", Map.of()).statusCode()).isEqualTo(403);
  }

  /** The account's role is what it was when the account was made; the grant is what holds. */
  @Test
  void grantDecidesWhoSeesAllCertificates() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    String other = body.certify(manager).serial();
    TestSignIn asUser = body.signIn(manager, user);
    jdbc.sql("update account set roles = '{manager}' where person = ?").param(user.person().value()).update();
    assertThat(get(asUser, "/agency/certificates", 200)).doesNotContain(other);
    get(asUser, "/agency/certificates/" + other + "/suspension", 404);
    assertThat(post(asUser, "/agency/certificates/" + other + "/suspension", Map.of()).statusCode()).isEqualTo(404);
    assertThat(body.certificate(other).path("status").asString()).isEqualTo("good");
  }

  @Test
  void otherBodiesThingsAreNotFound() throws Exception {
    Uscc other = body.body();
    Grant stranger = body.manager(body.responsible(other));
    Held held = body.certify(stranger);
    String binding = body.bind(other, held);
    String[] paths = {
      "/agency/certificates/" + held.serial(),
      "/agency/certificates/" + held.serial() + "/chain.pem",
      "/agency/certificates/" + held.serial() + "/suspension",
      "/agency/people/" + stranger.id(),
      "/agency/people/" + stranger.id() + "/removal",
      "/agency/people/" + stranger.id() + "/term",
      "/agency/people/" + stranger.id() + "/handover",
      "/agency/bindings/" + binding,
      "/agency/bindings/" + binding + "/objection",
    };
    for (String path : paths) {
      get(asManager, path, 404);
    }
    for (String path : paths) {
      if (path.endsWith("suspension") || path.endsWith("removal") || path.endsWith("objection")) {
        assertThat(post(asManager, path, Map.of()).statusCode()).as(path).isEqualTo(404);
      }
    }
    assertThat(body.certificate(held.serial()).path("status").asString()).isEqualTo("good");
  }

  @Test
  void removingSaysWhatWillHappenAndDoesIt() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    String serial = body.certify(user).serial();
    TestSignIn asUser = body.signIn(manager, user);
    String path = "/agency/people/" + user.id() + "/removal";
    assertThat(get(asManager, path, 200)).contains("将吊销 1 张证书");
    HttpResponse<String> done = post(asManager, path, Map.of());
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(location(done)).isEqualTo("/agency/people?done=ended&revoked=1");
    assertThat(body.certificate(serial).path("status").asString()).isEqualTo("revoked");
    assertThat(asUser.get("/agency").statusCode()).isEqualTo(303);
  }

  @Test
  void managerDoesNotRemoveManager() throws Exception {
    Grant other = body.manager(responsible);
    assertThat(post(asManager, "/agency/people/" + other.id() + "/removal", Map.of()).statusCode())
        .isEqualTo(403);
    assertThat(people.load(uscc, other.id()).active()).isTrue();
  }

  @Test
  void contractorNeedsAnEnd() throws Exception {
    Map<String, String> typed = new HashMap<>(Map.of("name", "测试外包人员", "contractor", "yes"));
    HttpResponse<String> refused = post(asManager, "/agency/people", typed);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("外包人员必须有任期结束的日期", "value=\"测试外包人员\"", "contractor-term");
    typed.put("until", "soon");
    assertThat(post(asManager, "/agency/people", typed).body()).contains("date-invalid");
    typed.put("until", LocalDate.now().plusDays(30).toString());
    String person = location(post(asManager, "/agency/people", typed));
    assertThat(get(asManager, person, 200)).contains("测试外包人员", "外包人员", "已增加");
  }

  @Test
  void secondPressAppointsNobodyElse() throws Exception {
    Map<String, String> typed = Map.of("name", "测试使用人", "actions", "appRelease", "once", "ab".repeat(16));
    String first = location(post(asManager, "/agency/people", typed));
    assertThat(location(post(asManager, "/agency/people", typed))).isEqualTo(first);
    assertThat(people.list(uscc)).hasSize(3);
    assertThat(get(asManager, first, 200)).contains("应用上架");
  }

  @Test
  void invitationIsShownOnce() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    HttpResponse<String> shown = post(asManager, "/agency/people/" + user.id() + "/invitation", Map.of());
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("@" + uscc.value().toLowerCase(Locale.ROOT));
    assertThat(shown.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void movesTermAndHandsOver() throws Exception {
    Grant user = body.user(manager, GrantScope.ALL, null);
    String path = "/agency/people/" + user.id();
    assertThat(post(asManager, path + "/term", Map.of("until", "2001-01-01")).body()).contains("term-over");
    String day = LocalDate.now().plusDays(9).toString();
    assertThat(post(asManager, path + "/term", Map.of("until", day)).statusCode()).isEqualTo(303);
    assertThat(get(asManager, path + "/term", 200)).contains("value=\"" + day + "\"");
    assertThat(post(asManager, path + "/handover", Map.of("name", "")).statusCode()).isEqualTo(422);
    String next = location(post(asManager, path + "/handover", Map.of("name", "测试接任人")));
    assertThat(get(asManager, next, 200)).contains("测试接任人");
    assertThat(people.load(uscc, user.id()).standing()).isEqualTo(Grant.Standing.ENDED);
  }

  @Test
  void downloadsTheChainInThreeForms() throws Exception {
    String serial = body.certify(manager).serial();
    String path = "/agency/certificates/" + serial;
    assertThat(get(asManager, path + "/chain.pem", 200).split("BEGIN CERTIFICATE", -1)).hasSize(4);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    byte[] der = bytes(path + "/certificate.cer");
    X509Certificate leaf = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    assertThat(leaf.getSerialNumber().toString(16)).isEqualTo(serial);
    assertThat(factory.generateCertificates(new ByteArrayInputStream(bytes(path + "/chain.p7b")))).hasSize(3);
  }

  @Test
  void downloadsTheFace() throws Exception {
    String path = "/agency/certificates/" + body.certify(manager).serial();
    assertThat(get(asManager, path + "/face", 200)).contains("示例应用商店", "下载指定版面");
    assertThat(new String(bytes(path + "/face.pdf"), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(new String(bytes(path + "/face.ofd"), 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");
    Map<String, String> typed =
        new HashMap<>(Map.of("platform", "dev-operator-appstore", "purpose", "appRelease", "form", "pdf"));
    HttpResponse<String> named = post(asManager, path + "/face", typed);
    assertThat(named.statusCode()).isEqualTo(200);
    assertThat(named.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(downloads(manager, "voided_at is null")).isEqualTo(1);
    typed.put("platform", "nobody");
    assertThat(post(asManager, path + "/face", typed).statusCode()).isEqualTo(422);
    people.remove(responsible.person(), uscc, manager.id());
    assertThat(downloads(manager, "voided_at is not null")).isEqualTo(1);
  }

  @Test
  void namesNoPlatformOutsideTheScope() throws Exception {
    Grant user = body.user(manager, new GrantScope(null, Set.of("dev-operator-social"), null), null);
    String path = "/agency/certificates/" + body.certify(user).serial();
    TestSignIn asUser = body.signIn(manager, user);
    assertThat(get(asUser, path + "/face", 200)).doesNotContain("示例应用商店");
    Map<String, String> typed = Map.of("platform", "dev-operator-appstore", "purpose", "other", "form", "pdf");
    assertThat(post(asUser, path + "/face", typed).statusCode()).isEqualTo(403);
  }

  /** However many platforms stand before it in the alphabet. */
  @Test
  void namesThePlatformOfTheScopeAmongVeryMany() throws Exception {
    GrantScope social = new GrantScope(null, Set.of("dev-operator-social"), null);
    Grant limited =
        people.appoint(
            responsible.person(),
            uscc,
            new GrantRequest("测试管理人", GrantRole.MANAGER, false, social, null, null));
    String path = "/agency/certificates/" + body.certify(limited).serial() + "/face";
    TestSignIn asLimited = body.signIn(responsible, limited);
    jdbc.sql(
            "insert into operator (id, name, state, version) select 'many-' || n, 'AAA ' || n, 'active', 1"
                + " from generate_series(1, 1010) n")
        .update();
    try {
      assertThat(get(asLimited, path, 200)).contains("示例社交平台").doesNotContain("AAA 1<");
      assertThat(get(asLimited, "/agency/people/new", 200)).contains("示例社交平台").doesNotContain("AAA 1<");
    } finally {
      jdbc.sql("delete from operator where id like 'many-%'").update();
    }
  }

  @Test
  void namesNoPlatformForAPersonRemovedMeanwhile() {
    SerialNumber serial = SerialNumber.ofHex(body.certify(manager).serial());
    people.remove(responsible.person(), uscc, manager.id());
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> namedFaces.open(manager, serial, "dev-operator-appstore", "appRelease"))
        .satisfies(refusal -> assertThat(refusal.problem()).isEqualTo(Problem.FORBIDDEN));
    assertThat(downloads(manager, "true")).isZero();
  }

  private int downloads(Grant grant, String state) {
    return jdbc.sql("select count(*) from named_download where holder = ? and " + state)
        .param(grant.holder())
        .query(Integer.class)
        .single();
  }

  @Test
  void suspendsAtOnce() throws Exception {
    String serial = body.certify(manager).serial();
    String path = "/agency/certificates/" + serial + "/suspension";
    get(asManager, path, 200);
    String after = location(post(asManager, path, Map.of()));
    assertThat(get(asManager, after, 200)).contains("证书已冻结");
    assertThat(body.certificate(serial).path("status").asString()).isEqualTo("suspended");
    get(asManager, path, 409);
  }

  @Test
  void objectsToWhatIsNotOurs() throws Exception {
    Held held = body.certify(manager);
    String id = body.bind(uscc, held);
    assertThat(get(asManager, "/agency/bindings?q=people&state=active", 200)).contains(id);
    assertThat(get(asManager, "/agency/bindings?q=nothing", 200)).doesNotContain(id);
    assertThat(get(asManager, "/agency/bindings.csv", 200)).startsWith("\uFEFF").contains("people-test");
    String after = location(post(asManager, "/agency/bindings/" + id + "/objection", Map.of()));
    assertThat(get(asManager, after, 200)).contains("本单位否认");
    assertThat(post(asManager, "/agency/bindings/" + id + "/objection", Map.of()).statusCode()).isEqualTo(409);
  }

  @Test
  void countsAllThatIsUnderWay() throws Exception {
    ContractClient platform =
        ContractClient.of(
            Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port")), "demo-appstore");
    Map<String, Object> action = Map.of("type", "accountOpening", "subject", "官方账号", "identifier", "under-way");
    Map<String, Object> claimed = Map.of("name", BodyPeople.NAME, "uscc", uscc.value());
    String id =
        platform
            .post("/api/v1/verifications", Map.of("claimed", claimed, "action", action))
            .expect(201)
            .json()
            .path("id")
            .asString();
    jdbc.sql(
            "insert into verification_notice (uscc, verification_id, client_id, action_type, mode)"
                + " select ?, ?::uuid, 'demo-appstore', 'accountOpening', 'crossDevice' from generate_series(1, 120)")
        .params(uscc.value(), id)
        .update();
    assertThat(get(asManager, "/agency", 200)).contains("<span class=\"number\">120</span>");
    assertThat(get(asManager, "/agency/verifications.csv", 200).lines()).hasSize(121);
    platform.post("/api/v1/verifications/" + id + "/cancellation").expect(200);
    assertThat(get(asManager, "/agency", 200)).doesNotContain("<span class=\"number\">120</span>");
  }

  @Test
  void keepsTheRegisterOfDepartments() throws Exception {
    assertThat(location(post(asManager, "/agency/departments", Map.of("name", "办公室")))).contains("done=added");
    HttpResponse<String> again = post(asManager, "/agency/departments", Map.of("name", "办公室"));
    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(again.body()).contains("已经登记了同名的部门");
    String id =
        jdbc.sql("select id from body_department where uscc = ?").param(uscc.value()).query(String.class).single();
    get(asManager, "/agency/departments/" + id + "/closing", 200);
    post(asManager, "/agency/departments/" + id + "/closing", Map.of());
    get(asManager, "/agency/departments/" + id + "/closing", 404);
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }

  /** Managers see that a platform waits; who only signs does not, and nobody when it is over. */
  @Test
  void saysWhichBatchesWaitForASignature() throws Exception {
    assertThat(get(asManager, "/agency", 200)).doesNotContain("一次确认多项绑定");
    int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    Map<String, Object> one = Map.of("type", "accountOpening", "subject", "账号", "identifier", "one");
    Map<String, Object> two = Map.of("type", "accountOpening", "subject", "账号", "identifier", "two");
    Map<String, Object> claimed = Map.of("name", BodyPeople.NAME, "uscc", uscc.value());
    ContractClient.of(port, "demo-appstore")
        .post("/api/v1/binding-batches", Map.of("claimed", claimed, "actions", List.of(one, two)))
        .expect(201);
    assertThat(get(asManager, "/agency", 200)).contains("一次确认多项绑定", "：2 项，截止时间");
    Grant user = body.user(manager, GrantScope.ALL, null);
    assertThat(get(body.signIn(manager, user), "/agency", 200)).doesNotContain("一次确认多项绑定");
    jdbc.sql("update binding_batch set expires_at = clock_timestamp() where uscc = ?").param(uscc.value()).update();
    assertThat(get(asManager, "/agency", 200)).doesNotContain("一次确认多项绑定");
  }

  private static String get(TestSignIn reader, String path, int status) throws Exception {
    HttpResponse<String> answer = reader.get(path);
    assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(status);
    return answer.body();
  }

  private static HttpResponse<String> post(TestSignIn reader, String path, Map<String, String> fields)
      throws Exception {
    return reader.post(path, fields);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer.body()));
  }

  private byte[] bytes(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(asManager.request(path).build(), HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }
}
