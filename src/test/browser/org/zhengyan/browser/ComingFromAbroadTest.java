package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;

/** A manager asks on a telephone to work abroad, two of the authority decide, and the manager sees it. */
class ComingFromAbroadTest extends BrowserTest {
  @Autowired private ApplicationContext application;

  @Test
  void asksAndIsPermitted() {
    BodyPeople body = new BodyPeople(application);
    Grant responsible = body.responsible(body.body());
    TestSignIn asManager = body.signIn(responsible, body.manager(responsible));
    Phone phone = phone();
    phone.context.addCookies(
        List.of(new Cookie(asManager.cookieName(), asManager.cookieValue()).setUrl(ORIGIN)));
    phone.page.navigate(ORIGIN + "/account/overseas");
    phone.page.click("a.button:has-text('为本人申请')");
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    phone.page.check("input[name=device][value=any]");
    phone.page.fill("input[name=from]", today.toString());
    phone.page.fill("input[name=to]", today.plusDays(200).toString());
    phone.page.fill("textarea[name=reason]", "赴境外参加培训，期间须办理核验");
    phone.press("提交申请");
    assertThat(phone.problem()).contains("最长 180 天");
    phone.shoot("abroad-problem-390");
    phone.page.fill("input[name=to]", today.plusDays(14).toString());
    phone.press("提交申请");
    phone.waitFor("境外登录许可");
    assertThat(phone.text()).contains("待受理");
    phone.shoot("abroad-asked-390");

    Phone clerk = signedIn("clerk@nanjing", Phone.options().setViewportSize(1280, 900));
    clerk.page.navigate(ORIGIN + "/authority/overseas");
    clerk.shoot("abroad-waiting");
    clerk.page.locator("table a[href^='/authority/overseas/']").first().click();
    clerk.press("受理，提交核准");
    clerk.page.locator("text=待核准").first().waitFor();
    clerk.shoot("abroad-accepted");
    String one = clerk.page.url();
    Phone reviewer = signedIn("reviewer@nanjing", Phone.options().setViewportSize(1280, 900));
    reviewer.page.navigate(one);
    reviewer.shoot("abroad-decision");
    reviewer.press("核准从境外登录");
    reviewer.page.locator("text=收回许可").first().waitFor();
    reviewer.shoot("abroad-given");

    phone.page.navigate(ORIGIN + "/account/overseas");
    assertThat(phone.text()).contains("有效");
    phone.shoot("abroad-given-390");
    phone.press("收回许可");
    phone.page.locator("text=已收回").first().waitFor();
  }
}
