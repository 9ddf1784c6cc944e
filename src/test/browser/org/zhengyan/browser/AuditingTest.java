package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zhengyan.registry.DevSeed;
import tools.jackson.databind.json.JsonMapper;

/** An auditor's way through the log: search, read one event, take files along, have the whole checked. */
class AuditingTest extends BrowserTest {

  @Test
  void searchesExportsAndChecksTheLog() throws IOException {
    Phone auditor =
        signedIn("auditor@national", Phone.options().setViewportSize(1280, 900).setAcceptDownloads(true));
    auditor.page.navigate(ORIGIN + "/auditor");
    auditor.waitFor("日志审计").shoot("auditor-home");
    auditor.page.click("nav >> text=查阅日志");
    auditor.page.selectOption("[name=type]", "registry.seeded");
    auditor.press("检索");
    auditor.page.locator("table tbody tr").first().waitFor();
    auditor.shoot("auditor-events");
    assertThat(auditor.page.locator("table tbody tr td:nth-child(3)").allInnerTexts())
        .isNotEmpty()
        .containsOnly("registry.seeded");
    Download table = auditor.page.waitForDownload(() -> auditor.page.click("a.export"));
    assertThat(Files.readString(table.path())).startsWith("\uFEFFindex,occurredAt,type").contains("registry.seeded");
    Download proving = auditor.page.waitForDownload(() -> auditor.page.click("a:has-text('NDJSON')"));
    List<String> lines = Files.readAllLines(proving.path());
    assertThat(lines).hasSizeGreaterThan(1).allSatisfy(line -> new JsonMapper().readTree(line));

    auditor.page.locator("table tbody a").first().click();
    auditor.waitFor("事件 ").shoot("auditor-event");
    assertThat(auditor.text()).contains("叶散列值", "registry.seeded");
    auditor.page.click("nav >> text=完整性检查");
    auditor.press("开始检查");
    auditor.waitFor("检查结果");
    auditor.page.locator("main >> text=完好").first().waitFor();
    auditor.shoot("auditor-check");
    auditor.page.navigate(ORIGIN + "/authority/registry/" + DevSeed.NANJING_ORGAN);
    assertThat(auditor.page.locator("main").innerText()).as("and nothing else").doesNotContain("南京市教育局");
  }
}
