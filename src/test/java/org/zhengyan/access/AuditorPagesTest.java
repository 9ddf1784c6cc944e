package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.log.ExportCheck;
import org.zhengyan.log.LogSearch;
import org.zhengyan.principal.DevAuthorities;

/** The auditor reads, searches, exports and checks the log; nobody else does, and the auditor nothing else. */
@ServerTest
@NullUnmarked
class AuditorPagesTest {
  @Autowired ApplicationContext application;
  @Autowired LogSearch search;

  private TestSignIn auditor() {
    return TestSignIn.as(application, "auditor@national");
  }

  /** The seeding of the registry is in every log of this application. */
  private void awaitFollowed() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
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
        .contains("\"registry.seeded\"");
  }

  @Test
  void hasTheLogCheckedAndSeesTheOutcome() throws Exception {
    awaitFollowed();
    TestSignIn auditor = auditor();
    HttpResponse<String> started = auditor.post("/auditor/checks", Map.of());
    assertThat(started.statusCode()).isEqualTo(303);
    String path = started.headers().firstValue("Location").orElseThrow();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(auditor.get(path).body()).contains("The log is sound."));
    assertThat(auditor.get("/auditor/checks").body()).contains("完好");
  }

  @Test
  void letsNoAuditorOfALocalAuthorityRead() throws Exception {
    String id = new TestAccounts(application).add(Role.AUDITOR, DevAuthorities.NANJING, false);
    TestSignIn local = TestSignIn.as(application, TestAccounts.login(id));
    for (String path :
        List.of("/auditor", "/auditor/events", "/auditor/events/0", "/auditor/export.csv", "/auditor/checks")) {
      assertThat(local.get(path).statusCode()).as(path).isEqualTo(403);
    }
    HttpResponse<String> page = local.send(local.request("/auditor").header("Accept", "text/html").GET());
    assertThat(page.body())
        .as("says why, and what there is instead")
        .contains("日志由国家级审计员查阅", "日志是全国一本", "<a href=\"/account\">账户</a>")
        .doesNotContain("<a href=\"/auditor\">审计</a>");
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
