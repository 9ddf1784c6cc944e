package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
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
    authority = authority("460200");
    jdbc.sql("delete from verification_end_tally where division = '460200'").update();
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

  private String authority(String division) {
    String id = "authority-" + UUID.randomUUID();
    jdbc.sql("insert into authority (id, name, division, state, version) values (?, '测试', ?, 'active', 1)")
        .params(id, division)
        .update();
    return id;
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

  /** Of the division alone, and what has run out is neither in force nor on hold. */
  @Test
  void countsWhatIsInForceRunsOutOrIsOnHold() throws Exception {
    authority = authority("460400");
    for (int i = 0; i < 3; i++) {
      certificate("460400", "good", 400, i);
    }
    certificate("460400", "good", 20, 0);
    certificate("460400", "suspended", 400, 1);
    certificate("460400", "suspended", 5, 0);
    certificate("460400", "good", -1, 40);
    certificate("460400", "suspended", -1, 0);
    certificate("460400", "revoked", 400, 0);
    certificate("460300", "good", 400, 0);
    TestSignIn clerk = as(Role.CLERK);
    String page = clerk.get("/authority").body();
    assertThat(figure(page, "有效证书")).isEqualTo(4);
    assertThat(figure(page, "30 天内到期")).isEqualTo(2);
    assertThat(figure(page, "已冻结")).isEqualTo(2);
    assertThat(issued(page, today)).isEqualTo(5);
    assertThat(issued(page, today.minusDays(1))).isEqualTo(2);
    assertThat(issued(page, today.minusDays(2))).isEqualTo(1);
    assertThat(issued(page, today.minusDays(3))).isZero();

    String rows = "/authority/certificates/export?state=";
    assertThat(clerk.get(rows + "good").body().lines()).hasSize(4 + 1);
    assertThat(clerk.get(rows + "suspended").body().lines()).hasSize(2 + 1);
    assertThat(clerk.get(rows + "expired").body().lines().skip(1)).hasSize(2).allMatch(row -> row.contains(",已到期,"));
    assertThat(clerk.get("/authority/certificates/export?expiring=30").body().lines().skip(1))
        .hasSize(2)
        .noneMatch(row -> row.contains("已到期"));
  }

  private void certificate(String division, String state, int daysLeft, int daysOld) {
    boolean ended = state.equals("suspended") || state.equals("revoked");
    jdbc.sql(
            "insert into certificate (serial, ca, shard, uscc, division, registry_version, certified_name, not_before,"
                + " not_after, der, state, reason, revoked_at, reserved_at) values (decode(?, 'hex'),"
                + " 'organ-p256', 0, ?, ?, 1, '测试', now() - interval '500 days',"
                + " now() + make_interval(days => ?), '', ?, ?, ?::timestamptz, now() - make_interval(days => ?))")
        .params(
            Arrays.asList(
                "5" + UUID.randomUUID().toString().replace("-", "").substring(1),
                TestHolder.newUscc(),
                division,
                daysLeft,
                state,
                ended ? state.equals("suspended") ? 6 : 4 : null,
                ended ? "2026-01-01T00:00:00Z" : null,
                daysOld))
        .update();
  }

  private static long figure(String page, String name) {
    return number(page, "<span class=\"number\">([0-9]+)</span><span class=\"name\">" + name);
  }

  private static long issued(String page, LocalDate day) {
    return number(page, "<a href=\"/authority/certificates\\?issued=" + day + "\">([0-9]+)</a>");
  }

  private static long number(String page, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(page);
    assertThat(found.find()).as(pattern + " in " + page).isTrue();
    return Long.parseLong(found.group(1));
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
