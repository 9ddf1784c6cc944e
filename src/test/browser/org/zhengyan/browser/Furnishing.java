package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.People;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.DevSeed;
import org.zhengyan.registry.TestVersions;

/** One of everything that a page of some console shows, so that links lead to each of them. */
final class Furnishing {
  private final ApplicationContext application;
  private final JdbcClient jdbc;
  private final ContractClient clerk;
  private final ContractClient platform;

  Furnishing(ApplicationContext application) {
    this.application = application;
    this.jdbc = application.getBean(JdbcClient.class);
    this.clerk = ContractClient.of(BrowserTest.PORT, "demo-clerk");
    this.platform = ContractClient.of(BrowserTest.PORT, "demo-appstore");
  }

  /** @param desk a browser that is a clerk's */
  void furnish(Page desk) throws Exception {
    body();
    authority(desk);
    accounts();
    platform();
  }

  /** A person's certificate and application, a department, and what exists in the body's name. */
  private void body() throws Exception {
    Grant manager =
        application
            .getBean(People.class)
            .activeGrant(new PersonId("dev-person-organ-manager"), DevSeed.NANJING_ORGAN)
            .orElseThrow();
    BodyPeople people = new BodyPeople(application);
    String serial = people.certify(manager).serial();
    jdbc.sql(
            "insert into binding (id, uscc, operator_id, action_type, identifier, subject, state, certificate,"
                + " verification) values (gen_random_uuid(), ?, 'dev-operator-appstore', 'accountOpening',"
                + " 'furnished', '公众号', 'active', ?, gen_random_uuid())")
        .params(DevSeed.NANJING_ORGAN.value(), serial)
        .update();
    post("manager@demo-organ", "/agency/departments", Map.of("name", "办公室"));
    post(
        "manager@demo-organ",
        "/agency/applications",
        Map.of("kind", "first", "suite", "p256", "csr", TestHolder.withKey("p256").csr()));
    clerk
        .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"))
        .expect(202);
    clerk
        .post(
            "/api/v1/certificate-applications",
            Map.of(
                "uscc", DevSeed.NANJING_ORGAN.value(),
                "suite", "p256",
                "csr", TestHolder.withKey("p256").csr()))
        .expect(201);
  }

  /** A change that waits, and a file with rows. */
  private void authority(Page desk) {
    clerk
        .put("/api/v1/institutions/" + TestHolder.newUscc(), TestHolder.institution("南京市示例待批局"))
        .expect(202);
    String file =
        "统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关,发证日期\r\n"
            + TestVersions.code("11", "320100", "97000001")
            + ",南京市示例导入馆,320100,示例路 8 号,示例乙,示例市委编办,2024-01-31\r\n";
    desk.navigate(BrowserTest.ORIGIN + "/authority/imports");
    desk.setInputFiles(
        "[name=file]", new FilePayload("名册.csv", "text/csv", file.getBytes(StandardCharsets.UTF_8)));
    desk.locator("button:text-is('上传并校验')").click();
    desk.waitForURL(BrowserTest.ORIGIN + "/authority/imports/*");
    await()
        .until(
            () ->
                !jdbc.sql("select state from registry_import order by sequence desc limit 1")
                    .query(String.class)
                    .single()
                    .equals("checking"));
  }

  /** What waits for a second person, and a check of the log. */
  private void accounts() throws Exception {
    post("admin@national", "/account/people/dev-auditor-national/change", Map.of("step", "close"));
    post("auditor@national", "/auditor/checks", Map.of());
    String today = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
    post(
        "manager@demo-organ",
        "/account/overseas/new",
        Map.of("device", "any", "from", today, "to", today, "reason", "赴境外参加培训"));
  }

  private void platform() throws Exception {
    post("clerk@national", "/authority/platforms", Map.of("name", "示例读书平台"));
    post("owner@appstore", "/platform/events", Map.of("url", "", "kinds", "binding.repudiated"));
    platform
        .post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", "示例", "uscc", DevSeed.NANJING_ORGAN.value()),
                "action", Map.of("type", "accountOpening", "subject", "公众号", "identifier", "furnished")))
        .expect(201);
  }

  private void post(String login, String path, Map<String, String> fields) throws Exception {
    HttpResponse<String> answer = TestSignIn.as(application, login).post(path, fields);
    assertThat(answer.statusCode()).as(login + " " + path + ": " + answer.body()).isEqualTo(303);
  }
}
