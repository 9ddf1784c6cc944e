package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.access.TestSignIn;

/** A developer's and an owner's way through the platform operators' console. */
class PlatformTest extends BrowserTest {
  @Autowired private ApplicationContext application;

  private TestSignIn owner;

  @BeforeEach
  void signIn() {
    owner = TestSignIn.as(application, "owner@appstore");
  }

  @Test
  void findsWhatWasRejectedAndWhy() {
    Body body = new Body(PORT, "p256");
    Body.Asked waiting = body.askOnThisDevice();
    Body.Asked refused = body.ask("南京市金陵图书馆（馆外）", Map.of("mode", "sameDevice", "returnUrl", Body.BACK));
    Phone handler = phone().take(refused).waitFor("用哪张证书");
    handler.refuse().waitFor("已拒绝");
    assertThat(body.state(refused)).isEqualTo("rejected");

    Phone desk = signedIn(Phone.options().setViewportSize(1280, 900));
    desk.page.navigate(ORIGIN + "/platform");
    desk.shoot("platform-overview");
    desk.page.click("nav >> text=核验记录");
    desk.waitFor("核验记录");
    desk.page.selectOption("select[name=state]", "rejected");
    desk.page.selectOption("select[name=reason]", "holderRefused");
    desk.press("筛选");
    desk.waitFor("核验记录").shoot("platform-verifications");
    assertThat(desk.page.locator("table a[href='/platform/verifications/" + waiting.id() + "']").count()).isZero();
    desk.page.locator("table a[href='/platform/verifications/" + refused.id() + "']").click();
    desk.page.locator(".answer").waitFor();
    assertThat(desk.page.locator(".answer").innerText()).contains("未通过", "拒绝", "holderRefused");
    assertThat(desk.text()).contains("南京市金陵图书馆（馆外）", "核验编号", refused.id());
    desk.shoot("platform-verification");
  }

  @Test
  void proposesAKeyAndIsToldWhatIsWrongFirst() {
    Phone phone = signedIn(Phone.options());
    phone.page.navigate(ORIGIN + "/platform/clients/demo-appstore");
    phone.page.fill("textarea[name=key]", "{\"kty\":\"EC\",\"d\":\"secret-half\"}");
    phone.press("提交新公钥");
    assertThat(phone.problem()).contains("这是私钥");
    assertThat(phone.page.inputValue("textarea[name=key]")).isEmpty();
    phone.shoot("platform-key-problem-390");
    phone.page.navigate(ORIGIN + "/platform/events");
    phone.shoot("platform-events-390");
    phone.page.check("input[value='binding.repudiated']");
    phone.press("登记接收地址");
    phone.page.locator(".notice.done").waitFor();
    assertThat(phone.text()).contains("由客户端轮询");
    phone.press("移除这个接收地址");
    phone.page.locator(".notice.done").waitFor();
    assertThat(phone.text()).contains("已移除");
  }

  private Phone signedIn(Browser.NewContextOptions options) {
    Phone phone = phone(options);
    phone.context.addCookies(List.of(new Cookie(owner.cookieName(), owner.cookieValue()).setUrl(ORIGIN)));
    return phone;
  }
}
