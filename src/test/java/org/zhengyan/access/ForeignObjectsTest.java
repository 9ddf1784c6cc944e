package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.enrolment.EnrolledBody;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.principal.DevAuthorities;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.PageRoutes;
import org.zhengyan.web.PageRoutes.PageRoute;

/**
 * Every page and form that names a thing, with things that there are and that are somebody else's: another
 * body's, another platform's, another division's, another account's.
 */
@ServerTest
@NullUnmarked
class ForeignObjectsTest {
  private static final String WUXI = "320200";

  /** The log is one for all who may read it, or has tests of its own; files of pages are nobody's. */
  private static final Set<String> COMMON = Set.of("/assets/", "/auditor/");

  @LocalServerPort int port;
  @Autowired ApplicationContext application;
  @Autowired Map<String, RequestMappingHandlerMapping> mappings;
  @Autowired Enrolments enrolments;
  @Autowired JdbcClient jdbc;

  /** One's own account: nothing is done there to another's, which is told in several ways. */
  private static final Set<String> OWN =
      Set.of("/account/certificate/", "/account/devices/", "/account/keys/", "/account/sessions/");

  /** Who a platform is, all authorities read; whom it has, those who decide about it. */
  private static final String PLATFORM = "GET /authority/platforms/dev-operator-appstore";

  /** By the beginning of a path, what stands for its variables; the longest beginning counts. */
  private final Map<String, List<String>> things = new LinkedHashMap<>();

  private final Map<Role, TestSignIn> strangers = new EnumMap<>(Role.class);

  @Test
  void areNotThereForStrangers() throws Exception {
    bodies();
    platform();
    authority();
    List<String> wrong = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    int tried = 0;
    for (PageRoute route : PageRoutes.of(mappings.values()).all()) {
      if (!route.page() || route.plain() || COMMON.stream().anyMatch(route.path()::startsWith)) {
        continue;
      }
      String path = filled(route.path());
      if (path == null) {
        unknown.add(route.toString());
        continue;
      }
      for (Map.Entry<Role, TestSignIn> stranger : strangers.entrySet()) {
        if (route.roles() != null && route.roles().contains(stranger.getKey())) {
          tried++;
          HttpResponse<String> answer = ask(stranger.getValue(), route, path);
          int status = answer.statusCode();
          if ((route.method() + " " + path).equals(PLATFORM)) {
            assertThat(answer.body()).as("people of a platform").doesNotContain("owner@appstore");
          } else if (status != 403 && status != 404 && OWN.stream().noneMatch(path::startsWith)) {
            wrong.add(stranger.getKey() + " " + route.method() + " " + path + ": " + status);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(unknown).as("routes whose things nobody made here").isEmpty();
    assertThat(tried).isGreaterThan(100);
    assertThat(one("select state from account_device where id = ?", things.get("/account/devices/").getFirst()))
        .isEqualTo("waiting");
    assertThat(
            jdbc.sql("select ended_at is null from console_session where id = ?")
                .param(things.get("/account/sessions/").getFirst())
                .query(Boolean.class)
                .single())
        .as("the session of another account goes on")
        .isTrue();
  }

  private static HttpResponse<String> ask(TestSignIn stranger, PageRoute route, String path) throws Exception {
    return route.method() == RequestMethod.GET
        ? stranger.get(path)
        : stranger.post(
            path,
            Map.of(
                "decision", "approve", "reason", "superseded", "digest", "0", "name", "测试", "role", "viewer",
                "until", "2027-01-31", "step", "reset", "from", "2027-01-01", "to", "2027-01-02", "device", "any"));
  }

  private @Nullable String filled(String path) {
    List<String> values =
        things.keySet().stream()
            .filter(path::startsWith)
            .max(java.util.Comparator.comparingInt(String::length))
            .map(things::get)
            .orElse(null);
    if (values == null) {
      return null;
    }
    String filled = path;
    for (String value : values) {
      filled = PageRoutes.VARIABLE.matcher(filled).replaceFirst(Matcher.quoteReplacement(value));
    }
    return filled.contains("{") ? null : filled;
  }

  private String one(String sql, Object... arguments) {
    return jdbc.sql(sql).params(arguments).query(String.class).single();
  }

  /** A body with people, and another with applications; strangers are those of a third. */
  private void bodies() throws Exception {
    BodyPeople players = new BodyPeople(application);
    Uscc uscc = players.body();
    Grant responsible = players.responsible(uscc);
    Grant manager = players.manager(responsible);
    Grant user = players.user(manager, GrantScope.ALL, null);
    BodyPeople.Held held = players.certify(user);
    things.put("/agency/bindings/", List.of(players.bind(uscc, held)));
    things.put("/agency/certificates/", List.of(held.serial()));
    things.put("/agency/people/", List.of(user.id()));
    assertThat(players.signIn(responsible, manager).post("/agency/departments", Map.of("name", "办公室")).statusCode())
        .isEqualTo(303);
    things.put("/agency/departments/", List.of(one("select id from body_department where uscc = ?", uscc.value())));

    EnrolledBody enrolled = EnrolledBody.of(port, enrolments);
    enrolled.playOperations();
    String asked = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql(
            "insert into recovery_asked (id, serial, target, uscc, division, state, reason, asked_by)"
                + " select ?, serial, target, uscc, division, 'asked', 'lost', 'somebody' from key_recovery"
                + " where uscc = ? limit 1")
        .params(asked, enrolled.uscc())
        .update();
    things.put(
        "/agency/applications/", List.of(one("select id from enrolment where uscc = ? limit 1", enrolled.uscc())));
    things.put("/agency/key-recoveries/", List.of(asked));

    Uscc other = players.body();
    Grant above = players.responsible(other);
    Grant stranger = players.manager(above);
    strangers.put(Role.MANAGER, players.signIn(above, stranger));
    strangers.put(Role.USER, players.signIn(stranger, players.user(stranger, GrantScope.ALL, null)));
  }

  private void platform() throws Exception {
    ContractClient appStore = ContractClient.of(port, "demo-appstore");
    things.put("/platform/clients/", List.of("demo-appstore"));
    Map<String, Object> endpoint = Map.of("delivery", "poll", "kinds", List.of("certificate.suspended"));
    things.put(
        "/platform/events/",
        List.of(appStore.post("/api/v1/event-endpoints", endpoint).expect(201).json().path("id").asString()));
    things.put(
        "/platform/verifications/",
        List.of(one("select id::text from verification where client_id = 'demo-appstore' limit 1")));
    things.put("/platform/team/", List.of(one("select id from account where login = 'developer@appstore'")));
    String owner = one("select id from account where login = 'owner@appstore'");
    TestSignIn.as(application, "owner@appstore")
        .post("/platform/clients/demo-appstore/suspension", Map.of("reason", "测试"));
    things.put("/authority/platforms/", List.of("dev-operator-appstore", owner));
    things.put(
        "/authority/platforms/changes/",
        List.of(one("select id from proposal where kind = 'principal-change' and subject = 'demo-appstore' limit 1")));
    TestAccounts accounts = new TestAccounts(application);
    for (Role role : List.of(Role.OWNER, Role.DEVELOPER, Role.VIEWER)) {
      String id = accounts.add(role, "dev-operator-social", false);
      strangers.put(role, TestSignIn.as(application, TestAccounts.login(id)));
    }
  }

  /** Of Wuxi and of the country, for those of Nanjing. */
  private void authority() throws Exception {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-reviewer");
    Map<String, Object> registered = TestHolder.institution("无锡市测试中心");
    registered.put("division", WUXI);
    String uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), registered);
    String serial = TestHolder.withKey("p256").certify(clerk, reviewer, uscc).path("serial").asString();
    String revocation =
        clerk
            .post("/api/v1/certificates/" + serial + "/revocation", Map.of("reason", "superseded"))
            .expect(202)
            .json()
            .path("revocation")
            .asString();
    String change = one("select id from proposal where kind = 'registry-change' and subject = ?", uscc);
    things.put("/authority/registry/", List.of(uscc, change));
    things.put("/authority/changes/", List.of(change));
    things.put("/authority/certificates/", List.of(serial));
    things.put("/authority/revocations/", List.of(revocation));
    things.put(
        "/authority/applications/", List.of(one("select id from certificate_application where uscc = ?", uscc)));
    String enrolment = things.get("/agency/applications/").getFirst();
    String asked = things.get("/agency/key-recoveries/").getFirst();
    String recovery =
        one("select id from key_recovery where uscc = (select uscc from enrolment where id = ?) limit 1", enrolment);
    for (String table : List.of("enrolment", "recovery_asked", "key_recovery")) {
      jdbc.sql("update " + table + " set division = ? where uscc = (select uscc from enrolment where id = ?)")
          .params(WUXI, enrolment)
          .update();
    }
    things.put("/authority/enrolments/", List.of(enrolment));
    things.put("/authority/key-recoveries/asked/", List.of(asked));
    things.put("/authority/key-recoveries/", List.of(recovery));
    things.put(
        "/authority/imports/",
        List.of(
            clerk.post("/api/v1/registry-imports", Map.of("name", "a.csv")).expect(201).json().path("id").asString()));

    TestAccounts accounts = new TestAccounts(application);
    String account = accounts.add(Role.CLERK, true);
    TestSignIn owner = TestSignIn.as(application, TestAccounts.login(account));
    assertThat(owner.get("/account").statusCode()).isEqualTo(200);
    String device = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql(
            "insert into account_device (id, account_id, token_hash, label, number, state)"
                + " values (?, ?, sha256(?::bytea), 'x', '000000', 'waiting')")
        .params(device, account, device)
        .update();
    String session = one("select id from console_session where account_id = ?", account);
    things.put("/account/people/", List.of(account));
    things.put("/account/people/{id}/devices/", List.of(account, device));
    things.put("/account/people/{id}/sessions/", List.of(account, session));
    things.put("/account/devices/", List.of(device));
    things.put("/account/keys/", List.of(device));
    things.put("/account/certificate/", List.of(serial));
    String permission = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql(
            "insert into overseas_permission (id, account_id, valid_from, valid_to)"
                + " values (?, ?, clock_timestamp(), clock_timestamp() + interval '1 day')")
        .params(permission, account)
        .update();
    things.put("/account/overseas/", List.of(permission));
    String abroad = UUID.randomUUID().toString().replace("-", "");
    jdbc.sql(
            "insert into overseas_asked (id, account_id, realm, subject, division, valid_from, valid_to, reason,"
                + " asked_by) select ?, id, realm, subject, '100000', clock_timestamp(),"
                + " clock_timestamp() + interval '1 day',"
                + " '测试', 'somebody' from account where login = 'developer@appstore'")
        .params(abroad)
        .update();
    things.put("/account/overseas/asked/", List.of(abroad));
    things.put("/authority/overseas/", List.of(abroad));
    things.put("/account/changes/", List.of(proposed()));
    things.put("/account/sessions/", List.of(session));
    for (Role role : List.of(Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR)) {
      String id = accounts.add(role, DevAuthorities.NANJING, false);
      strangers.put(role, TestSignIn.as(application, TestAccounts.login(id)));
    }
  }

  /** A change of accounts of the national authority. */
  private String proposed() throws Exception {
    HttpResponse<String> answer =
        TestSignIn.as(application, "admin@national")
            .post(
                "/account/people/new",
                Map.of(
                    "login", "new-" + System.nanoTime() + "@national",
                    "name", "测试新人",
                    "number", Long.toString(System.nanoTime()),
                    "roles", "clerk"));
    String where = answer.headers().firstValue("Location").orElseThrow();
    return where.substring(where.lastIndexOf('/') + 1);
  }
}
