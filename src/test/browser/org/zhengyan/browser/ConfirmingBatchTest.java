package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** A body confirms the accounts that a platform had before, all with one signature, on its page. */
class ConfirmingBatchTest extends BrowserTest {

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void confirmsAListWithOneSignature(String suite) {
    Body body = new Body(PORT, suite);
    JsonNode batch = create(body, 40);
    List<Request> sent = new CopyOnWriteArrayList<>();
    Phone phone = phone();
    phone.context.onRequest(sent::add);
    open(phone, batch);
    assertThat(phone.text())
        .contains("示例社交平台", body.name, "公众号“金陵图书馆” 0", "jllib-39", "开设公众账号", "清单，共 40 项");
    assertThat((List<?>) Axe.violations(phone.page)).isEmpty();
    assertThat(phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    phone.shoot("batch-" + suite);
    phone.choose(CredentialFiles.pem(body.holder)).password("wrong").agree();
    assertThat(phone.problem()).contains("口令不对");
    phone.password(CredentialFiles.PASSWORD).agree();
    phone.waitFor("已确认").shoot("batch-confirmed");
    assertThat(phone.text()).contains("示例社交平台", "40 项");
    assertThat(read(batch).path("state").asString()).isEqualTo("verified");
    assertThat(read(batch).path("results")).hasSize(40);
    assertThat(sent.stream().map(Request::postData).filter(Objects::nonNull))
        .noneMatch(each -> each.contains("PRIVATE") || each.contains(CredentialFiles.PASSWORD));
    assertThat(sent).noneMatch(each -> each.url().contains(secret(batch)));
    phone.page.reload();
    phone.press("查看清单");
    phone.waitFor("已确认");
  }

  @Test
  void refusesTheList() {
    Body body = new Body(PORT, "p256");
    JsonNode batch = create(body, 2);
    Phone phone = phone(Phone.dark());
    open(phone, batch);
    phone.shoot("batch-dark").refuse().waitFor("已拒绝");
    assertThat(read(batch).at("/verdict/reasons/0").asString()).isEqualTo("holderRefused");
  }

  @Test
  void saysThatTheCertificateIsOfAnotherBody() {
    Body body = new Body(PORT, "p256");
    Body other = new Body(PORT, "p256", "南京市玄武湖管理处");
    JsonNode batch = create(body, 2);
    Phone phone = phone();
    open(phone, batch);
    phone.choose(CredentialFiles.pem(other.holder)).password(CredentialFiles.PASSWORD).agree();
    assertThat(phone.problem()).contains("南京市玄武湖管理处", body.name).doesNotContain("还可以试");
    assertThat(read(batch).path("state").asString()).isEqualTo("requested");
  }

  /** Somebody between shows fewer than are signed for. */
  @Test
  void signsNoOtherListThanItShows() {
    Body body = new Body(PORT, "p256");
    JsonNode batch = create(body, 3);
    Phone phone = phone();
    phone.context.route(
        "**/showing",
        route -> {
          String shown = route.fetch().text();
          int from = shown.indexOf("{\"type\":\"accountOpening\"");
          int next = shown.indexOf("{\"type\":\"accountOpening\"", from + 1);
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody(shown.substring(0, from) + shown.substring(next)));
        });
    phone.page.navigate(batch.at("/presentation/url").asString());
    phone.press("查看清单");
    assertThat(phone.problem()).contains("清单和要签名的文字不一致", "请勿继续");
    assertThat(phone.page.locator("#password").count()).isZero();
    assertThat(read(batch).path("state").asString()).isEqualTo("requested");
  }

  @Test
  void sendsPeopleOutOfBrowsersInsideApps() {
    JsonNode batch = create(new Body(PORT, "p256"), 1);
    String wechat = "Mozilla/5.0 (Linux; Android 14) Safari/537.36 MicroMessenger/8.0.47";
    Phone inside = phone(Phone.options().setUserAgent(wechat));
    inside.page.navigate(batch.at("/presentation/url").asString());
    inside.waitFor("请在手机浏览器中打开");
    assertThat(inside.text()).contains("微信", "复制链接").doesNotContain("只能打开一次");
  }

  @Test
  void saysThatTheLinkIsIncomplete() {
    JsonNode batch = create(new Body(PORT, "p256"), 1);
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/batches/" + batch.path("id").asString());
    phone.waitFor("找不到这个请求");
    phone.page.navigate("about:blank");
    phone.page.navigate(ORIGIN + "/v/batches/" + batch.path("id").asString() + "#guess");
    phone.press("查看清单");
    phone.waitFor("找不到这个请求");
  }

  private static void open(Phone phone, JsonNode batch) {
    phone.page.navigate(batch.at("/presentation/url").asString());
    phone.press("查看清单");
    phone.waitFor("用哪张证书");
  }

  private static String secret(JsonNode batch) {
    return batch.at("/presentation/url").asString().replaceFirst(".*#", "");
  }

  private static JsonNode read(JsonNode batch) {
    return ContractClient.of(PORT, "demo-social")
        .get("/api/v1/binding-batches/" + batch.path("id").asString())
        .expect(200)
        .json();
  }

  private static JsonNode create(Body body, int count) {
    List<Map<String, String>> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      actions.add(
          Map.of("type", "accountOpening", "subject", "公众号“金陵图书馆” " + i, "identifier", "jllib-" + i));
    }
    Map<String, String> claimed = Map.of("name", body.name, "uscc", body.uscc);
    return ContractClient.of(PORT, "demo-social")
        .post("/api/v1/binding-batches", Map.of("claimed", claimed, "actions", actions))
        .expect(201)
        .json();
  }
}
