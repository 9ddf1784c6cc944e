package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.ExportCheck;
import org.zhengyan.log.LogSearch;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.registry.DevSeed;

/** The auditor reads, searches, exports and checks the log; nobody else does, and the auditor nothing else. */
@ServerTest
@NullUnmarked
class AuditorPagesTest {
  @Autowired ApplicationContext application;
  @Autowired LogSearch search;
  @Autowired EventLog log;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcTemplate jdbc;
  @LocalServerPort int port;

  private TestSignIn auditor() {
    return TestSignIn.as(application, "auditor@national");
  }

  private TestSignIn auditorOfNanjing() {
    String id = new TestAccounts(application).add(Role.AUDITOR, DevAuthorities.NANJING, false);
    return TestSignIn.as(application, TestAccounts.login(id));
  }

  /** The seeding of the registry is in every log of this application. */
  private void awaitFollowed() {
    Awaitility.await()
        .until(
            () -> {
              search.follow();
              return search.types().contains("registry.seeded");
            });
  }

  @Test
  void searchesAndReadsAnEvent() throws Exception {
    awaitFollowed();
    HttpResponse<String> found = auditor().get("/auditor/events?type=registry.seeded");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).contains("/auditor/events/", "registry.seeded");
    String path = found.body().replaceAll("(?s).*href=\"(/auditor/events/[0-9]+)\".*", "$1");
    assertThat(auditor().get(path).body()).contains("registry.seeded", "叶散列值");
    assertThat(auditor().get("/auditor/events?subject=there-is-none").body()).contains("没有符合条件的事件");
    assertThat(auditor().get("/auditor").statusCode()).isEqualTo(200);
  }

  @Test
  void exportsAFileThatProvesItself() throws Exception {
    awaitFollowed();
    HttpResponse<String> file = auditor().get("/auditor/export.ndjson?type=registry.seeded");
    assertThat(file.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    TrustedRoots roots =
        TrustedRoots.read(List.of(Path.of("keys-dev/root-p256.crt"), Path.of("keys-dev/root-sm2.crt")));
    ExportCheck.Result result =
        ExportCheck.verify(
            new ByteArrayInputStream(file.body().getBytes(StandardCharsets.UTF_8)), roots, Instant.now());
    assertThat(result.wrong()).isNull();
    assertThat(result.events()).isPositive();
    assertThat(auditor().get("/auditor/export.csv?type=registry.seeded").body())
        .startsWith("\uFEFFindex,occurredAt,type")
        .contains(",registry.seeded,");
  }

  @Test
  void hasTheLogCheckedAndSeesTheOutcome() throws Exception {
    awaitFollowed();
    TestSignIn auditor = auditor();
    HttpResponse<String> started = auditor.post("/auditor/checks", Map.of());
    assertThat(started.statusCode()).isEqualTo(303);
    String path = started.headers().firstValue("Location").orElseThrow();
    Awaitility.await().untilAsserted(() -> assertThat(auditor.get(path).body()).contains("The log is sound."));
    assertThat(auditor.get("/auditor/checks").body()).contains("完好");
  }

  /** Each way in which an event tells its division, here and elsewhere: one reads what is here, all of it. */
  @Test
  void showsALocalAuditorWhatConcernsItsDivisions() throws Exception {
    String mark = "t" + System.nanoTime();
    String verification =
        ContractClient.of(port, "demo-appstore")
            .post(
                "/api/v1/verifications",
                Map.of(
                    "claimed", Map.of("name", "任何名称", "uscc", DevSeed.NANJING_ORGAN.value()),
                    "action", Map.of("type", "accountOpening", "subject", "官方账号", "identifier", mark)))
            .expect(201)
            .json()
            .path("id")
            .asString();
    Map<String, Map<String, String>> here =
        Map.of(
            mark + ".body", Map.of("uscc", DevSeed.NANJING_ORGAN.value(), "client", "demo-appstore"),
            mark + ".change", Map.of("division", "320102", "client", "demo-clerk"),
            mark + ".account", Map.of("client", "account:dev-clerk-nanjing"),
            mark + ".manager", Map.of("client", "account:dev-manager-demo-organ"));
    Map<String, Map<String, String>> elsewhere =
        Map.of(
            mark + ".elsewhere", Map.of("division", "320200", "client", "account:dev-clerk-nanjing"),
            mark + ".country", Map.of("client", "demo-clerk"),
            mark + ".nobody", Map.of("reason", "none"));
    transaction.executeWithoutResult(
        status -> {
          here.forEach((type, members) -> log.append(Event.of(type, mark, members)));
          elsewhere.forEach((type, members) -> log.append(Event.of(type, mark, members)));
        });
    LogSearch.Query all = new LogSearch.Query(null, mark, null, null, null, null);
    Awaitility.await()
        .until(
            () -> {
              search.follow();
              return search.find(all, 10).size() == 7
                  && !search.find(new LogSearch.Query(null, verification, null, null, null, null), 1).isEmpty()
                  && auditor().get("/auditor/export.ndjson?subject=" + mark).body().lines().count() == 8;
            });

    TestSignIn local = auditorOfNanjing();
    for (String path : List.of("/auditor/events", "/auditor/export.csv", "/auditor/export.ndjson")) {
      String some = rows(local.get(path + "?subject=" + mark));
      assertThat(some).as(path).contains(here.keySet()).doesNotContain(elsewhere.keySet());
      String newest = rows(local.get(path));
      assertThat(newest).as("without a filter: " + path).contains(here.keySet()).contains(verification);
      assertThat(newest).as(path).doesNotContain(elsewhere.keySet());
      assertThat(rows(auditor().get(path + "?subject=" + mark))).contains(elsewhere.keySet());
    }
    assertThat(local.get("/auditor/events?type=verification.created").body()).contains(verification);
    assertThat(local.get("/auditor/events").body()).contains("320100", "完整性检查覆盖整本日志");
    for (LogSearch.Found found : search.find(all, 10)) {
      int expected = here.containsKey(found.event().type()) ? 200 : 404;
      assertThat(local.get("/auditor/events/" + found.index()).statusCode()).isEqualTo(expected);
      assertThat(auditor().get("/auditor/events/" + found.index()).statusCode()).isEqualTo(200);
    }
  }

  /** Without the types that one can choose: which there are in the whole log is no secret. */
  private static String rows(HttpResponse<String> page) {
    return page.body().replaceAll("<option [^>]*>[^<]*</option>", "");
  }

  /** Of certificates and of accounts an event may name nothing but themselves. */
  @Test
  void knowsTheDivisionOfCertificatesAndAccounts() {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    String uscc =
        TestHolder.register(clerk, reviewer, TestHolder.newUscc(), TestHolder.institution("南京市审计用例中心"));
    String serial = TestHolder.withKey("p256").certify(clerk, reviewer, uscc).path("serial").asString();
    assertThat(division("certificate.suspended", serial)).isEqualTo("320100");
    assertThat(division("session.refused", "dev-clerk-nanjing")).isEqualTo("320100");
    assertThat(division("session.refused", "dev-clerk-national")).isEqualTo("100000");
    assertThat(division("registry.lapsed", DevSeed.NANJING_ORGAN.value())).isEqualTo("320100");
    assertThat(division("registry.seeded", "dev")).isNull();
    assertThat(division("verification.expired", "00000000-0000-7000-8000-000000000000")).isNull();
  }

  private @Nullable String division(String type, String subject) {
    return jdbc.queryForObject(
        "select event_division(jsonb_build_object('type', ?::text, 'subject', ?::text, 'members', '{}'::jsonb))",
        String.class,
        type,
        subject);
  }

  @Test
  void tellsWhoeverIsOnAPageOfOtherRolesWhatTheirsAre() throws Exception {
    TestSignIn auditor = auditor();
    HttpResponse<String> page =
        auditor.send(auditor.request("/authority/registry").header("Accept", "text/html").GET());
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body())
        .contains("您的账户（审计员）可以打开", "<a href=\"/auditor\">审计</a>", "<a href=\"/account\">账户</a>")
        .doesNotContain("<a href=\"/agency\">", "<a href=\"/platform");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clerk@national", "reviewer@national", "admin@national", "responsible@demo-organ", "owner@appstore"
      })
  void letsNobodyElseRead(String login) throws Exception {
    TestSignIn other = TestSignIn.as(application, login);
    for (String path :
        List.of("/auditor", "/auditor/events", "/auditor/events/0", "/auditor/export.csv", "/auditor/checks")) {
      assertThat(other.get(path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(other.post("/auditor/checks", Map.of()).statusCode()).isEqualTo(403);
  }
}
