package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consent by redirect, from the sample platform's form to its page with verdict and receipt, in one browser. */
class RedirectingPlatformTest extends BrowserTest {
  private static final PlatformProcesses PLATFORMS = new PlatformProcesses(ORIGIN);
  private static String platform;

  @BeforeAll
  static void startThePlatform() throws IOException {
    platform = PLATFORMS.start("platform-redirect");
  }

  @AfterAll
  static void stopThePlatform() {
    PLATFORMS.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void opensAnAccountWithTheHoldersConsent(String suite) {
    Body body = new Body(PORT, suite);
    Phone desk = ask(phone(Phone.options().setViewportSize(1024, 900)), body);
    assertThat(desk.text()).contains("示例社交平台", "金陵图书馆", "139****0001", body.name);
    agree(desk, body);
    desk.page.locator("#result", new Page.LocatorOptions().setHasText("✓ 核验通过")).waitFor();
    desk.shoot("platform-redirect-" + suite);
    assertThat(desk.page.url()).as("nothing of the answer stays").doesNotContain("code=", "state=");
    assertThat(desk.text()).contains("账号已开通", body.name, body.serial, "登录的单位是", "verify-receipt");
    String receipt = desk.page.request().get(desk.page.url() + "/receipt").text();
    assertThat(receipt).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(desk.page.request().get(desk.page.url() + "/bundle").text()).contains("checkpoint", receipt);
  }

  @Test
  void opensNothingWhenTheHolderRefuses() {
    Phone desk = ask(phone(), new Body(PORT, "p256"));
    desk.refuse().waitFor("已拒绝");
    desk.page.locator("a.button").click();
    desk.waitFor("没有办成").shoot("platform-redirect-refused");
    assertThat(desk.text()).contains("没有同意").doesNotContain("账号已开通");
  }

  /** What came back is tried in another browser, with another issuer, and only then as it is. */
  @Test
  void takesAnAnswerFromTheBrowserThatLeftAndFromThisServiceAlone() {
    Body body = new Body(PORT, "p256");
    Phone desk = ask(phone(), body);
    String answer = answer(desk, body);
    assertThat(answer).contains("code=", "state=", "iss=");

    try (Phone thief = new Phone()) {
      thief.page.navigate(answer);
      thief.waitFor("没有办成");
      assertThat(thief.text()).contains("不属于本浏览器").doesNotContain("账号已开通");
    }
    desk.page.navigate(answer.replaceFirst("state=[^&]+", "state=another"));
    assertThat(desk.text()).contains("不属于本浏览器");
    desk.page.navigate(answer);
    desk.page.locator("#result", new Page.LocatorOptions().setHasText("✓ 核验通过")).waitFor();
    desk.page.navigate(answer);
    assertThat(desk.text()).as("once").contains("已经处理过");
  }

  @Test
  void believesNoOtherIssuer() {
    Body body = new Body(PORT, "p256");
    Phone desk = ask(phone(), body);
    String answer = answer(desk, body);
    desk.page.navigate(answer.replaceFirst("iss=[^&]+", "iss=https%3A%2F%2Fevil.example"));
    assertThat(desk.text()).contains("不是本平台所用的核验服务").doesNotContain("账号已开通");
  }

  /** Has the holder agree, and says where the browser would go: to the platform, with the answer. */
  private static String answer(Phone desk, Body body) {
    String back = ORIGIN + "/oauth2/authorize/return**";
    desk.context.route(
        back,
        route -> route.fulfill(new Route.FulfillOptions().setBody("held").setContentType("text/html")));
    agree(desk, body);
    desk.page.waitForURL(back);
    APIResponse sent =
        desk.page.request().get(desk.page.url(), RequestOptions.create().setMaxRedirects(0));
    desk.context.unroute(back);
    assertThat(sent.status()).isEqualTo(303);
    return sent.headers().get("location");
  }

  private static Phone ask(Phone desk, Body body) {
    desk.page.navigate(platform + "/account/redirect");
    desk.page.fill("#subject", "金陵图书馆");
    desk.page.fill("#identifier", "jllib");
    desk.page.fill("#body", body.name);
    desk.page.fill("#uscc", body.uscc);
    desk.press("前往核验服务");
    desk.press("查看请求");
    return desk.waitFor("用哪张证书");
  }

  private static void agree(Phone desk, Body body) {
    desk.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
  }
}
