package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.browser.Body.Asked;

/** The handler's way to a verdict, from the link to the platform's page, and the way of refusing. */
class VerifyingTest extends BrowserTest {
  /** The filing number of the demo app store. */
  private static final String FILED = "示例-2024-001";

  private final List<Request> sent = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void keepsACertificateAndVerifiesAcrossDevices(String suite) {
    Body body = new Body(PORT, suite);
    Phone phone = phone();
    phone.context.onRequest(sent::add);
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).press("检查并保存");
    phone.page.locator(".told").waitFor();
    assertThat(phone.text()).contains("已保存“" + body.name + "”的证书");
    phone.shoot("credentials-" + suite);

    Asked asked = body.askAcrossDevices();
    phone.page.navigate(asked.url());
    phone.shoot("landing");
    assertThat(body.read(asked).at("/presentation/progress").asString())
        .as("opening the page takes nothing")
        .isEqualTo("waiting");
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码").shoot("code");
    assertThat(phone.page.url()).as("the secret left the address bar").isEqualTo(ORIGIN + "/v/" + asked.id());
    phone.typeCode(asked.code());
    assertThat(phone.text())
        .contains("示例应用商店", "金陵图书馆读者服务 3.2", "cn.jllib.reader", "139****0001", "江苏南京", body.name)
        .contains("平台备案编号\n" + FILED, "用途\n发布应用程序", body.uscc.substring(8, 17), "5e1c07aa 5e1c07aa")
        .contains("平台将得到", "单位状态", "证书序列号", "平台得不到", "银行账户", "剩余时间");
    assertThat(phone.page.isChecked("input[name=credential] >> nth=0")).isTrue();
    phone.password(CredentialFiles.PASSWORD).shoot("request-" + suite).agree();
    phone.waitFor("核验通过").shoot("verified");
    assertThat(body.state(asked)).isEqualTo("verified");
    assertThat(body.read(asked).at("/verdict/certificate/serial").asString()).isEqualTo(body.serial);
    assertNothingSecretWasSent(body, asked);
  }

  /** Neither key nor password in any form, the link's secret once and in a body, and nobody else was called. */
  private void assertNothingSecretWasSent(Body body, Asked asked) {
    byte[] number = ((ECPrivateKey) body.holder.key().getPrivate()).getS().toByteArray();
    byte[] secret = number.length == 33 ? Arrays.copyOfRange(number, 1, 33) : number;
    String link = asked.url().substring(asked.url().indexOf('#') + 1);
    List<String> bodies =
        sent.stream()
            .map(Request::postDataBuffer)
            .filter(Objects::nonNull)
            .map(octets -> new String(octets, StandardCharsets.UTF_8))
            .toList();
    assertThat(bodies).as("taking, code and answer").hasSize(3);
    assertThat(bodies).filteredOn(each -> each.contains(link)).hasSize(1);
    for (String each : bodies) {
      assertThat(each)
          .doesNotContain("PRIVATE", "Correct-horse", CredentialFiles.PASSWORD)
          .doesNotContain(HexFormat.of().formatHex(secret))
          .doesNotContain(Base64.getEncoder().encodeToString(secret).substring(4, 36))
          .doesNotContain(Base64.getUrlEncoder().encodeToString(secret).substring(4, 36));
    }
    assertThat(sent)
        .allSatisfy(
            request -> {
              assertThat(request.url()).startsWith(ORIGIN + "/");
              assertThat(request.url()).as("to the server").doesNotContain(link);
              assertThat(request.allHeaders().values()).noneMatch(value -> value.contains(link));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void verifiesOnThisDeviceFromAPkcs12File(String suite) {
    Body body = new Body(PORT, suite);
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked);
    phone.waitFor("用哪张证书");
    phone.choose(CredentialFiles.pkcs12(body.holder, "-iter", "600000")).password(CredentialFiles.PASSWORD).agree();
    phone.page.waitForURL(Body.BACK + "?**");
    String back = phone.page.url();
    assertThat(back).contains("verification=" + asked.id());
    assertThat(body.state(asked)).as("nothing is told before the browser is back").isEqualTo("requested");
    assertThat(body.complete(asked, back.replaceFirst(".*completion=", ""))).isEqualTo("verified");
    phone.page.goBack();
    phone.waitFor("核验通过");
    assertThat(phone.page.url()).as("Back leads to the end, and signs nothing again").doesNotContain("#");
  }

  @Test
  void refuses() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.refuse().waitFor("已拒绝").shoot("refused");
    assertThat(body.state(asked)).isEqualTo("rejected");
    assertThat(body.read(asked).at("/verdict/reasons/0").asString()).isEqualTo("holderRefused");
    phone.page.reload();
    phone.waitFor("已拒绝");
  }

  @Test
  void refusesBeforeTheCode() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askAcrossDevices();
    phone().take(asked).waitFor("输入平台页面上的核对码").refuse().waitFor("已拒绝");
    assertThat(body.state(asked)).isEqualTo("rejected");
  }

  /** Focus moves as one reads; nothing needs a pointer. */
  @Test
  void verifiesByKeyboardAlone() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askAcrossDevices();
    Phone phone = phone();
    Page page = phone.page;
    phone.page.navigate(ORIGIN + "/v/credentials");
    tabTo(page, "#file");
    // The engine's own dialogue opens with Space; what is chosen there is given to it here.
    FileChooser dialogue = page.waitForFileChooser(() -> page.keyboard().press("Space"));
    dialogue.setFiles(CredentialFiles.pem(body.holder));
    page.locator(".chosen > *").waitFor();
    tabTo(page, "#password");
    page.keyboard().type(CredentialFiles.PASSWORD);
    tabTo(page, "检查并保存");
    page.keyboard().press("Enter");
    page.locator(".told").waitFor();

    page.navigate(asked.url());
    tabTo(page, "查看请求");
    page.keyboard().press("Enter");
    phone.waitFor("输入平台页面上的核对码");
    tabTo(page, "#code");
    page.keyboard().type(asked.code());
    page.keyboard().press("Enter");
    phone.waitFor("用哪张证书");
    tabTo(page, "#credential-0");
    tabTo(page, "#password");
    page.keyboard().type(CredentialFiles.PASSWORD);
    tabTo(page, "同意向示例应用商店核验");
    page.keyboard().press("Enter");
    phone.waitFor("核验通过");
    assertThat(body.state(asked)).isEqualTo("verified");
  }

  @Test
  void resumesAfterReloadAndBackAndInASecondTab() {
    Body body = new Body(PORT, "sm2");
    Asked asked = body.askAcrossDevices();
    Phone phone = phone().take(asked).waitFor("输入平台页面上的核对码");
    phone.page.reload();
    phone.waitFor("输入平台页面上的核对码");
    phone.typeCode(asked.code());
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.page.goBack();
    phone.waitFor("用哪张证书");

    Page second = phone.context.newPage();
    second.navigate(ORIGIN + "/v/" + asked.id());
    second.locator("#password").waitFor();
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    phone.waitFor("核验通过");
    second.setInputFiles("#file", CredentialFiles.pem(body.holder));
    second.locator(".chosen > *").waitFor();
    second.fill("#password", CredentialFiles.PASSWORD);
    second.locator("button[type=submit]").click();
    second.locator("h1", new Page.LocatorOptions().setHasText("核验通过")).waitFor();
    phone.page.reload();
    phone.waitFor("核验通过");
  }

  @Test
  void speaksEnglishWithoutLosingWhatWasTyped() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password("half typed").press("English");
    assertThat(phone.page.inputValue("#password")).isEqualTo("half typed");
    assertThat(phone.text()).contains("asks your organisation to prove who it is", "Refuse", "private key");
    assertThat(phone.page.evaluate("document.documentElement.lang")).isEqualTo("en");
    phone.shoot("request-english");
    phone.page.reload();
    phone.waitFor("Which certificate");
  }

  @Test
  void removesAKeptCertificate() {
    Body body = new Body(PORT, "p256");
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).press("检查并保存");
    phone.press("移除");
    phone.press("确认移除");
    phone.page.getByText("还没有保存证书").waitFor();
    assertThat(phone.text()).contains("已从此浏览器移除");
  }

  /** Kept where the page that verifies finds it, and never in the clear. */
  @Test
  void keepsWhatTheBoxSaysAndNoMore() {
    Body body = new Body(PORT, "p256");
    Phone phone = phone().take(body.askOnThisDevice()).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder));
    phone.page.check("#keep");
    phone.password(CredentialFiles.PASSWORD).agree();
    phone.page.waitForURL(Body.BACK + "?**");
    phone.take(body.ask(body.name, Map.of("mode", "sameDevice", "returnUrl", Body.BACK)));
    phone.waitFor("用哪张证书");
    assertThat(phone.text()).contains("保存在此浏览器的证书", body.name);
    Object stores =
        phone.page.evaluate(
            "async () => { const open = indexedDB.open('zhengyan'); await new Promise(r => open.onsuccess = r);"
                + " const all = open.result.transaction('credentials').objectStore('credentials').getAll();"
                + " await new Promise(r => all.onsuccess = r);"
                + " return all.result.map(row => Object.keys(row).sort().join()).join(';') + '|' + "
                + "Object.keys(localStorage).join() + '|' + Object.keys(sessionStorage).join(); }");
    assertThat(stores).isEqualTo("certificate,encryptedKey,id||");
  }

  /** Presses Tab until the focus is there: an id, or the words of a button. */
  private static void tabTo(Page page, String target) {
    String there =
        target.startsWith("#")
            ? "document.activeElement.id === '" + target.substring(1) + "'"
            : "document.activeElement.textContent === '" + target + "'";
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      if (Boolean.TRUE.equals(page.evaluate(there))) {
        return;
      }
    }
    throw new AssertionError("Tab never reaches " + target);
  }
}
