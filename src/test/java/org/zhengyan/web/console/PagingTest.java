package org.zhengyan.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.registry.TestVersions;

/** From page to page by the link that a page gives: every row of the selection once, and no other. */
@ServerTest
@NullUnmarked
class PagingTest {
  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
  private static final int ROWS = 130;

  @Autowired private ApplicationContext application;
  @Autowired private JdbcClient jdbc;

  private String operator;

  @BeforeEach
  void rows() {
    operator = "operator-" + UUID.randomUUID();
    jdbc.sql("insert into operator (id, name, state, version) values (?, ?, 'active', 1)")
        .params(operator, operator)
        .update();
    if (jdbc.sql("select count(*) from institution_head where division = '460500'").query(Long.class).single() == 0) {
      for (int i = 0; i < ROWS; i++) {
        body(i);
        certificate(i);
      }
    }
  }

  /** Two of each name, so that a cursor of names alone would lose some. */
  private void body(int i) {
    jdbc.sql(
            "insert into institution_version (uscc, version, effective_on, kind, names, abbreviations, division,"
                + " address, head, authority, issued_on, status, sponsors) values (?, 1, '2020-01-01', 'organ',"
                + " array['分页示例局' || ?], '{}', '460500', 'a', 'h', 'm', '2020-01-01', ?, '{}')")
        .params(TestVersions.code("11", "460500", "98%06d".formatted(i)), i / 2, i % 2 == 0 ? "normal" : "revoked")
        .update();
  }

  /** Ten of each moment and end. */
  private void certificate(int i) {
    jdbc.sql(
            "insert into certificate (serial, ca, shard, uscc, division, registry_version, certified_name, not_before,"
                + " not_after, der, state, reserved_at) values (decode(?, 'hex'), 'organ-p256', 0, ?, '460500', 1,"
                + " '分页示例局', now() - interval '100 days', date_trunc('day', now()) + make_interval(days => ?), '',"
                + " 'good', date_trunc('day', now()) - make_interval(days => ?))")
        .params(
            "5" + UUID.randomUUID().toString().replace("-", "").substring(1),
            TestHolder.newUscc(),
            10 + i / 10,
            1 + i / 10)
        .update();
  }

  private TestSignIn as(Role role, String subject) {
    String id = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql("insert into person (id, name) values (?, '测试人员')").param("person-" + id).update();
    jdbc.sql(
            "insert into account (id, login, person, realm, subject, roles, state, password, device_bound)"
                + " values (?, ?, ?, ?, ?, array[?], 'active', 'none', false)")
        .params(id, id + "@test", "person-" + id, role.realm().wire(), subject, role.wire())
        .update();
    return TestSignIn.as(application, id + "@test");
  }

  private TestSignIn ofTheDivision() {
    String id = "authority-" + UUID.randomUUID();
    jdbc.sql("insert into authority (id, name, division, state, version) values (?, '测试', '460500', 'active', 1)")
        .param(id)
        .update();
    return as(Role.CLERK, id);
  }

  /** What the rows of all pages link to, in their order. */
  private static List<String> walk(TestSignIn reader, String first, String row) throws Exception {
    List<String> rows = new ArrayList<>();
    String path = first;
    int pages = 0;
    while (!path.isEmpty()) {
      HttpResponse<String> page = reader.get(path);
      assertThat(page.statusCode()).as(path + page.body()).isEqualTo(200);
      Matcher link = Pattern.compile("<td[^>]*><div><a href=\"" + row + "\"").matcher(page.body());
      while (link.find()) {
        rows.add(link.group());
      }
      Matcher next = NEXT.matcher(page.body());
      path = next.find() ? next.group(1).replace("&amp;", "&") : "";
      assertThat(++pages).as("it ends").isLessThan(20);
    }
    assertThat(pages).as("more than one page of " + first).isGreaterThan(1);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?name=%E5%88%86%E9%A1%B5%E7%A4%BA%E4%BE%8B", "?status=revoked", "?kind=organ"})
  void bodiesOfADivision(String selection) throws Exception {
    List<String> rows = walk(ofTheDivision(), "/authority/registry" + selection, "/authority/registry/[0-9A-Z]{18}");
    assertThat(rows).hasSize(selection.contains("status") ? ROWS / 2 : ROWS).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?state=good", "?expiring=30"})
  void certificatesOfADivision(String selection) throws Exception {
    List<String> rows =
        walk(ofTheDivision(), "/authority/certificates" + selection, "/authority/certificates/[0-9a-f]+");
    assertThat(rows).hasSize(ROWS).doesNotHaveDuplicates();
  }

  @Test
  void bindingsOfAPlatform() throws Exception {
    jdbc.sql(
            "insert into binding (id, uscc, operator_id, action_type, identifier, subject, state, certificate,"
                + " verification) select gen_random_uuid(), '11320100990000017W', ?, 'accountOpening', 'handle-' || n,"
                + " '公众号', 'active', '0a', gen_random_uuid() from generate_series(1, ?) n")
        .params(operator, ROWS)
        .update();
    TestSignIn viewer = as(Role.VIEWER, operator);
    List<String> seen = new ArrayList<>();
    String path = "/platform/bindings";
    while (!path.isEmpty()) {
      String page = viewer.get(path).body();
      for (Matcher handle = Pattern.compile("handle-[0-9]+").matcher(page); handle.find(); ) {
        seen.add(handle.group());
      }
      Matcher next = NEXT.matcher(page);
      path = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(seen).hasSize(ROWS).doesNotHaveDuplicates();
  }
}
