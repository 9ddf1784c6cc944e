package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import org.junit.jupiter.api.Test;
import org.zhengyan.access.DevAccounts;

/** A security key is added to an account and signs in, with Chromium's own virtual authenticator. */
class SecurityKeyTest extends BrowserTest {
  private static final String LOGIN = "developer@appstore";

  @Test
  void addsAKeySignsInWithItAndRemovesIt() {
    Phone phone = signedIn(LOGIN, Phone.options());
    CDPSession chromium = phone.context.newCDPSession(phone.page);
    chromium.send("WebAuthn.enable");
    String authenticator = authenticator(chromium);

    phone.page.navigate(ORIGIN + "/account/keys");
    phone.press("登记密钥");
    assertThat(phone.page.locator("#field-name-error").innerText()).contains("请填写名称");
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.page.fill("#field-name", "办公室的蓝色密钥");
    phone.page.keyboard().press("Enter");
    phone.page.getByText("还没有用过").waitFor();
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("key-added");

    phone.page.fill("#field-name", "又一次");
    phone.press("登记密钥");
    phone.page.getByText("这把密钥已经登记在您的账户上").waitFor();
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("key-present");

    phone.context.clearCookies();
    phone.page.navigate(ORIGIN + "/sign-in?to=/account/keys");
    phone.press("用安全密钥代替验证码");
    assertThat(phone.page.locator("#field-login-error").innerText()).contains("请先填写登录名");
    phone.page.fill("#field-login", LOGIN);
    phone.page.fill("#field-password", "another password");
    phone.press("用安全密钥代替验证码");
    assertThat(phone.problem()).contains("登录名、口令或安全密钥不对");
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("key-refused");

    // With the keyboard alone: login, password, code, and then the key's button.
    phone.page.fill("#field-login", LOGIN);
    phone.page.fill("#field-password", DevAccounts.PASSWORD);
    phone.page.keyboard().press("Tab");
    phone.page.keyboard().press("Tab");
    assertThat(phone.page.evaluate("document.activeElement.id")).isEqualTo("key-use");
    phone.page.keyboard().press("Enter");
    phone.page.waitForURL(ORIGIN + "/account/keys");
    assertThat(phone.page.locator("main").innerText()).contains("办公室的蓝色密钥").doesNotContain("还没有用过");

    phone.press("移除密钥");
    phone.page.getByText("还没有登记安全密钥").waitFor();
    phone.context.clearCookies();
    phone.page.navigate(ORIGIN + "/sign-in");
    phone.page.fill("#field-login", LOGIN);
    phone.page.fill("#field-password", DevAccounts.PASSWORD);
    phone.press("用安全密钥代替验证码");
    assertThat(phone.problem()).contains("登录名、口令或安全密钥不对");

    JsonObject gone = new JsonObject();
    gone.addProperty("authenticatorId", authenticator);
    chromium.send("WebAuthn.clearCredentials", gone);
    phone.page.fill("#field-password", DevAccounts.PASSWORD);
    phone.press("用安全密钥代替验证码");
    phone.page.getByText("没有完成：操作被取消或超时").waitFor();
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("key-stopped");
  }

  /** One that keeps credentials and verifies its user, as a key with a PIN does. */
  private static String authenticator(CDPSession chromium) {
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "usb");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject asked = new JsonObject();
    asked.add("options", options);
    return chromium.send("WebAuthn.addVirtualAuthenticator", asked).get("authenticatorId").getAsString();
  }
}
