package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.browser.Body.Asked;

/**
 * The pages of those who have no account, in the states that people meet them in: the holder's, and those on
 * the way from and to a platform. Axe finds nothing, on a phone in the dark and at a desk.
 */
class EveryStateTest extends BrowserTest {
  private static final String WECHAT = "Mozilla/5.0 (Linux; Android 14) Safari/537.36 MicroMessenger/8.0.47";

  private static Browser.NewContextOptions options(boolean dark) {
    return dark ? Phone.dark() : Phone.options().setViewportSize(1280, 900);
  }

  private static void assertAccessible(Phone phone, String state, boolean dark) {
    phone.shoot("state-" + state + (dark ? "-dark-390" : "-light"));
    assertThat((List<?>) Axe.violations(phone.page)).as(state).isEmpty();
    assertThat(phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).as(state).isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isAccessibleFromTheLinkToTheVerdict(boolean dark) {
    Body body = new Body(PORT, "p256");
    Phone phone = phone(options(dark));
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.page.locator("#password").waitFor();
    assertAccessible(phone, "credentials", dark);
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).press("检查并保存");
    phone.page.locator(".told").waitFor();
    assertAccessible(phone, "credentials-kept", dark);

    Asked asked = body.askAcrossDevices();
    phone.page.navigate(asked.url());
    phone.waitFor("有平台请贵单位核验身份");
    assertAccessible(phone, "landing", dark);
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码");
    assertAccessible(phone, "code", dark);
    phone.typeCode(asked.code());
    assertAccessible(phone, "request", dark);
    phone.password("wrong").agree();
    phone.problem();
    assertAccessible(phone, "request-problem", dark);
    phone.password(CredentialFiles.PASSWORD).agree();
    phone.waitFor("核验通过");
    assertAccessible(phone, "verified", dark);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isAccessibleWhereItEndsOtherwise(boolean dark) {
    Body body = new Body(PORT, "p256");
    Phone refusing = phone(options(dark)).take(body.askOnThisDevice()).waitFor("用哪张证书");
    refusing.refuse().waitFor("已拒绝");
    assertAccessible(refusing, "refused", dark);

    Asked cancelled = body.askOnThisDevice();
    body.cancel(cancelled);
    Phone late = phone(options(dark));
    late.page.navigate(cancelled.url());
    late.press("查看请求");
    late.page.locator("main button:text-is('查看请求')").waitFor(gone());
    assertAccessible(late, "cancelled", dark);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isAccessibleOnTheWayFromAndToAPlatform(boolean dark) {
    Body body = new Body(PORT, "p256");
    Phone inside = phone(options(dark).setUserAgent(WECHAT));
    inside.page.navigate(ConsentingTest.link(body));
    inside.waitFor("请在手机浏览器中打开");
    assertAccessible(inside, "consent-inside-an-app", dark);

    Phone phone = phone(options(dark));
    phone.context.route(
        ConsentingTest.CALLBACK + "**",
        route -> route.fulfill(new Route.FulfillOptions().setBody("platform").setContentType("text/html")));
    phone.page.navigate(ConsentingTest.link(body));
    phone.page.locator("main button").first().waitFor();
    assertAccessible(phone, "consent", dark);
    phone.press("查看请求");
    phone.waitFor("用哪张证书");
    assertAccessible(phone, "consent-request", dark);
    phone.refuse().waitFor("已拒绝");
    assertAccessible(phone, "consent-refused", dark);
    phone.page.navigate(ORIGIN + "/oauth2/authorize?client_id=demo-social&request_uri=urn:nothing");
    phone.page.locator("h1").waitFor();
    assertAccessible(phone, "consent-unknown", dark);
  }

  private static Locator.WaitForOptions gone() {
    return new Locator.WaitForOptions()
        .setState(WaitForSelectorState.HIDDEN);
  }
}
