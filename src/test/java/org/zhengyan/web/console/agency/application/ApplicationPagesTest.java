package org.zhengyan.web.console.agency.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.Uscc;

/** The pages over HTTP, as a person with a device and without script uses them. */
@ServerTest
class ApplicationPagesTest {
  private static final String LIST = "/agency/applications";

  @LocalServerPort private int port;
  @Autowired private ApplicationContext application;

  private TestSignIn manager;
  private ContractClient clerk;
  private ContractClient reviewer;

  @BeforeEach
  void signIn() {
    manager = TestSignIn.as(application, "manager@demo-organ");
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
  }

  @Test
  void leadsFromTheFormToTheCode() throws Exception {
    assertThat(manager.get(LIST).body()).contains("申请新证书");
    HttpResponse<String> blank = manager.get(LIST + "/new");
    assertThat(blank.statusCode()).isEqualTo(200);
    assertThat(blank.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("require-trusted-types-for 'script'")
        .contains("script-src 'self'");

    String path = apply(TestHolder.withKey("p256").csr());
    assertThat(manager.get(path).body()).contains("等待机构编制管理部门审查").doesNotContain("id=\"joining\"");
    String examined = path.replace("/agency/applications/", "/authority/enrolments/");
    assertThat(TestSignIn.as(application, "clerk@national").get(examined).body())
        .contains("待受理")
        .doesNotContain("待审批");
    issue(path);
    String issued = manager.get(path).body();
    assertThat(issued).contains("id=\"joining\"").contains("-----BEGIN CERTIFICATE-----");
    HttpResponse<String> chain = manager.get(path + "/certificate");
    assertThat(chain.headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment");
    assertThat(chain.body().split("BEGIN CERTIFICATE")).hasSize(4);

    HttpResponse<String> collected = manager.post(path + "/collection", Map.of());
    assertThat(collected.body()).containsPattern("([0-9A-HJKMNP-TV-Z]{5}-){4}");
    assertThat(manager.get(path).body()).contains("已领取").doesNotContainPattern("([0-9A-HJKMNP-TV-Z]{5}-){4}");
  }

  @Test
  void saysBesideTheFieldWhatIsWrong() throws Exception {
    HttpResponse<String> answer =
        manager.post(LIST, Map.of("kind", "first", "suite", "p256", "csr", TestHolder.withKey("sm2").csr()));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("field-csr-error").contains("BEGIN CERTIFICATE REQUEST");
    HttpResponse<String> empty = manager.post(LIST, Map.of("kind", "first", "suite", "p256"));
    assertThat(empty.statusCode()).isEqualTo(422);
    HttpResponse<String> early =
        manager.post(
            LIST,
            Map.of(
                "kind", "renewal",
                "suite", "p256",
                "csr", TestHolder.withKey("p256").csr(),
                "predecessor", issue(apply(TestHolder.withKey("p256").csr()))));
    assertThat(early.body()).contains("还不到续期的时候");
  }

  @Test
  void suspendsALostCertificateBeforeTheApplication() throws Exception {
    String serial = issue(apply(TestHolder.withKey("p256").csr()));
    String form = LIST + "/new?kind=replacement&predecessor=" + serial;
    assertThat(manager.get(form).body()).contains("立即冻结这份证书");
    assertThat(manager.post(LIST + "/loss", Map.of("serial", serial)).headers().firstValue("Location"))
        .hasValue(form);
    assertThat(clerk.get("/api/v1/certificates/" + serial).expect(200).json().path("status").asString())
        .isEqualTo("suspended");
    assertThat(manager.get(form).body()).contains("这份证书已经冻结");
  }

  private record Person(TestSignIn browser, String uscc) {}

  private Person managerOf(Map<String, Object> registered) {
    String uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), registered);
    BodyPeople people = new BodyPeople(application);
    Grant responsible = people.responsible(new Uscc(uscc));
    return new Person(people.signIn(responsible, people.manager(responsible)), uscc);
  }

  private String status(String serial) {
    return clerk.get("/api/v1/certificates/" + serial).expect(200).json().path("status").asString();
  }

  @Test
  void renewsInTheLastThirtyDaysByTheLinkOfThePage() throws Exception {
    Map<String, Object> ending = TestHolder.institution("南京市续期示例中心");
    ending.put("validTo", LocalDate.now(CertificateStore.CALENDAR).plusDays(20).toString());
    TestSignIn person = managerOf(ending).browser();
    String serial = issue(apply(person, "first", null));
    String link = LIST + "/new?kind=renewal&amp;predecessor=" + serial;
    assertThat(person.get(LIST).body()).contains(link);
    assertThat(person.get(link.replace("&amp;", "&")).body())
        .contains("name=\"kind\" value=\"renewal\"", "name=\"predecessor\" value=\"" + serial + "\"");
    String next = issue(apply(person, "renewal", serial));
    assertThat(List.of(status(serial), status(next))).containsOnly("good");
    assertThat(person.get("/agency/certificates").body()).contains(serial, next);
    assertThat(person.get("/agency/certificates/" + next + "/chain.pem").statusCode()).isEqualTo(200);
  }

  /** The change of the name revoked it, so it is no certificate in force any more: the page offers the way on. */
  @Test
  void changesWhatAChangeOfTheRegistryEndedByTheLinkOfThePage() throws Exception {
    Person manager = managerOf(TestHolder.institution("南京市换证示例中心"));
    TestSignIn person = manager.browser();
    String serial = issue(apply(person, "first", null));
    String link = LIST + "/new?kind=change&amp;predecessor=" + serial;
    assertThat(person.get(LIST).body()).doesNotContain(link);
    String version = clerk.get("/api/v1/institutions/" + manager.uscc()).expect(200).header("ETag");
    TestHolder.register(
        clerk, reviewer, manager.uscc(), TestHolder.institution("南京市改名示例中心"), "If-Match", version);
    assertThat(status(serial)).isEqualTo("revoked");
    assertThat(person.get(LIST).body()).contains(link, "登记变更，已失效");
    assertThat(person.get("/agency/certificates/" + serial).body()).contains("续期、补办或换证");

    String path = apply(person, "change", serial);
    assertThat(person.get(LIST).body()).as("under way").doesNotContain(link);
    assertThat(person.post(path + "/withdrawal", Map.of()).statusCode()).isEqualTo(303);
    assertThat(person.get(LIST).body()).as("withdrawn, so it can be asked for again").contains(link);
    String next = issue(apply(person, "change", serial));
    assertThat(person.get(LIST).body()).doesNotContain(link);
    assertThat(person.get("/agency/certificates/" + next).body()).contains("南京市改名示例中心");
  }

  @Test
  void replacesALostOneByTheLinkOfThePage() throws Exception {
    TestSignIn person = managerOf(TestHolder.institution("南京市补办示例中心")).browser();
    String serial = issue(apply(person, "first", null));
    assertThat(person.get(LIST).body()).contains(LIST + "/new?kind=replacement&amp;predecessor=" + serial);
    String path = apply(person, "replacement", serial);
    assertThat(status(serial)).as("at once").isEqualTo("suspended");
    String next = issue(path);
    assertThat(status(serial)).isEqualTo("revoked");
    assertThat(status(next)).isEqualTo("good");
  }

  private static String apply(TestSignIn person, String kind, @Nullable String predecessor) throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("kind", kind);
    fields.put("suite", "p256");
    fields.put("csr", TestHolder.withKey("p256").csr());
    if (predecessor != null) {
      fields.put("predecessor", predecessor);
    }
    HttpResponse<String> answer = person.post(LIST, fields);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void withdrawsAndShowsIt() throws Exception {
    String path = apply(TestHolder.withKey("sm2").csr(), "sm2");
    assertThat(manager.post(path + "/withdrawal", Map.of()).statusCode()).isEqualTo(303);
    assertThat(manager.get(path).body()).contains("您撤回了申请");
    assertThat(manager.get(path + "?lang=en").body()).contains("You withdrew it");
  }

  @Test
  void secondPressOfTheButtonLeadsToTheSameApplication() throws Exception {
    Map<String, String> fields =
        Map.of("kind", "first", "suite", "p256", "csr", TestHolder.withKey("p256").csr(), "once", "ab".repeat(16));
    String first = manager.post(LIST, fields).headers().firstValue("Location").orElseThrow();
    assertThat(manager.post(LIST, fields).headers().firstValue("Location")).hasValue(first);
  }

  @Test
  void knowsNoApplicationOfAnotherBody() throws Exception {
    assertThat(manager.get(LIST + "/" + "0".repeat(32)).statusCode()).isEqualTo(404);
    assertThat(TestSignIn.as(application, "clerk@national").get(LIST).statusCode()).isEqualTo(403);
  }

  private String apply(String csr) throws Exception {
    return apply(csr, "p256");
  }

  private String apply(String csr, String suite) throws Exception {
    HttpResponse<String> answer =
        manager.post(LIST, Map.of("kind", "first", "suite", suite, "csr", csr));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private String issue(String path) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    String made =
        clerk.post("/api/v1/enrolments/" + id + "/acceptance").expect(200).json().path("application").asString();
    return reviewer
        .post("/api/v1/certificate-applications/" + made + "/approval")
        .expect(200)
        .json()
        .path("serial")
        .asString();
  }
}
