package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.TestVersions;

/** The authority's console over HTTP: each page's main path, and what it refuses. */
@ServerTest
class AuthorityPagesTest {
  private static final AtomicInteger NUMBER = new AtomicInteger(1000);
  private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"");

  @Autowired private ApplicationContext application;
  @LocalServerPort private int port;

  private TestSignIn clerk;
  private TestSignIn reviewer;

  @BeforeEach
  void people() {
    clerk = TestSignIn.as(application, "clerk@nanjing");
    reviewer = TestSignIn.as(application, "reviewer@nanjing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/authority", "/authority/registry", "/authority/registry/new?kind=organ",
        "/authority/registry/new?kind=publicInstitution", "/authority/changes", "/authority/applications",
        "/authority/revocations", "/authority/certificates", "/authority/imports", "/authority/regions",
        "/authority/reports", "/authority/registry?name=%E6%95%99%E8%82%B2%E5%B1%80",
        "/authority/registry?name=%E5%B8%82%E5%8D%97",
        "/authority/certificates?expiring=30", "/authority/registry?status=void&kind=organ&code=11"
      })
  void showsPageInBothLanguages(String path) throws Exception {
    assertThat(get(clerk, path)).contains("<html lang=\"zh-CN\"");
    assertThat(get(clerk, path + (path.contains("?") ? "&" : "?") + "lang=en")).contains("<html lang=\"en\"");
  }

  @Test
  void registersABodyByTwoPersons() throws Exception {
    String code = code("11");
    Map<String, String> form = organ("测试一局");
    form.put("uscc", code);
    assertThat(clerk.post("/authority/registry/new", with(form, "way", "check")).body())
        .contains("测试一局")
        .contains("value=\"propose\"");

    String change = location(clerk.post("/authority/registry/new", with(form, "way", "propose")));
    assertThat(get(clerk, change)).contains("须由另一位工作人员审批").doesNotContain("value=\"approve\"");
    String page = get(reviewer, change);
    assertThat(page).contains("批准此变更");
    approve(reviewer, change, page, 303);

    assertThat(get(reviewer, "/authority/registry/" + code)).contains("测试一局");
    assertThat(get(clerk, "/authority/registry?code=" + code)).contains("测试一局");
    assertThat(get(clerk, "/authority/registry/export?code=" + code)).contains(code + ",测试一局,机关,320100");
  }

  @Test
  void keepsWhatWasTypedAndSaysWhatIsWrongBesideTheField() throws Exception {
    Map<String, String> form = organ("测试二局");
    form.put("uscc", code("11"));
    form.put("division", "999999");
    HttpResponse<String> answer = clerk.post("/authority/registry/new", with(form, "way", "check"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("没有这个行政区划代码")
        .contains("#field-division")
        .contains("value=\"999999\"")
        .contains("测试二局");
  }

  @Test
  void showsTheDifferenceWhenTheBodyMovedOnSinceTheProposal() throws Exception {
    String code = registered("测试三局");
    Map<String, String> first = organ("测试三局");
    first.put("address", "新地址甲");
    first.put("base", "1");
    Map<String, String> second = organ("测试三局");
    second.put("address", "新地址乙");
    second.put("base", "1");
    String path = "/authority/registry/" + code + "/change";
    String one = location(clerk.post(path, with(first, "way", "propose")));
    String other = location(clerk.post(path, with(second, "way", "propose")));
    String seen = get(reviewer, other);
    approve(reviewer, one, get(reviewer, one), 303);

    HttpResponse<String> late = approve(reviewer, other, seen, 409);

    assertThat(late.body()).contains("没有办理").contains("新地址甲").contains("新地址乙");
    Map<String, String> third = organ("测试三局");
    third.put("base", "1");
    HttpResponse<String> stale = clerk.post(path, with(third, "way", "propose"));
    assertThat(stale.statusCode()).isEqualTo(412);
    assertThat(stale.body()).contains("已有新的版本").contains("新地址甲");
  }

  @Test
  void refusesAChangeOnlyWithAReason() throws Exception {
    Map<String, String> form = organ("测试四局");
    form.put("uscc", code("11"));
    String change = location(clerk.post("/authority/registry/new", with(form, "way", "propose")));
    HttpResponse<String> without =
        reviewer.post(change + "/decision", Map.of("decision", "refuse", "reason", ""));
    assertThat(without.statusCode()).isEqualTo(422);
    assertThat(without.body()).contains("拒绝须写明理由");
    assertThat(reviewer.post(change + "/decision", Map.of("decision", "refuse", "reason", "名称不符")).statusCode())
        .isEqualTo(303);
    assertThat(get(clerk, change)).contains("名称不符");
  }

  @Test
  void anotherDivisionsBodyAndChangeAreRefused() throws Exception {
    TestSignIn national = TestSignIn.as(application, "clerk@national");
    Map<String, String> form = organ("测试五局");
    form.put("division", "110000");
    form.put("uscc", TestVersions.code("11", "110000", "95%06d".formatted(NUMBER.incrementAndGet())));
    String change = location(national.post("/authority/registry/new", with(form, "way", "propose")));
    assertThat(reviewer.get(change).statusCode()).isEqualTo(403);
    assertThat(clerk.post("/authority/registry/new", with(form, "way", "propose")).statusCode()).isEqualTo(403);
    assertThat(clerk.get("/authority/registry?name=%E5%8D%97").body()).contains("至少输入两个字");
    assertThat(clerk.get("/authority/registry?division=110000").body()).contains("不在您所在机关的行政区划内");
  }

  @Test
  void clerkDoesNotDecideAndReviewerDoesNotPropose() throws Exception {
    Map<String, String> form = organ("测试六局");
    form.put("uscc", code("11"));
    String change = location(clerk.post("/authority/registry/new", with(form, "way", "propose")));
    assertThat(clerk.post(change + "/decision", Map.of("decision", "approve")).statusCode()).isEqualTo(403);
    assertThat(reviewer.post("/authority/registry/new", form).statusCode()).isEqualTo(403);
    TestSignIn agency = TestSignIn.as(application, "manager@demo-organ");
    assertThat(agency.get("/authority/registry").statusCode()).isEqualTo(403);
  }

  @Test
  void issuesHoldsAndReleasesACertificate() throws Exception {
    String code = registered("测试七局");
    TestHolder holder = TestHolder.withKey("p256");
    ContractClient api = ContractClient.of(port, "demo-clerk");
    String id =
        api.post("/api/v1/certificate-applications", Map.of("uscc", code, "suite", "p256", "csr", holder.csr()))
            .expect(201)
            .json()
            .path("id")
            .asString();
    String path = "/authority/applications/" + id;
    assertThat(get(clerk, "/authority/applications")).contains("测试七局");
    approve(reviewer, path, get(reviewer, path), 303);
    String serial = match(get(reviewer, path), "/authority/certificates/([0-9a-f]+)");
    String certificate = "/authority/certificates/" + serial;
    assertThat(get(clerk, certificate)).contains("有效").contains("提出吊销或冻结");
    assertThat(clerk.post(certificate + "/revocation", Map.of()).body()).contains("请选择原因");

    String hold = location(clerk.post(certificate + "/revocation", Map.of("reason", "certificateHold")));
    assertThat(clerk.post(certificate + "/revocation", Map.of("reason", "certificateHold")).statusCode())
        .isEqualTo(409);
    approve(reviewer, hold, get(reviewer, hold), 303);
    assertThat(get(clerk, certificate)).contains("已冻结").contains("提出解冻");
    assertThat(get(clerk, "/authority/certificates?state=suspended&uscc=" + code)).contains("测试七局");
    String release = location(clerk.post(certificate + "/release", Map.of()));
    approve(reviewer, release, get(reviewer, release), 303);
    assertThat(get(clerk, "/authority/certificates?state=good&uscc=" + code)).contains("测试七局");
    assertThat(get(clerk, "/authority/certificates/export?uscc=" + code)).contains(serial);
  }

  @Test
  void switchesARegionByTwoPersons() throws Exception {
    Map<String, String> form = Map.of("division", "320106", "purpose", "names", "from", "2026-01-01");
    String change = location(clerk.post("/authority/regions", form));
    approve(reviewer, change, get(reviewer, change), 303);
    assertThat(get(clerk, "/authority/regions?division=320106")).contains("2026-01-01");
    assertThat(clerk.post("/authority/regions", Map.of("division", "320106", "purpose", "names")).statusCode())
        .isEqualTo(422);
  }

  @Test
  void importsAFileByTwoPersons() throws Exception {
    String code = code("11");
    String file =
        "统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关,发证日期\r\n"
            + code
            + ",导入测试局,320100,测试路,测试,测试机关,2024-01-01\r\n";
    String path = uploaded(file);
    String checked = ended(path);
    assertThat(checked).contains("校验通过").contains("提交审批");
    assertThat(get(clerk, path + "/rows")).contains("导入测试局");
    assertThat(clerk.post(path + "/submission", Map.of()).statusCode()).isEqualTo(303);
    approve(reviewer, path, get(reviewer, path), 303);
    await().until(() -> get(clerk, path).contains("已全部写入名册"));
    assertThat(get(clerk, "/authority/registry/" + code)).contains("导入测试局");
  }

  /** While it runs: how far it is, in words and as a bar, and that nobody has to wait here. */
  @ParameterizedTest
  @CsvSource({"checking, 正在校验", "applying, 正在写入"})
  void showsHowFarAnImportIs(String state, String words) throws Exception {
    JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
    String id = UUID.randomUUID().toString().replace("-", "");
    // Another node has it, and keeps it for an hour.
    jdbc.update(
        "insert into registry_import (id, name, division, state, uploaded_by, uploaded_by_client, rows_read,"
            + " percent, chunks, chunks_done, lease, lease_until)"
            + " values (?, '名册.csv', '320100', ?, 'dev-person-nanjing-clerk', 'test', 4000, 40, 10, 4,"
            + " gen_random_uuid(), clock_timestamp() + interval '1 hour')",
        id,
        state);
    try {
      assertThat(get(clerk, "/authority/imports/" + id))
          .containsPattern("<progress [^>]*value=\"40\"")
          .contains(words, "40%");
    } finally {
      jdbc.update("delete from registry_import where id = ?", id);
    }
  }

  @Test
  void reportsWhatIsWrongWithAFile() throws Exception {
    String path =
        uploaded("统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关\r\n121000009999999996,x,320100,a,b,c\r\n");
    assertThat(ended(path)).contains("没有改变任何登记").contains("代码第 17 位校验不符");
    assertThat(get(clerk, path + "/report")).contains("uscc-organisation-check");
    assertThat(clerk.post(path + "/submission", Map.of()).statusCode()).isEqualTo(409);
  }

  private String ended(String path) {
    await().until(() -> !get(clerk, path).contains("<progress"));
    return unchecked(() -> get(clerk, path));
  }

  private static <T> T unchecked(java.util.concurrent.Callable<T> act) {
    try {
      return act.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String uploaded(String file) throws Exception {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"名册.csv\"\r\n"
            + "Content-Type: text/csv\r\n\r\n"
            + file
            + "\r\n--b--\r\n";
    return location(
        clerk.send(
            clerk
                .request("/authority/imports?csrf=" + clerk.csrf())
                .header("Origin", "http://localhost:" + port)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))));
  }

  private static String code(String category) {
    return TestVersions.code(category, "320100", "95%06d".formatted(NUMBER.incrementAndGet()));
  }

  private static Map<String, String> organ(String name) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("kind", "organ");
    form.put("base", "0");
    form.put("names", name);
    form.put("division", "320100");
    form.put("address", "南京市测试路");
    form.put("head", "测试");
    form.put("authority", "测试机关");
    form.put("issuedOn", "2024-01-01");
    form.put("status", "normal");
    return form;
  }

  private String registered(String name) throws Exception {
    String code = code("11");
    Map<String, String> form = organ(name);
    form.put("uscc", code);
    String change = location(clerk.post("/authority/registry/new", with(form, "way", "propose")));
    approve(reviewer, change, get(reviewer, change), 303);
    return code;
  }

  private static Map<String, String> with(Map<String, String> form, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(form);
    more.put(name, value);
    return more;
  }

  private static HttpResponse<String> approve(TestSignIn who, String path, String seen, int status)
      throws Exception {
    HttpResponse<String> answer =
        who.post(path + "/decision", Map.of("decision", "approve", "digest", match(seen, DIGEST.pattern())));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static String get(TestSignIn who, String path) throws Exception {
    HttpResponse<String> answer = who.get(path);
    assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow().replaceFirst("^http://[^/]+", "");
  }

  private static String match(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }
}
