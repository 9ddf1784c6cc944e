package org.zhengyan.web.console.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.ephemeral.Quotas;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Clients;
import org.zhengyan.registry.DevSeed;
import org.zhengyan.web.console.Show;
import tools.jackson.databind.JsonNode;

/** The operator's console over HTTP: who sees and does what, and that another operator's is not found. */
@ServerTest
class PlatformPagesTest {
  private static final String NAME = "国家示例事务局";

  @LocalServerPort private int port;
  @Autowired private ApplicationContext application;

  private TestSignIn owner;
  private TestSignIn developer;
  private TestSignIn viewer;

  @BeforeEach
  void signIn() {
    owner = TestSignIn.as(application, "owner@appstore");
    developer = TestSignIn.as(application, "developer@appstore");
    viewer = TestSignIn.as(application, "viewer@appstore");
  }

  @ParameterizedTest
  @CsvSource({
    "/platform, 概览",
    "/platform/verifications, 核验记录",
    "/platform/clients, 客户端和密钥",
    "/platform/clients/demo-appstore, 客户端 demo-appstore",
    "/platform/events, 事件通知",
    "/platform/bindings, 绑定",
    "/platform/team, viewer@appstore",
    "/platform/sandbox, 沙箱"
  })
  void everyRoleSeesEachPageInBothLanguages(String path, String text) throws Exception {
    for (TestSignIn each : List.of(owner, developer, viewer)) {
      HttpResponse<String> page = each.get(path);
      assertThat(page.statusCode()).as(path + page.body()).isEqualTo(200);
      assertThat(page.body()).contains(text);
      assertThat(each.get(path + "?lang=en").statusCode()).isEqualTo(200);
    }
  }

  /** All clients of the platform share it, as the server counts it. */
  @Test
  void saysHowManyRequestsThePlatformMaySend() throws Exception {
    String number = Show.count(Math.round(application.getBean(Quotas.class).perSecond()));
    for (TestSignIn each : List.of(owner, developer, viewer)) {
      assertThat(each.get("/platform").body()).contains("配额：每秒 " + number + " 次请求");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/platform/clients/demo-social",
        "/platform/clients/demo-clerk",
        "/platform/clients/nobody",
        "/platform/events/nothing",
        "/platform/verifications/0197d6f0-0000-7000-8000-000000000000",
        "/platform/verifications/nothing",
        "/platform/verifications?client=demo-social"
      })
  void findsNothingOfAnother(String path) throws Exception {
    assertThat(owner.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void findsNothingOfAnotherOperatorsVerifications() throws Exception {
    String social = create(ContractClient.of(port, "demo-social"), "social-account");
    assertThat(owner.get("/platform/verifications/" + social).statusCode()).isEqualTo(404);
    assertThat(owner.get("/platform/verifications/" + social + "/receipt").statusCode()).isEqualTo(404);
    assertThat(owner.get("/platform/verifications").body()).doesNotContain("social-account");
    assertThat(owner.get("/platform/verifications.csv").body()).doesNotContain("social-account");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/platform/clients",
        "/platform/clients/demo-appstore/keys",
        "/platform/clients/demo-appstore/redirect-uris",
        "/platform/clients/demo-appstore/suspension",
        "/platform/events",
        "/platform/events/any/proof",
        "/platform/events/any/test",
        "/platform/events/any/retry",
        "/platform/events/any/removal"
      })
  void aViewerChangesNothing(String path) throws Exception {
    assertThat(viewer.post(path, Map.of()).statusCode()).isEqualTo(403);
  }

  @Test
  void aDeveloperProposesNoClientAndNoSuspension() throws Exception {
    assertThat(developer.get("/platform/clients/new").statusCode()).isEqualTo(403);
    assertThat(developer.post("/platform/clients", Map.of("key", jwk())).statusCode()).isEqualTo(403);
    assertThat(
            developer
                .post("/platform/clients/demo-appstore/suspension", Map.of("reason", "试"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void anotherPersonOfTheAuthorityDecidesAboutAProposedClient() throws Exception {
    String id = "pages-" + UUID.randomUUID().toString().substring(0, 8);
    HttpResponse<String> proposed =
        owner.post("/platform/clients", Map.of("id", id, "scopes", "verification", "key", jwk()));
    assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(303);
    assertThat(owner.get("/platform/clients?done=proposed").body()).contains(id).contains("已提交");
    assertThat(owner.get("/platform/clients/" + id).statusCode()).isEqualTo(404);
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    for (JsonNode change :
        reviewer.get("/api/v1/principal-changes?state=submitted").expect(200).json().path("items")) {
      if (change.path("subject").asString().equals(id)) {
        reviewer
            .post("/api/v1/principal-changes/" + change.path("change").asString() + "/approval", Map.of())
            .expect(200);
      }
    }
    assertThat(owner.get("/platform/clients/" + id).body()).contains("有效").contains("已批准");
  }

  @Test
  void refusesAPrivateKeyAndDoesNotShowItAgain() throws Exception {
    PublishedKey key = PublishedKey.make(Suite.P256);
    String secret = base64url(key.scalar());
    String pasted = jwk(key).replace("}", ",\"d\":\"" + secret + "\"}");
    for (String text : List.of(pasted, key.pem(), "{\"keys\":[" + pasted + "]}", pasted.substring(1))) {
      HttpResponse<String> refused =
          developer.post("/platform/clients/demo-appstore/keys", Map.of("key", text, "overlap", "7"));
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("这是私钥").doesNotContain(secret).doesNotContain("PRIVATE KEY");
    }
  }

  @ParameterizedTest
  @CsvSource({"x, 7, 这不是 P-256 公钥", "OWN, 31, 请填 0 到 30", "OWN, x, 请填 0 到 30"})
  void refusesWhatIsNoKeyOrNoOverlap(String key, String overlap, String said) throws Exception {
    HttpResponse<String> refused =
        developer.post(
            "/platform/clients/demo-appstore/keys",
            Map.of("key", key.equals("OWN") ? jwk() : key, "overlap", overlap));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains(said);
  }

  @Test
  void refusesRedirectUrisThatAreUnfit() throws Exception {
    String path = "/platform/clients/demo-appstore/redirect-uris";
    HttpResponse<String> refused = developer.post(path, Map.of("redirectUris", "http://example.com/x#y"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("http://example.com/x#y");
    String base = TestSignIn.hidden(developer.get("/platform/clients/demo-appstore"), "base");
    Map<String, String> fit = Map.of("redirectUris", "https://example.com/back", "base", base);
    assertThat(developer.post(path, fit).statusCode()).isEqualTo(303);
  }

  @Test
  void proposesNoRedirectUrisInsteadOfOnesThatTheFormDidNotShow() throws Exception {
    String page = "/platform/clients/demo-appstore";
    Map<String, String> form =
        Map.of(
            "redirectUris", "https://example.com/mine",
            "base", TestSignIn.hidden(developer.get(page), "base"));
    change("https://example.com/meanwhile");
    try {
      HttpResponse<String> late = developer.post(page + "/redirect-uris", form);
      assertThat(late.statusCode()).isEqualTo(422);
      assertThat(late.body())
          .contains("回跳地址在您打开本页之后已经变更", "https://example.com/meanwhile", "https://example.com/mine");
      Map<String, String> unseen = Map.of("redirectUris", "https://example.com/mine");
      assertThat(developer.post(page + "/redirect-uris", unseen).statusCode())
          .as("a form that saw nothing")
          .isEqualTo(422);
    } finally {
      change();
      Clients clients = application.getBean(Clients.class);
      await().until(() -> clients.find("demo-appstore").orElseThrow().redirectUris().isEmpty());
    }
  }

  /** Two persons replace the redirect URIs of the client that all tests share. */
  private void change(String... uris) {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    String path = "/api/v1/clients/demo-appstore/redirect-uris";
    String change =
        clerk
            .put(path, Map.of("redirectUris", List.of(uris)), "If-Match", clerk.get(path).expect(200).header("ETag"))
            .expect(202)
            .json()
            .path("change")
            .asString();
    ContractClient.of(port, "demo-reviewer")
        .post("/api/v1/principal-changes/" + change + "/approval", Map.of())
        .expect(200);
  }

  @Test
  void registersProvesTriesAndRemovesAnEndpoint() throws Exception {
    HttpResponse<String> none = developer.post("/platform/events", Map.of("url", ""));
    assertThat(none.statusCode()).isEqualTo(422);
    HttpResponse<String> made =
        developer.post(
            "/platform/events", Map.of("url", "http://127.0.0.1:9/events", "kinds", "binding.repudiated"));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
    String path = made.headers().firstValue("Location").orElseThrow().replaceAll("\\?.*", "");
    assertThat(developer.get(path).body()).contains("待证明");
    assertThat(viewer.get(path).body()).doesNotContain("<button class=\"primary\">证明");
    HttpResponse<String> wrong = developer.post(path + "/proof", Map.of("challenge", "other"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("不一致");
    assertThat(developer.post(path + "/test", Map.of()).statusCode()).isEqualTo(422);
    assertThat(developer.post(path + "/removal", Map.of()).statusCode()).isEqualTo(303);
    assertThat(developer.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void listsFiltersPagesAndExportsWhatWasAsked() throws Exception {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    String identifier = "pages-" + UUID.randomUUID();
    String waiting = create(store, identifier);
    String rejected = create(store, "=" + identifier);
    store
        .post(
            "/api/v1/verifications/" + rejected + "/evidence",
            Map.of(
                "kind", "signature",
                "certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "signature", "AAAA"))
        .expect(200);
    assertThat(viewer.get("/platform/verifications").body()).contains(waiting).contains(rejected);
    String by = "/platform/verifications?state=rejected&reason=certificateMalformed&client=demo-appstore";
    assertThat(viewer.get(by).body()).contains(rejected).doesNotContain(waiting).contains("证书无法读取");
    assertThat(viewer.get("/platform/verifications?state=requested").body()).contains(waiting);
    assertThat(viewer.get("/platform/verifications?day=2020-01-01").body()).contains("没有符合条件");
    HttpResponse<String> csv = viewer.get("/platform/verifications.csv?state=rejected");
    assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(csv.body()).contains("'=" + identifier).contains("certificateMalformed").doesNotContain(waiting);
    String detail = viewer.get("/platform/verifications/" + rejected).body();
    assertThat(detail).contains("证据和证书可以读取").contains("不符合").contains("下载回执").contains(identifier);
  }

  @Test
  void aPageGoesOnWhereTheLastOneEnded() throws Exception {
    ContractClient store = ContractClient.of(port, "demo-appstore");
    for (int i = 0; i < 52; i++) {
      create(store, "paged");
    }
    String first = viewer.get("/platform/verifications").body();
    Matcher next = Pattern.compile("cursor=([^\"&]+)").matcher(first);
    assertThat(next.find()).isTrue();
    String second =
        viewer
            .get("/platform/verifications?cursor=" + URLEncoder.encode(next.group(1), StandardCharsets.UTF_8))
            .body();
    Matcher shown = Pattern.compile("/platform/verifications/([0-9a-f-]{36})").matcher(second);
    assertThat(shown.find()).isTrue();
    assertThat(first).doesNotContain(shown.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"state=happy", "reason=none", "day=yesterday", "cursor=1", "cursor=9.9.x"})
  void refusesAFilterThatThereIsNot(String query) throws Exception {
    assertThat(viewer.get("/platform/verifications?" + query).statusCode()).isEqualTo(400);
  }

  private static String create(ContractClient client, String identifier) {
    return client
        .post(
            "/api/v1/verifications",
            Map.of(
                "claimed", Map.of("name", NAME, "uscc", DevSeed.NATIONAL_ORGAN.value()),
                "action", Map.of("type", "accountOpening", "subject", "页面测试", "identifier", identifier)))
        .expect(201)
        .json()
        .path("id")
        .asString();
  }

  private static String jwk() {
    return jwk(PublishedKey.make(Suite.P256));
  }

  private static String jwk(PublishedKey key) {
    byte[] point = key.publicKey().publicKey().getPublicKeyData().getOctets();
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
        + base64url(java.util.Arrays.copyOfRange(point, 1, 33))
        + "\",\"y\":\""
        + base64url(java.util.Arrays.copyOfRange(point, 33, 65))
        + "\"}";
  }

  private static String base64url(byte[] octets) {
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
