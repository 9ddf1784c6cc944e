package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.registry.DevSeed;

/** Lists as files: all rows of the selection, for those who may see the list, and for nobody else. */
@ServerTest
@NullUnmarked
class ExportsTest {
  private static final int MANY = 2_100;

  @Autowired private ApplicationContext application;
  @Autowired private JdbcClient jdbc;

  private String operator;

  @BeforeEach
  void operator() {
    operator = newOperator();
  }

  private String newOperator() {
    String id = "operator-" + UUID.randomUUID();
    jdbc.sql("insert into operator (id, name, state, version) values (?, ?, 'active', 1)").params(id, id).update();
    return id;
  }

  private TestSignIn as(String login) {
    return TestSignIn.as(application, login);
  }

  private String account(Role role, String subject) {
    String id = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql("insert into person (id, name) values (?, '=测试人员')").param("person-" + id).update();
    jdbc.sql(
            "insert into account (id, login, person, realm, subject, roles, state, password, device_bound)"
                + " values (?, ?, ?, ?, ?, array[?], 'active', 'none', false)")
        .params(id, id + "@test", "person-" + id, role.realm().wire(), subject, role.wire())
        .update();
    return id;
  }

  private TestSignIn newReader(Role role, String subject) {
    return as(account(role, subject) + "@test");
  }

  /** Its rows; the first one names the columns. */
  private static List<String> file(TestSignIn reader, String path) throws Exception {
    HttpResponse<String> answer = reader.get(path);
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment; ");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.body()).startsWith("\uFEFF");
    return answer.body().substring(1).lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/authority/platforms/export, owner@appstore",
    "/authority/platforms/export, admin@national",
    "/authority/imports/export, auditor@national",
    "/authority/imports/export, admin@national",
    "/authority/imports/export, owner@appstore",
    "/account/changes/export, clerk@national",
    "/account/changes/export, auditor@national",
    "/account/changes/export, responsible@demo-organ",
    "/agency/applications/export, clerk@national",
    "/agency/applications/export, viewer@appstore",
    "/platform/bindings.csv, manager@demo-organ",
    "/platform/bindings.csv, clerk@national",
    "/platform/clients.csv, user@demo-organ",
    "/platform/clients.csv, reviewer@national",
    "/platform/events/any/letters.csv, admin@national",
    "/platform/events/any/letters.csv, responsible@demo-organ"
  })
  void isForThoseWhoSeeTheList(String path, String login) throws Exception {
    assertThat(as(login).get(path).statusCode()).isEqualTo(403);
  }

  private void bindings(String state) {
    jdbc.sql(
            "insert into binding (id, uscc, operator_id, action_type, identifier, subject, state, certificate,"
                + " verification, ended_at) select gen_random_uuid(), ?, ?, 'accountOpening', 'handle-' || n,"
                + " '=1+' || n, ?, '0a', gen_random_uuid(), case when ? = 'ended' then now() end"
                + " from generate_series(1, ?) n")
        .params(DevSeed.NATIONAL_ORGAN.value(), operator, state, state, MANY)
        .update();
  }

  @Test
  void allBindingsOfAPlatform() throws Exception {
    bindings("active");
    TestSignIn reader = newReader(Role.VIEWER, operator);
    assertThat(reader.get("/platform/bindings").body()).contains("/platform/bindings.csv");
    List<String> rows = file(reader, "/platform/bindings.csv");
    assertThat(rows).hasSize(MANY + 1).doesNotHaveDuplicates();
    assertThat(rows.get(1)).contains(DevSeed.NATIONAL_ORGAN.value(), ",'=1+" + MANY + ",handle-" + MANY + ",active,");
    assertThat(rows.getLast()).contains(",'=1+1,handle-1,active,");
    assertThat(file(reader, "/platform/bindings.csv?state=ended")).hasSize(1);
    assertThat(file(newReader(Role.OWNER, newOperator()), "/platform/bindings.csv")).hasSize(1);
  }

  @Test
  void clientsOfAPlatformAlone() throws Exception {
    assertThat(as("viewer@appstore").get("/platform/clients").body()).contains("/platform/clients.csv");
    List<String> rows = file(as("viewer@appstore"), "/platform/clients.csv");
    assertThat(rows).anyMatch(row -> row.startsWith("demo-appstore,active,match status verification,"));
    assertThat(rows).noneMatch(row -> row.startsWith("demo-social") || row.startsWith("demo-clerk"));
  }

  @Test
  void deadLettersOfAnEndpointOfOnesOwn() throws Exception {
    String id = "endpoint-" + operator;
    jdbc.sql(
            "insert into event_endpoint (id, operator_id, delivery, kinds, state, activated_at)"
                + " values (?, ?, 'poll', array['binding.repudiated'], 'active', now())")
        .params(id, operator)
        .update();
    jdbc.sql(
            "insert into event_delivery (endpoint_id, jti, txn, kind, subject, occurred_at, event, state, attempts,"
                + " last_outcome, ended_at) select ?, ? || n, 'txn', 'binding.repudiated', 'subject-' || n, now(),"
                + " '{}', case when n = 1 then 'delivered' else 'dead' end, 7, '=expired', now()"
                + " from generate_series(1, 3) n")
        .params(id, id)
        .update();
    String path = "/platform/events/" + id;
    TestSignIn reader = newReader(Role.DEVELOPER, operator);
    assertThat(reader.get(path).body()).contains(path + "/letters.csv");
    List<String> rows = file(reader, path + "/letters.csv");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1)).startsWith(id + "3,binding.repudiated,subject-3,").endsWith(",7,'=expired");
    TestSignIn other = newReader(Role.OWNER, newOperator());
    assertThat(other.get(path + "/letters.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void registryFilesOfADivision() throws Exception {
    String name = "名单-" + operator + ".csv";
    jdbc.sql(
            "insert into registry_import (id, name, division, state, uploaded_by, uploaded_by_client, rows_read,"
                + " faults) values (replace(gen_random_uuid()::text, '-', ''), ?, ?, 'faulty',"
                + " 'dev-person-nanjing-clerk', 'test', 30, 2)")
        .params("=" + name, "320100")
        .update();
    assertThat(as("clerk@nanjing").get("/authority/imports").body()).contains("/authority/imports/export");
    for (String login : List.of("clerk@nanjing", "reviewer@nanjing", "clerk@national")) {
      assertThat(file(as(login), "/authority/imports/export"))
          .anyMatch(row -> row.startsWith("'=" + name + ",有错误,30,2,320100,"));
    }
    String elsewhere = "authority-" + operator;
    jdbc.sql("insert into authority (id, name, division, state, version) values (?, '测试', '460100', 'active', 1)")
        .param(elsewhere)
        .update();
    assertThat(file(newReader(Role.CLERK, elsewhere), "/authority/imports/export")).hasSize(1);
  }

  @Test
  void applicationsOfAPersonOrOfTheBody() throws Exception {
    TestSignIn user = as("user@demo-organ");
    TestSignIn manager = as("manager@demo-organ");
    for (TestSignIn applicant : List.of(user, manager)) {
      String csr = TestHolder.withKey("p256").csr();
      assertThat(
              applicant
                  .post("/agency/applications", Map.of("kind", "first", "suite", "p256", "csr", csr))
                  .statusCode())
          .isEqualTo(303);
    }
    assertThat(user.get("/agency/applications").body()).contains("/agency/applications/export");
    String uscc = DevSeed.NANJING_ORGAN.value();
    int all = jdbc.sql("select count(*) from enrolment where uscc = ?").param(uscc).query(Integer.class).single();
    int own =
        jdbc.sql("select count(*) from enrolment where uscc = ? and submitted_by = 'dev-person-organ-user'")
            .param(uscc)
            .query(Integer.class)
            .single();
    assertThat(own).isPositive().isLessThan(all);
    assertThat(file(manager, "/agency/applications/export")).hasSize(all + 1);
    List<String> rows = file(user, "/agency/applications/export");
    assertThat(rows).hasSize(own + 1);
    assertThat(rows.get(1)).startsWith("申请新证书,");
  }

  @Test
  void platformsForThoseOfAnAuthority() throws Exception {
    jdbc.sql("update operator set name = '=' || id, state = 'suspended' where id = ?").param(operator).update();
    assertThat(as("clerk@nanjing").get("/authority/platforms").body()).contains("/authority/platforms/export");
    for (String login : List.of("clerk@nanjing", "reviewer@national")) {
      assertThat(file(as(login), "/authority/platforms/export"))
          .contains("'=" + operator + ",,已停用", "示例应用商店,示例-2024-001,正常");
    }
  }

  @Test
  void accountChangesThatWait() throws Exception {
    String id = account(Role.CLERK, "dev-authority-national");
    TestSignIn administrator = as("admin@national");
    assertThat(administrator.post("/account/people/" + id + "/change", Map.of("step", "close")).statusCode())
        .isEqualTo(303);
    assertThat(administrator.get("/account/changes").body()).contains("/account/changes/export");
    for (TestSignIn reader : List.of(administrator, as("reviewer@national"))) {
      List<String> rows = file(reader, "/account/changes/export");
      assertThat(rows.get(1)).contains("演示人员 admin@national").doesNotContain("测试人员");
    }
  }
}
