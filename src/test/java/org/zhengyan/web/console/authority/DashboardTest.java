package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;

/** The figures of an authority, and where each leads. */
@ServerTest
@NullUnmarked
class DashboardTest {
  private static final String STORE = "%E7%A4%BA%E4%BE%8B%E5%BA%94%E7%94%A8%E5%95%86%E5%BA%97";

  @Autowired private ApplicationContext application;
  @Autowired private JdbcClient jdbc;

  private String authority;
  private LocalDate today;
  private String week;

  /** A division where nobody else looks at figures: they are kept for a while. */
  @BeforeEach
  void verificationsOfTwoPlatforms() {
    authority = "authority-" + UUID.randomUUID();
    jdbc.sql(
            "insert into authority (id, name, division, state, version)"
                + " values (?, '测试', '460200', 'active', 1)")
        .param(authority)
        .update();
    for (String client : new String[] {"demo-appstore", "demo-social"}) {
      jdbc.sql(
              "insert into verification_end_tally (hour, client_id, division, state, number)"
                  + " values (date_trunc('hour', now()) - interval '26 hours', ?, '460200', 'verified', 41)"
                  + " on conflict do nothing")
          .param(client)
          .update();
    }
    today =
        jdbc.sql("select (now() at time zone 'Asia/Shanghai')::date").query(LocalDate.class).single();
    week = "/authority/reports?from=" + today.minusDays(6) + "&amp;to=" + today;
  }

  private TestSignIn as(Role role) {
    String id = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql("insert into person (id, name) values (?, '测试人员')").param("person-" + id).update();
    jdbc.sql(
            "insert into account (id, login, person, realm, subject, roles, state, password, device_bound)"
                + " values (?, ?, ?, 'authority', ?, array[?], 'active', 'none', false)")
        .params(id, id + "@test", "person-" + id, authority, role.wire())
        .update();
    return TestSignIn.as(application, id + "@test");
  }

  @Test
  void barsLeadToThePlatformsOwnNumbers() throws Exception {
    TestSignIn clerk = as(Role.CLERK);
    assertThat(clerk.get("/authority").body())
        .contains("href=\"" + week + "&amp;platform=" + STORE + "\"")
        .contains("href=\"/authority/certificates?state=good\"");
    String path = "/authority/reports?from=" + today.minusDays(6) + "&to=" + today;
    assertThat(clerk.get(path).body()).contains("示例应用商店", "示例社交平台");
    String one = clerk.get(path + "&platform=" + STORE).body();
    assertThat(one).contains("<div>示例应用商店</div>", "value=\"示例应用商店\"").doesNotContain("示例社交平台");
    assertThat(clerk.get("/authority/reports/verifications?platform=" + STORE).body())
        .contains("示例应用商店,通过,41")
        .doesNotContain("示例社交平台");
  }

  @Test
  void anAdministratorIsLedToReportsAlone() throws Exception {
    TestSignIn administrator = as(Role.ADMINISTRATOR);
    String page = administrator.get("/authority").body();
    assertThat(page)
        .contains("<div class=\"figure\"><span class=\"number\">", week)
        .doesNotContain("/authority/certificates", "/authority/registry");
    assertThat(administrator.get("/authority/registry").statusCode()).isEqualTo(403);
    assertThat(administrator.get("/authority/reports").statusCode()).isEqualTo(200);
  }
}
