package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
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
    new Body(PORT, "p256").askOnThisDevice();
    Phone desk = signedIn(Phone.options().setViewportSize(1280, 900));
    desk.page.navigate(ORIGIN + "/platform");
    desk.shoot("platform-overview");
    desk.page.click("nav >> text=核验记录");
    desk.waitFor("核验记录");
    desk.page.selectOption("select[name=state]", "requested");
    desk.press("筛选");
    desk.waitFor("核验记录").shoot("platform-verifications");
    desk.page.locator("table a[href^='/platform/verifications/']").first().click();
    desk.page.locator(".answer").waitFor();
    assertThat(desk.text()).contains("等待中", "核验编号");
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
