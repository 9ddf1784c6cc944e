package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.DevSeed;
import org.zhengyan.registry.TestVersions;

/** A day of a clerk and a reviewer: what one of them hands in, the other decides. */
class AuthorityTest extends BrowserTest {
  private static final String CLERK = "clerk@nanjing";
  private static final String REVIEWER = "reviewer@nanjing";

  /** Of several radio buttons one has it. */
  private static final String HAS_FOCUS =
      "e => e === document.activeElement || document.activeElement.name === (e.name || 0)";

  private static final AtomicInteger NUMBER = new AtomicInteger(4000);

  @Test
  void registersABodyByTwoPersons() {
    String code = code();
    Phone clerk = desk(CLERK);
    clerk.page.navigate(ORIGIN + "/authority");
    clerk.shoot("authority-overview");
    clerk.page.click("nav >> text=机构名册");
    clerk.page.click("a:has-text('登记机关')");
    clerk.page.fill("[name=uscc]", code.substring(0, 17) + (code.endsWith("A") ? "B" : "A"));
    clerk.page.fill("[name=names]", "南京市示例气象局\n南京市示例气候中心");
    clerk.page.fill("[name=division]", "320100");
    clerk.press("核对所填内容");
    assertThat(clerk.problem()).contains("代码第 18 位校验不符");
    clerk.shoot("authority-body-problem");
    clerk.page.fill("[name=uscc]", code);
    clerk.press("核对所填内容");
    assertThat(clerk.problem()).contains("此项必填");
    assertThat(clerk.page.inputValue("[name=names]")).startsWith("南京市示例气象局");
    clerk.page.fill("[name=address]", "江苏省南京市玄武区示例路 7 号");
    clerk.page.fill("[name=head]", "示例甲");
    clerk.page.fill("[name=authority]", "中共南京市委机构编制委员会办公室");
    clerk.page.fill("[name=issuedOn]", "2024-03-01");
    clerk.press("核对所填内容");
    clerk.waitFor("核对所填内容").shoot("authority-body-answers");
    clerk.press("提交审批");
    clerk.waitFor("南京市示例气象局").shoot("authority-change-own");
    assertThat(clerk.text()).contains("这是您本人提交的，须由另一位工作人员审批");
    assertThat(clerk.page.locator("button[value=approve]").count()).isZero();

    Phone reviewer = desk(REVIEWER);
    reviewer.page.navigate(ORIGIN + "/authority/changes");
    Locator row = reviewer.page.locator("tr:has-text('南京市示例气象局')");
    assertThat(row.innerText()).contains("等您审批", "新登记");
    reviewer.shoot("authority-changes");
    row.locator("a").click();
    reviewer.press("拒绝");
    assertThat(reviewer.problem()).contains("拒绝须写明理由");
    reviewer.shoot("authority-change-reason-missing");
    reviewer.press("批准此变更");
    reviewer.page.locator("text=批准并生效").first().waitFor();
    reviewer.shoot("authority-change-applied");

    clerk.page.navigate(ORIGIN + "/authority/registry?name=示例气象局");
    clerk.page.click("td a:has-text('南京市示例气象局')");
    assertThat(clerk.waitFor("南京市示例气象局").text()).contains("南京市示例气候中心", "正常");
    clerk.shoot("authority-body");
  }

  @Test
  void issuesWhatAPersonOfABodyAppliedFor() {
    Phone manager = signedIn("manager@demo-organ", Phone.options().setAcceptDownloads(true));
    manager.page.navigate(ORIGIN + "/agency/applications/new");
    manager.page.fill("#key-password", CredentialFiles.PASSWORD);
    manager.page.fill("#key-password-again", CredentialFiles.PASSWORD);
    java.nio.file.Path saved = manager.page.waitForDownload(() -> manager.press("生成密钥并保存文件")).path();
    manager.page.setInputFiles("#key-file", saved);
    manager.page.fill("#key-file-password", CredentialFiles.PASSWORD);
    manager.press("核对文件");
    manager.page.locator(".notice.done:has-text('核对无误')").waitFor();
    manager.press("提交申请");
    manager.page.waitForURL(ORIGIN + "/agency/applications/*");
    String application = manager.page.url();

    Phone clerk = desk(CLERK);
    clerk.page.navigate(ORIGIN + "/authority/applications");
    clerk.shoot("authority-applications");
    clerk.page.locator("a[href^='/authority/enrolments/']").first().click();
    clerk.waitFor("单位申请：").shoot("authority-enrolment");
    clerk.press("受理，提交审批");
    clerk.page.locator("main >> text=已受理").first().waitFor();
    clerk.page.click("a[href^='/authority/applications/']:has-text('查看')");
    assertThat(clerk.waitFor("证书申请：").text()).contains("须由另一位工作人员审批");
    assertThat(clerk.page.locator("button[value=approve]").count()).isZero();
    String file = clerk.page.url();

    Phone reviewer = desk(REVIEWER);
    reviewer.page.navigate(file);
    reviewer.shoot("authority-application");
    reviewer.press("批准并签发证书");
    reviewer.page.locator("main >> text=已签发").first().waitFor();
    reviewer.shoot("authority-application-issued");
    reviewer.page.click("main a[href^='/authority/certificates/']");
    assertThat(reviewer.waitFor("电子证书：").text()).contains("有效", "南京市教育局");
    reviewer.shoot("authority-certificate");
    manager.page.navigate(application);
    assertThat(manager.text()).contains("合并");
  }

  /** By keyboard alone, from the list to the decision. */
  @Test
  void holdsAndReleasesByKeyboardAlone() {
    String serial = certified();
    Phone clerk = desk(CLERK);
    clerk.page.navigate(ORIGIN + "/authority/certificates/" + serial);
    tabTo(clerk, "[name=reason]");
    while (!clerk.page.isChecked("[name=reason][value=certificateHold]")) {
      clerk.page.keyboard().press("ArrowDown");
    }
    clerk.shoot("authority-certificate-hold");
    tabTo(clerk, "button:text-is('提交审批')");
    clerk.page.keyboard().press("Enter");
    clerk.page.waitForURL(ORIGIN + "/authority/revocations/*");
    Phone reviewer = desk(REVIEWER);
    decide(reviewer, serial, "批准冻结");
    assertThat(reviewer.text()).contains("批准并生效", "已冻结");

    clerk.page.navigate(ORIGIN + "/authority/certificates/" + serial);
    tabTo(clerk, "button:text-is('提交解冻审批')");
    clerk.page.keyboard().press("Enter");
    clerk.page.waitForURL(ORIGIN + "/authority/revocations/*");
    decide(reviewer, serial, "批准解冻");
    clerk.page.navigate(ORIGIN + "/authority/certificates/" + serial);
    assertThat(clerk.page.locator("dl.facts").first().innerText()).contains("有效").doesNotContain("已冻结");
    clerk.shoot("authority-certificate-released");
  }

  @Test
  void revokesOnAPhone() {
    String serial = certified();
    Phone clerk = signedIn(CLERK, Phone.options());
    clerk.page.navigate(ORIGIN + "/authority/certificates/" + serial);
    clerk.press("提交审批");
    assertThat(clerk.problem()).contains("请选择原因");
    clerk.shoot("authority-certificate-reason-390");
    clerk.page.check("[name=reason][value=keyCompromise]");
    clerk.press("提交审批");
    clerk.page.waitForURL(ORIGIN + "/authority/revocations/*");
    assertThat(clerk.text()).as("suspended at once").contains("已冻结");
    clerk.shoot("authority-revocation-own-390");
    Phone reviewer = signedIn(REVIEWER, Phone.options());
    reviewer.page.navigate(ORIGIN + "/authority/revocations");
    reviewer.shoot("authority-revocations-390");
    reviewer.page.click("a:has-text('" + serial + "')");
    reviewer.press("批准吊销");
    reviewer.page.locator("text=批准并生效").first().waitFor();
    reviewer.shoot("authority-revocation-390");
    reviewer.page.navigate(ORIGIN + "/authority/certificates/" + serial);
    assertThat(reviewer.text()).contains("已吊销", "私钥泄露").doesNotContain("提出吊销");
  }

  @Test
  void importsAFileOnceItIsRight() {
    String code = code();
    String header = "统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关,发证日期\r\n";
    String right = code() + ",南京市示例导入局,320100,示例路 8 号,示例乙,示例市委编办,2024-01-31\r\n";
    String tail = ",南京市示例导入处,320100,示例路 9 号,示例丙,示例市委编办,";
    Phone clerk = desk(CLERK);
    clerk.page.navigate(ORIGIN + "/authority/imports");
    upload(clerk, header + right + code + tail + "2024-02-30\r\n");
    clerk.page.locator("main >> text=没有改变任何登记").first().waitFor();
    Locator fault = clerk.page.locator("table tbody tr");
    assertThat(fault.count()).isEqualTo(1);
    assertThat(fault.innerText()).contains("3", "没有这一天");
    clerk.shoot("authority-import-faulty");
    assertThat(clerk.page.locator("button:text-is('提交审批')").count()).isZero();
    clerk.page.click("main a:has-text('重新上传')");
    clerk.waitFor("批量导入").shoot("authority-imports");
    upload(clerk, header + right + code + tail + "2024-02-29\r\n");
    clerk.page.locator("main >> text=校验通过").first().waitFor();
    clerk.shoot("authority-import-checked");
    clerk.press("提交审批");
    assertThat(clerk.text()).contains("须由另一位工作人员审批");

    Phone reviewer = desk(REVIEWER);
    reviewer.page.navigate(clerk.page.url());
    reviewer.page.click("text=逐行查看将写入的内容");
    assertThat(reviewer.text()).contains("南京市示例导入局", "南京市示例导入处");
    reviewer.shoot("authority-import-rows");
    reviewer.page.goBack();
    reviewer.press("批准写入这 2 家机构");
    reviewer.page.locator("main >> text=已全部写入名册").first().waitFor();
    reviewer.shoot("authority-import-applied");
    reviewer.page.navigate(ORIGIN + "/authority/registry/" + code);
    reviewer.waitFor("南京市示例导入处");
  }

  private static void upload(Phone clerk, String file) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    clerk.page.setInputFiles("[name=file]", new FilePayload("名册.csv", "text/csv", bytes));
    clerk.press("上传并校验");
    clerk.page.waitForURL(ORIGIN + "/authority/imports/*");
  }

  /** From the list of what waits to the decision, without a mouse. */
  private static void decide(Phone reviewer, String serial, String decision) {
    reviewer.page.navigate(ORIGIN + "/authority/revocations");
    tabTo(reviewer, "a:has-text('" + serial + "')");
    reviewer.page.keyboard().press("Enter");
    reviewer.page.waitForURL(ORIGIN + "/authority/revocations/*");
    tabTo(reviewer, "button:text-is('" + decision + "')");
    reviewer.page.keyboard().press("Enter");
    reviewer.page.locator("text=批准并生效").first().waitFor();
  }

  private static void tabTo(Phone reader, String target) {
    Locator wanted = reader.page.locator(target).first();
    wanted.waitFor();
    for (int i = 0; i < 80; i++) {
      reader.page.keyboard().press("Tab");
      if (wanted.evaluate(HAS_FOCUS).equals(true)) {
        return;
      }
    }
    throw new AssertionError("no key leads to " + target);
  }

  private Phone desk(String login) {
    return signedIn(login, Phone.options().setViewportSize(1280, 900));
  }

  private static String certified() {
    TestHolder holder = TestHolder.withKey("p256");
    return holder
        .certify(
            ContractClient.of(PORT, "demo-clerk"),
            ContractClient.of(PORT, "demo-reviewer"),
            DevSeed.NANJING_INSTITUTION.toString())
        .path("serial")
        .asString();
  }

  private static String code() {
    return TestVersions.code("11", "320100", "96%06d".formatted(NUMBER.incrementAndGet()));
  }
}
