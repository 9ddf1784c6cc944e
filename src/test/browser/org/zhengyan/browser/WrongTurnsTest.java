package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.browser.Body.Asked;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.Link;

/** Each wrong turn says what is wrong and what to do now, and leaves the way open where there is one. */
class WrongTurnsTest extends BrowserTest {
  @Autowired JdbcTemplate database;
  @Autowired Clients clients;

  @Test
  void saysThatThePasswordIsWrongAndLetsOneTryAgain() {
    Body body = new Body(PORT, "sm2");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password("wrong").agree();
    assertThat(phone.problem()).contains("口令不对", "再试");
    assertThat(phone.page.getAttribute("#password", "aria-invalid")).isEqualTo("true");
    phone.shoot("wrong-password");
    phone.page.locator(".problems a").click();
    assertThat(phone.page.evaluate("document.activeElement.id")).isEqualTo("password");
    phone.password(CredentialFiles.PASSWORD).agree();
    phone.page.waitForURL(Body.BACK + "?**");
  }

  @Test
  void saysThatTheCertificateIsOfAnotherBodyWithoutSpendingAnAttempt() {
    Body body = new Body(PORT, "p256");
    Body other = new Body(PORT, "p256", "南京市玄武湖管理处");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(other.holder)).password(CredentialFiles.PASSWORD).agree();
    assertThat(phone.problem())
        .contains("南京市玄武湖管理处", body.name, "换用该单位的证书", "拒绝")
        .doesNotContain("还可以试");
    phone.shoot("wrong-body");
    assertThat(body.state(asked)).isEqualTo("requested");
  }

  /** The complaint stands where the certificate was chosen, also when that was not from a file. */
  @Test
  void saysThatAKeptCertificateIsOfAnotherBody() {
    Body other = new Body(PORT, "p256", "南京市玄武湖管理处");
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(CredentialFiles.pem(other.holder)).password(CredentialFiles.PASSWORD).press("检查并保存");
    phone.page.locator(".told").waitFor();
    phone.take(new Body(PORT, "p256").askOnThisDevice()).waitFor("用哪张证书");
    phone.password(CredentialFiles.PASSWORD).agree();
    assertThat(phone.problem()).contains("南京市玄武湖管理处", "换用该单位的证书");
    assertThat(phone.page.locator("fieldset .wrong").isVisible()).isTrue();
    phone.page.locator(".problems a").click();
    assertThat(phone.page.evaluate("document.activeElement.id")).isEqualTo("credential-0");
  }

  @Test
  void saysThatTheCertificateIsSuspendedAndHowManyTriesAreLeft() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    body.revoke("certificateHold");
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    assertThat(phone.problem()).contains("已被冻结", "联系发证的机构编制管理部门", "还可以试 4 次");
    phone.shoot("suspended");
    assertThat(body.state(asked)).isEqualTo("requested");
  }

  @Test
  void saysWhyTheNameDoesNotFit() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.ask("南京市另一图书馆", Map.of("mode", "sameDevice", "returnUrl", Body.BACK));
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    phone.waitFor("核验没有通过").shoot("rejected");
    assertThat(phone.text()).contains("单位名称与登记的不一致", "返回示例应用商店");
  }

  @Test
  void saysThatTheTimeIsOver() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone();
    phone.page.clock().install();
    phone.take(asked).waitFor("用哪张证书");
    phone.page.clock().fastForward("19:30");
    assertThat(phone.page.locator("[role=timer]").innerText()).matches("0 分 [123]?\\d 秒");
    phone.page.clock().fastForward("00:31");
    phone.waitFor("请求已过期").shoot("expired");
    assertThat(phone.text()).contains("没有提交任何内容", "重新发起");
  }

  /** The device believes that there is time; the server knows better. */
  @Test
  void saysThatTheTimeIsOverWhenTheServerSaysSo() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD);
    database.update(
        "update verification set expires_at = ? where id = ?",
        Timestamp.from(Instant.now().minusSeconds(5)),
        UUID.fromString(asked.id()));
    phone.agree().waitFor("请求已过期");
    assertThat(body.state(asked)).isEqualTo("expired");
    phone.page.navigate(ORIGIN + "/v/" + asked.id());
    phone.waitFor("请求已过期");
  }

  @Test
  void saysThatThePlatformCancelled() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    body.cancel(asked);
    phone.refuse().waitFor("平台已取消请求");
  }

  @Test
  void saysThatThePlatformIsSuspended() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Asked waiting = body.askOnThisDevice();
    Phone phone = phone().take(asked).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD);
    suspended(true);
    try {
      phone.agree().waitFor("平台已被暂停").shoot("platform-suspended");
      assertThat(phone.text()).contains("没有提交任何内容", "请勿继续", "证书管理人");
      phone().take(waiting).waitFor("平台已被暂停");
    } finally {
      suspended(false);
    }
    assertThat(body.state(asked)).isEqualTo("requested");
  }

  private void suspended(boolean suspended) {
    database.update(
        "update client set state = ? where id = 'demo-appstore'", suspended ? "suspended" : "active");
    await().until(() -> clients.find("demo-appstore").orElseThrow().active() != suspended);
  }

  @Test
  void saysThatAnotherBrowserHasTheRequest() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askAcrossDevices();
    try (Phone first = new Phone()) {
      first.take(asked).waitFor("输入平台页面上的核对码");
    }
    Phone second = phone().take(asked).waitFor("请求已在别处打开").shoot("taken-elsewhere");
    assertThat(second.text()).contains("取消", "重新发起", "证书管理人");
    assertThat(second.page.url()).doesNotContain("#");
  }

  /** Photographed two minutes ago: it opens nothing, spends nothing, and the code shown now still does. */
  @Test
  void saysThatTheQrCodeHasBeenReplaced() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askAcrossDevices();
    Link link =
        new Link(
            database.queryForObject(
                "select link_hash from verification where id = ?", byte[].class, UUID.fromString(asked.id())));
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/" + asked.id() + "#" + link.qr(Instant.now().minusSeconds(120)));
    phone.press("查看请求");
    phone.waitFor("二维码已更换").shoot("outdated-qr");
    assertThat(phone.text()).contains("扫描现在显示的二维码");
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("waiting");
    phone.page.navigate("about:blank");
    phone.page.navigate(ORIGIN + "/v/" + asked.id() + "#" + link.qr(Instant.now()));
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码");
  }

  @Test
  void saysThatTheLinkIsIncomplete() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/" + asked.id());
    phone.waitFor("找不到这个请求");
    phone.page.navigate(ORIGIN + "/v/" + asked.id() + "#guess");
    phone.page.reload();
    phone.press("查看请求");
    phone.waitFor("找不到这个请求");
    phone.page.navigate(ORIGIN + "/v/nonsense");
    phone.waitFor("找不到这个请求");
    assertThat(body.state(asked)).isEqualTo("requested");
  }

  @Test
  void countsWrongCodesAndEndsTheSession() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askAcrossDevices();
    Phone phone = phone().take(asked).waitFor("输入平台页面上的核对码");
    phone.press("继续");
    assertThat(phone.problem()).contains("请输入平台页面上显示的 6 位数字");
    String wrong = asked.code().equals("000000") ? "000001" : "000000";
    for (int left = 4; left > 0; left--) {
      phone.page.fill("#code", wrong);
      phone.press("继续");
      phone.page.getByText("还可以试 " + left + " 次").waitFor();
    }
    phone.page.fill("#code", wrong);
    phone.press("继续");
    phone.waitFor("核验没有通过");
    assertThat(phone.text()).contains("尝试次数过多");
  }

  @Test
  void refusesFilesWhoseProtectionIsWeakBeforeAnyPassword() {
    Body body = new Body(PORT, "p256");
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(CredentialFiles.pem(body.holder, 2048));
    assertThat(phone.problem()).contains("2048", "600000", "重新导出");
    phone.shoot("weak-file");
    phone.choose(CredentialFiles.bare(body.holder));
    assertThat(phone.problem()).contains("没有加密", "删除这个文件");
    phone.choose(CredentialFiles.pkcs12(body.holder));
    assertThat(phone.problem()).contains("2048", "重新导出");
    phone.choose(CredentialFiles.pkcs12(body.holder, "-iter", "600000", "-maciter", "-macalg", "sha256", "-legacy"));
    assertThat(phone.problem()).contains("重新导出");
  }

  @Test
  void asksForWhatIsMissingAtOnce() {
    Phone phone = phone().take(new Body(PORT, "p256").askOnThisDevice()).waitFor("用哪张证书");
    phone.agree();
    assertThat(phone.problem()).contains("请选择一张证书", "请输入证书口令");
    assertThat(phone.page.locator(".wrong").count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "MicroMessenger/8.0.47.2560(0x28002F30) Process/toolsmp WeChat/arm64,微信",
    "AlipayClient/10.5.88.8000 Language/zh-Hans,支付宝",
    "V1_AND_SQ_9.0.0 QQ/9.0.0.14110,QQ",
    "Weibo (vivo-V2309A__weibo__14.3.0__android__android14),微博",
    "AliApp(DingTalk/7.5.10) com.alibaba.android.rimet/0,钉钉"
  })
  void sendsPeopleOutOfBrowsersInsideApps(String mark, String name) {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = phone(Phone.options().setUserAgent("Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 " + mark));
    phone.page.navigate(asked.url());
    phone.waitFor("请在手机浏览器中打开");
    assertThat(phone.text()).contains("“" + name + "”", "在浏览器打开", "复制链接");
    phone.shoot("inapp");
    assertThat(body.read(asked).at("/presentation/progress").asString()).isEqualTo("waiting");
  }

  @Test
  void saysThatTheNetworkIsGoneAndGoesOnWhenItIsBack() {
    Body body = new Body(PORT, "p256");
    Asked asked = body.askOnThisDevice();
    Phone phone = new Phone();
    try (phone) {
      phone.take(asked).waitFor("用哪张证书");
      phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD);
      phone.context.setOffline(true);
      phone.agree();
      assertThat(phone.problem()).contains("没有连上服务", "再试");
      phone.context.setOffline(false);
      phone.agree();
      phone.page.waitForURL(Body.BACK + "?**", new Page.WaitForURLOptions().setTimeout(20_000));
    }
  }
}
