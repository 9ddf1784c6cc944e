package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The whole way of a handler, between two browsers: the sample platform as {@code src/examples} has it, in a
 * process of its own, and the holder's page.
 */
class SamplePlatformTest extends BrowserTest {
  private static final String FINGERPRINT = "5E:1C:07:AA:".repeat(7) + "5E:1C:07:AA";
  private static final PlatformProcesses PLATFORMS = new PlatformProcesses(ORIGIN);
  private static String platform;

  @Autowired private JdbcTemplate jdbc;
  private Phone desk;

  @BeforeAll
  static void startThePlatform() throws IOException {
    platform = PLATFORMS.start("platform");
  }

  @AfterAll
  static void stopThePlatforms() {
    PLATFORMS.close();
  }

  @BeforeEach
  void openADesk() {
    desk = new Phone(Phone.options().setViewportSize(1024, 900));
  }

  @AfterEach
  void closeTheDesk() {
    try (Phone used = desk) {
      used.assertQuiet();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void turnsGreenWhenTheHolderAgreesOnAPhone(String suite) throws Exception {
    Body body = new Body(PORT, suite);
    desk.page.navigate(platform + "/");
    desk.page.click("text=应用上架");
    fill(desk.page, body, "金陵图书馆读者服务 3.2", "cn.jllib.reader");
    desk.page.fill("#digest", FINGERPRINT);
    desk.shoot("platform-form-" + suite);
    desk.press("发起核验");
    desk.waitFor("请单位证明身份").shoot("platform-waiting-" + suite);
    assertThat(desk.page.content()).as("nothing that opens the session").doesNotContain("/v/", "eyJ");

    Phone phone = phone();
    phone.page.navigate(scan());
    phone.press("查看请求");
    desk.page.locator("#progress", new Page.LocatorOptions().setHasText("已打开请求")).waitFor();
    assertThat(desk.page.isVisible("#qr")).as("nobody else can take it").isFalse();
    phone.waitFor("输入平台页面上的核对码");
    phone.typeCode(desk.page.innerText("#code").replace(" ", ""));
    assertThat(phone.text()).contains("示例应用商店", "金陵图书馆读者服务 3.2", "139****0001", body.name);
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    phone.waitFor("核验通过");

    result("✓ 核验通过");
    desk.shoot("platform-verified-" + suite);
    assertThat(desk.text())
        .contains("应用可以上架了", body.name, "与登记的第一名称一致", body.serial, "verify-receipt");
    String receipt = desk.page.request().get(desk.page.url() + "/receipt").text();
    assertThat(receipt).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(desk.page.request().get(desk.page.url() + "/bundle").text()).contains("checkpoint", receipt);

    body.revoke("keyCompromise");
    await()
        .until(
            () -> {
              desk.page.navigate(platform + "/events");
              return desk.text().contains("证书已吊销") && desk.text().contains("核验已结束");
            });
    desk.shoot("platform-events-" + suite);
  }

  /** Who photographed the code that was there before has nothing, and who scans the new one goes on. */
  @Test
  void renewsItsQrCodeEveryThirtySeconds() throws Exception {
    desk.page.clock().install();
    askForAnAccount(new Body(PORT, "p256"), "phone");
    String before = desk.page.getAttribute("#qr", "src");
    // The page's clock goes on by itself as well.
    desk.page.clock().fastForward("00:20");
    assertThat(desk.page.getAttribute("#qr", "src")).isEqualTo(before);
    desk.page.clock().fastForward("00:11");
    assertThat(desk.page.getAttribute("#qr", "src")).isNotEqualTo(before);
    Phone phone = phone();
    phone.page.navigate(scan());
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码");
  }

  @Test
  void saysThatTheHolderRefused() throws Exception {
    Body body = new Body(PORT, "p256");
    askForAnAccount(body, "phone");
    Phone phone = phone();
    phone.page.navigate(scan());
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码").refuse().waitFor("已拒绝");
    result("✕ 没有通过");
    desk.shoot("platform-refused");
    assertThat(desk.text())
        .contains("单位的办事人点了“拒绝”", "holderRefused", "重新申请")
        .doesNotContain("账号已开通");
  }

  @Test
  void saysThatTheTimeIsOver() {
    Body body = new Body(PORT, "p256");
    askForAnAccount(body, "phone");
    String id = desk.page.url().replaceFirst(".*/", "");
    jdbc.update("update verification set expires_at = clock_timestamp() where id = ?::uuid", id);
    result("○ 已过期");
    assertThat(desk.text()).contains("这次申请没有办成", "重新申请");
  }

  @Test
  void isCancelledByTheApplicant() {
    Body body = new Body(PORT, "p256");
    askForAnAccount(body, "phone");
    desk.press("取消申请");
    result("○ 已取消");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm2", "p256"})
  void comesBackOnThisDeviceWithTheCompletion(String suite) {
    Body body = new Body(PORT, suite);
    askForAnAccount(body, "here");
    agree(desk, body);
    result("✓ 核验通过");
    desk.shoot("platform-account-" + suite);
    assertThat(desk.page.url()).as("the code does not stay in the address").doesNotContain("completion");
    assertThat(desk.text()).contains("账号已开通", body.name);
    desk.page.reload();
    result("✓ 核验通过");
  }

  /** Somebody sends his own link to a body, and the body agrees: it comes back in the body's browser. */
  @Test
  void opensNothingForALinkThatWasPassedOn() {
    Body body = new Body(PORT, "p256");
    askForAnAccount(body, "here");
    String passedOn = desk.page.url();
    Phone deceived = phone();
    deceived.page.navigate(passedOn);
    agree(deceived, body);
    deceived.waitFor("找不到");
    String id = passedOn.replaceFirst(".*/v/", "").replaceFirst("#.*", "");
    desk.page.navigate(platform + "/applications/" + id);
    desk.page.locator("#progress", new Page.LocatorOptions().setHasText("等待浏览器返回")).waitFor();
    assertThat(desk.text()).contains("请单位证明身份").doesNotContain("核验通过");
  }

  @Test
  void saysThatTheNameIsNotTheBodys() throws Exception {
    Body body = new Body(PORT, "sm2");
    desk.page.navigate(platform + "/account");
    fill(desk.page, body, "金陵图书馆", "jllib");
    desk.page.fill("#body", "南京市金陵图书总馆");
    desk.press("发起核验");
    desk.waitFor("请单位证明身份");
    Phone phone = phone();
    phone.page.navigate(scan());
    phone.press("查看请求");
    phone.waitFor("输入平台页面上的核对码").typeCode(desk.page.innerText("#code").replace(" ", ""));
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    result("✕ 没有通过");
    assertThat(desk.text()).contains("单位名称与登记的不一致", "nameMismatch").doesNotContain("账号已开通");
  }

  /** The service says yes, but not of the environment that this platform is for. */
  @Test
  void opensNothingForAReceiptThatDoesNotHold() throws IOException {
    String strict = PLATFORMS.start("platform-strict", "--environment=production");
    Body body = new Body(PORT, "p256");
    askForAnAccount(strict, body, "here");
    agree(desk, body);
    result("✕ 没有通过");
    assertThat(desk.text()).contains("回执没有通过本平台的验证", "another environment").doesNotContain("账号已开通");
  }

  @Test
  void takesNoForeignFormAndNoForgedEvent() {
    APIRequestContext anybody = desk.page.request();
    assertThat(anybody.post(platform + "/account").status()).isEqualTo(403);
    assertThat(anybody.post(platform + "/events/test").status()).isEqualTo(403);
    RequestOptions forged = RequestOptions.create().setData("eyJhbGciOiJub25lIn0.e30.");
    assertThat(anybody.post(platform + "/push/demo-appstore", forged).status()).isEqualTo(400);
    assertThat(anybody.post(platform + "/push/demo-clerk", forged).status()).isEqualTo(404);
  }

  @Test
  void putsTheServicesComplaintBesideTheField() {
    Body body = new Body(PORT, "p256");
    desk.page.navigate(platform + "/account");
    fill(desk.page, body, "金陵图书馆", "jllib");
    desk.page.fill("#uscc", "12320100MB9000023K");
    desk.press("发起核验");
    desk.waitFor("还不能发起");
    assertThat(desk.page.innerText("#uscc-wrong")).contains("统一社会信用代码");
    assertThat(desk.page.inputValue("#subject")).isEqualTo("金陵图书馆");
    desk.shoot("platform-wrong");
  }

  @Test
  void fitsANarrowPhone() {
    Body body = new Body(PORT, "p256");
    desk.page.setViewportSize(320, 640);
    for (String path : new String[] {"/", "/release", "/account", "/account/redirect", "/events"}) {
      desk.page.navigate(platform + path);
      assertFits(path);
    }
    desk.shoot("platform-events-narrow");
    askForAnAccount(body, "phone");
    assertFits("waiting");
    desk.shoot("platform-narrow");
  }

  private void askForAnAccount(Body body, String where) {
    askForAnAccount(platform, body, where);
  }

  private void askForAnAccount(String address, Body body, String where) {
    desk.page.navigate(address + "/account");
    fill(desk.page, body, "金陵图书馆", "jllib");
    desk.page.check("input[value=" + where + "]");
    desk.press("发起核验");
    desk.waitFor(where.equals("here") ? "有平台请贵单位核验身份" : "请单位证明身份");
  }

  private static void fill(Page page, Body body, String subject, String identifier) {
    page.fill("#subject", subject);
    page.fill("#identifier", identifier);
    page.fill("#body", body.name);
    page.fill("#uscc", body.uscc);
  }

  private static void agree(Phone holder, Body body) {
    holder.press("查看请求");
    holder.waitFor("用哪张证书");
    holder.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
  }

  private void result(String heading) {
    desk.page.locator("#result", new Page.LocatorOptions().setHasText(heading)).waitFor();
  }

  private void assertFits(String what) {
    assertThat(desk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        .as(what)
        .isEqualTo(true);
  }

  /** What the code on the platform's page says, read from the screen as a phone does. */
  private String scan() throws IOException, ReaderException {
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(desk.page.locator("#qr").screenshot()));
    int width = seen.getWidth();
    int height = seen.getHeight();
    int[] pixels = seen.getRGB(0, 0, width, height, null, 0, width);
    var source = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }
}
