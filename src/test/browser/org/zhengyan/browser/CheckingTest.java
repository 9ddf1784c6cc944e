package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.TestReceipts;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.Faces;

/** Anybody's way through the public checks: a file, a number from paper, a receipt; a yes and a no of each. */
class CheckingTest extends BrowserTest {
  @Autowired private Faces faces;

  @Test
  void asksAboutAFileOnAPhone() {
    Body body = new Body(PORT, "sm2");
    byte[] face = faces.make(SerialNumber.ofHex(body.serial), FaceForm.OFD, null);
    Phone phone = phone();
    phone.page.navigate(ORIGIN + "/");
    phone.page.click("main a[href='/check/file'] >> nth=0");
    phone.page.locator("main form button.primary").click();
    assertThat(phone.problem()).contains("请选择一个 OFD 或 PDF 文件");
    assertAccessible(phone, "check-file-problem-390");
    upload(phone, "证书.ofd", "application/ofd", face);
    assertThat(phone.page.locator(".answer").innerText()).contains("是真的");
    assertThat(phone.text()).contains(body.name, "证书.ofd", "不能证明出示的人代表该单位");
    assertAccessible(phone, "check-file-yes-390");

    for (int at = face.length / 3; at < face.length / 3 + 100; at++) {
      face[at] ^= 1;
    }
    phone.page.navigate(ORIGIN + "/check/file");
    upload(phone, "证书.ofd", "application/ofd", face);
    assertThat(phone.page.locator(".answer").innerText()).contains("不能认可").doesNotContain("是真的");
    assertAccessible(phone, "check-file-no-390");
  }

  /** By keyboard alone, as printed on paper: in groups and capitals. */
  @Test
  void looksANumberUpByKeyboard() {
    Body body = new Body(PORT, "p256");
    Phone desk = phone(Phone.options().setViewportSize(1280, 900));
    desk.page.navigate(ORIGIN + "/check/certificate");
    focus(desk, "[name=number]");
    desk.page.keyboard().type(String.join(" ", body.serial.toUpperCase(java.util.Locale.ROOT).split("(?<=\\G.{4})")));
    focus(desk, "[name=uscc]");
    desk.page.keyboard().type(body.uscc);
    desk.page.keyboard().press("Enter");
    desk.page.locator(".answer").waitFor();
    assertThat(desk.page.locator(".answer").innerText()).contains("是真的，现在有效");
    assertThat(desk.text()).contains(body.name);
    assertAccessible(desk, "check-certificate-yes");

    desk.page.navigate(ORIGIN + "/check/certificate");
    desk.page.fill("[name=number]", body.serial);
    desk.page.fill("[name=uscc]", "11100000000013338W");
    desk.page.keyboard().press("Enter");
    desk.page.locator(".answer").waitFor();
    assertThat(desk.text()).contains("没有查到这样的证书").doesNotContain(body.name);
    assertAccessible(desk, "check-certificate-no");
  }

  @Test
  void pastesAReceipt() throws Exception {
    TestReceipts receipt = TestReceipts.of(PORT, "p256");
    Phone phone = phone(Phone.dark());
    phone.page.navigate(ORIGIN + "/check/receipt");
    phone.page.fill("[name=receipt]", receipt.receipt());
    phone.page.locator("main form button.primary").click();
    phone.page.locator(".answer").waitFor();
    assertThat(phone.page.locator(".answer").innerText()).contains("回执成立");
    assertAccessible(phone, "check-receipt-yes-dark-390");
    phone.page.navigate(ORIGIN + "/check/receipt");
    String cut = receipt.receipt();
    phone.page.fill("[name=receipt]", cut.substring(0, cut.length() - 6) + "AAAAAA");
    phone.page.locator("main form button.primary").click();
    phone.page.locator(".answer").waitFor();
    assertThat(phone.page.locator(".answer").innerText()).contains("回执不成立");
    assertAccessible(phone, "check-receipt-no-dark-390");
  }

  private static void upload(Phone phone, String name, String type, byte[] file) {
    phone.page.setInputFiles("[name=file]", new FilePayload(name, type, file));
    phone.page.locator("main form button.primary").click();
    phone.page.locator(".answer").waitFor();
  }

  private static void focus(Phone reader, String target) {
    for (int i = 0; i < 40; i++) {
      reader.page.keyboard().press("Tab");
      if (reader.page.locator(target).evaluate("e => e === document.activeElement").equals(true)) {
        return;
      }
    }
    throw new AssertionError("no key leads to " + target);
  }

  private static void assertAccessible(Phone reader, String name) {
    reader.shoot(name);
    assertThat(Axe.violations(reader.page)).as(name).isEmpty();
    Page page = reader.page;
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).as(name).isEqualTo(true);
  }
}
