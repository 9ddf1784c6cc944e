package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.browser.Body.Asked;

/** What holds for every page: it fits, it can be read and touched, and it lets nothing else run. */
class PageQualityTest extends BrowserTest {
  private static final int SCRIPT_BUDGET = 150_000;

  private static final String LONG_NAME =
      "南京市江宁区湖熟街道综合行政执法和应急管理服务中心（南京市江宁区湖熟街道综合养老服务中心）";

  /** Contrast of WCAG 2.2 (1.4.3) of each text with the nearest painted background, below what is asked. */
  private static final String LOW_CONTRAST =
      """
      () => {
        const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
        const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
          return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
        const behind = e => { for (; e; e = e.parentElement) {
          const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
        return [...document.querySelectorAll('body *')]
          .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .map(e => { const a = light(getComputedStyle(e).color), b = light(behind(e));
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e]; })
          .filter(([ratio]) => ratio < 4.5).map(([ratio, e]) => e.tagName + ' ' + ratio.toFixed(2) + ' ' + e.textContent);
      }
      """;

  private static final String SMALL_TARGETS =
      """
      () => [...document.querySelectorAll('button, a, input, label.button, label.option, label.check')]
        .filter(e => e.checkVisibility() && !e.classList.contains('file') && !e.classList.contains('skip'))
        .filter(e => !e.closest('.problems') && !['radio', 'checkbox'].includes(e.type))
        .filter(e => e.getBoundingClientRect().height < 44)
        .map(e => e.tagName + ' ' + e.textContent + ' ' + e.getBoundingClientRect().height)
      """;

  @ParameterizedTest
  @CsvSource({"320,zh-CN", "320,en", "390,zh-CN", "768,zh-CN", "1280,en"})
  void fitsTheScreenAndCanBeTouched(int width, String language) {
    Body body = new Body(PORT, "sm2", LONG_NAME);
    Asked asked = body.askOnThisDevice();
    Phone phone = phone(Phone.options().setViewportSize(width, 700).setLocale(language));
    phone.page.navigate(asked.url());
    assertFits(phone);
    phone.page.locator("main button").click();
    phone.page.locator("#password").waitFor();
    phone.choose(CredentialFiles.pem(body.holder)).agree();
    phone.problem();
    phone.shoot("width-" + width + "-" + language);
    assertFits(phone);
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.page.locator("#password").waitFor();
    assertFits(phone);
  }

  private static void assertFits(Phone phone) {
    assertThat(phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertThat((List<?>) phone.page.evaluate(SMALL_TARGETS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void canBeReadInBothColourSchemes(boolean dark) {
    Body body = new Body(PORT, "p256");
    Browser.NewContextOptions options = dark ? Phone.dark() : Phone.options();
    Phone phone = phone(options).take(body.askOnThisDevice()).waitFor("用哪张证书");
    phone.choose(CredentialFiles.pem(body.holder)).password("wrong").agree();
    phone.problem();
    phone.shoot(dark ? "dark" : "light");
    assertThat((List<?>) phone.page.evaluate(LOW_CONTRAST)).isEmpty();
    phone.refuse().waitFor("已拒绝");
    assertThat((List<?>) phone.page.evaluate(LOW_CONTRAST)).isEmpty();
  }

  /** Agree and refuse are of one size and one look. */
  @Test
  void bothDecisionsWeighTheSame() {
    Phone phone = phone().take(new Body(PORT, "p256").askOnThisDevice()).waitFor("用哪张证书");
    Object looks =
        phone.page.evaluate(
            "() => new Set([...document.querySelectorAll('.decision')].map(e => { const s = getComputedStyle(e);"
                + " return [s.width, s.height, s.color, s.backgroundColor, s.borderColor, s.fontWeight].join();"
                + " })).size");
    assertThat(looks).isEqualTo(1);
    assertThat(phone.page.locator(".decision").count()).isEqualTo(2);
  }

  @Test
  void loadsLittleAndOnlyItsOwn() {
    Asked asked = new Body(PORT, "p256").askOnThisDevice();
    Phone phone = phone();
    List<Response> loaded = new ArrayList<>();
    phone.page.onResponse(loaded::add);
    phone.page.navigate(asked.url());
    phone.waitFor("有平台请贵单位核验身份");
    assertThat(loaded).extracting(Response::url).allMatch(url -> url.startsWith(ORIGIN + "/v/"));
    int script =
        loaded.stream()
            .filter(response -> response.url().endsWith(".js"))
            .mapToInt(response -> response.request().sizes().responseBodySize)
            .sum();
    assertThat(script).as("compressed script").isPositive().isLessThan(SCRIPT_BUDGET);
  }

  /** The policy stands: neither script nor markup nor calls elsewhere get through. */
  @Test
  void letsNothingElseRun() {
    Asked asked = new Body(PORT, "p256").askOnThisDevice();
    try (Phone phone = new Phone()) {
      phone.page.navigate(asked.url());
      phone.waitFor("有平台请贵单位核验身份");
      assertThat(
              phone.page.evaluate(
                  "() => { try { document.body.innerHTML = '<p>x</p>'; return 'written'; }"
                      + " catch (e) { return e.name; } }"))
          .isEqualTo("TypeError");
      assertThat(
              phone.page.evaluate(
                  "() => { try { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                      + " document.head.append(s); } catch (e) {} return window.ran ?? 'not run'; }"))
          .isEqualTo("not run");
      for (String elsewhere : List.of("/api/v1/matches", "/v/credentials", "https://store.example/collect")) {
        assertThat(
                phone.page.evaluate(
                    "async url => { try { await fetch(url, {method: 'POST'}); return 'sent'; }"
                        + " catch (e) { return e.name; } }",
                    elsewhere))
            .as(elsewhere)
            .isEqualTo("TypeError");
      }
      assertThat(phone.complaints()).isNotEmpty();
    }
  }

  @Test
  void isNotShownInsideAnotherPage() {
    Asked asked = new Body(PORT, "p256").askOnThisDevice();
    try (Phone phone = new Phone()) {
      phone.page.navigate(Body.BACK);
      phone.page.evaluate(
          "url => new Promise(done => { const f = document.createElement('iframe'); f.onload = done; f.src = url;"
              + " document.body.append(f); })",
          ORIGIN + "/v/" + asked.id());
      assertThat(phone.page.frames().get(1).url()).startsWith("chrome-error:");
    }
  }

  /** A person with scripts switched off learns why nothing happens. */
  @Test
  void saysWhyScriptsAreNeeded() {
    Asked asked = new Body(PORT, "p256").askOnThisDevice();
    Phone phone = phone(Phone.options().setJavaScriptEnabled(false));
    phone.page.navigate(asked.url());
    assertThat(phone.text()).contains("有平台请贵单位核验身份", "需要启用脚本", "私钥只在您的设备上使用");
  }
}
