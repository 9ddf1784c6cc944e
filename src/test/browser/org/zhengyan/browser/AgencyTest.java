package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.BodyPeople.Held;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.verification.ActionType;

/** A manager's day at the agency's console: sees what there is, appoints, removes, objects. */
class AgencyTest extends BrowserTest {
  @Autowired private ApplicationContext application;

  private BodyPeople body;
  private Grant manager;
  private Grant user;
  private Held held;
  private TestSignIn asManager;

  @BeforeEach
  void body() {
    body = new BodyPeople(application);
    Grant responsible = body.responsible(body.body());
    manager = body.manager(responsible);
    asManager = body.signIn(responsible, manager);
    GrantScope accounts =
        new GrantScope(
            Set.of(ActionType.ACCOUNT_OPENING, ActionType.APP_RELEASE), Set.of("dev-operator-appstore"), null);
    user = body.user(manager, accounts, Instant.now().plus(Duration.ofDays(40)));
    held = body.certify(user);
    body.certify(manager);
  }

  @Test
  void appointsAndRemoves() {
    ContractClient.of(PORT, "demo-appstore")
        .post(
            "/api/v1/binding-batches",
            Map.of(
                "claimed", Map.of("name", BodyPeople.NAME, "uscc", user.uscc().value()),
                "actions", List.of(Map.of("type", "accountOpening", "subject", "账号", "identifier", "one"))))
        .expect(201);
    Phone desk = signedIn(Phone.options().setViewportSize(1280, 900));
    desk.page.navigate(ORIGIN + "/agency");
    assertThat(desk.text()).contains("有平台请本单位一次确认多项绑定", "1 项");
    desk.shoot("agency-overview");
    desk.page.click("nav >> text=人员");
    desk.waitFor("人员").shoot("agency-people");
    desk.page.click("text=增加使用人");
    desk.page.check("input[name=contractor]");
    desk.press("增加使用人");
    assertThat(desk.problem()).contains("请填写这一项", "外包人员必须有任期结束的日期");
    desk.shoot("agency-appoint-problems");
    desk.page.fill("input[name=name]", "测试外包人员");
    desk.page.fill("input[name=until]", LocalDate.now().plusDays(30).toString());
    desk.press("增加使用人");
    desk.waitFor("测试外包人员").shoot("agency-person");
    desk.press("生成激活码");
    desk.waitFor("测试外包人员的激活码").shoot("agency-invited");

    desk.page.navigate(ORIGIN + "/agency/people/" + user.id() + "/removal");
    desk.shoot("agency-removal");
    desk.press("移除，并吊销 1 张证书");
    desk.waitFor("人员");
    assertThat(desk.text()).contains("吊销了 1 张证书");
    assertThat(body.certificate(held.serial()).path("status").asString()).isEqualTo("revoked");
  }

  @Test
  void objectsOnAPhone() {
    String binding = body.bind(user.uscc(), held);
    Phone phone = signedIn(Phone.options());
    phone.page.navigate(ORIGIN + "/agency");
    phone.shoot("agency-overview-390");
    phone.page.navigate(ORIGIN + "/agency/certificates/" + held.serial());
    phone.shoot("agency-certificate-390");
    phone.page.navigate(ORIGIN + "/agency/bindings");
    phone.shoot("agency-bindings-390");
    phone.page.click("a[href='/agency/bindings/" + binding + "']");
    phone.waitFor("不是本单位的？");
    phone.page.click("a.button:has-text('提出异议')");
    phone.waitFor("提出异议：这不是本单位的").shoot("agency-objection-390");
    phone.press("否认，并通知平台");
    phone.page.locator(".notice.done").waitFor();
    assertThat(phone.text()).contains("本单位否认");
  }

  private Phone signedIn(Browser.NewContextOptions options) {
    Phone phone = phone(options);
    phone.context.addCookies(
        List.of(new Cookie(asManager.cookieName(), asManager.cookieValue()).setUrl(ORIGIN)));
    return phone;
  }
}
