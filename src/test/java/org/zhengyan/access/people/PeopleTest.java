package org.zhengyan.access.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.access.people.BodyPeople.Held;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;
import tools.jackson.databind.JsonNode;

/** Who may appoint and remove whom, and what becomes of a person's certificates. */
@ServerTest
class PeopleTest {
  @Autowired private ApplicationContext application;
  @Autowired private People people;
  @Autowired private Departments departments;
  @Autowired private GrantSweeper sweeper;
  @Autowired private JdbcClient jdbc;

  private BodyPeople body;
  private Uscc uscc;
  private Grant responsible;
  private Grant manager;

  @BeforeEach
  void body() {
    body = new BodyPeople(application);
    uscc = body.body();
    responsible = body.responsible(uscc);
    manager = body.manager(responsible);
  }

  @Test
  void appointsFromTheTopDown() {
    Grant user = body.user(manager, GrantScope.ALL, null);
    assertThat(people.list(uscc)).extracting(Grant::role)
        .containsExactly(GrantRole.RESPONSIBLE, GrantRole.MANAGER, GrantRole.USER);
    assertThat(user.grantedBy()).isEqualTo(manager.id());
    assertThat(TestContext.events(jdbc, user.id())).containsExactly("grant.made");
  }

  @Test
  void refusesUserWhoAppoints() {
    Grant user = body.user(manager, GrantScope.ALL, null);
    assertProblem(Problem.FORBIDDEN, () -> body.user(user, GrantScope.ALL, null));
  }

  @Test
  void refusesManagerWhoAppointsManager() {
    assertProblem(Problem.FORBIDDEN, () -> body.manager(manager));
  }

  @Test
  void refusesManagerWhoRemovesManager() {
    Grant other = body.manager(responsible);
    assertProblem(Problem.FORBIDDEN, () -> people.remove(manager.person(), uscc, other.id()));
  }

  @Test
  void refusesContractorWithoutEnd() {
    assertRule("contractor-term", () -> appoint(true, GrantScope.ALL, null));
  }

  @Test
  void refusesContractorWhoManages() {
    GrantRequest request =
        new GrantRequest("测试外包", GrantRole.MANAGER, true, GrantScope.ALL, null, inDays(10));
    assertRule(
        "contractor-is-user", () -> people.appoint(responsible.person(), uscc, request));
  }

  @Test
  void refusesEndThatIsPast() {
    assertRule("term-over", () -> appoint(false, GrantScope.ALL, inDays(-1)));
  }

  @Test
  void refusesTermLongerThanOnesOwn() {
    people.extend(responsible.person(), uscc, manager.id(), inDays(5));
    assertRule("term-exceeded", () -> appoint(false, GrantScope.ALL, inDays(6)));
    assertRule("term-exceeded", () -> appoint(false, GrantScope.ALL, null));
  }

  @Test
  void refusesScopeWiderThanOnesOwn() {
    GrantScope apps = new GrantScope(Set.of(ActionType.APP_RELEASE), null, null);
    Grant limited =
        people.appoint(
            responsible.person(), uscc, BodyPeople.request(GrantRole.MANAGER, "测试", apps, null));
    assertRule("scope-exceeded", () -> body.user(limited, GrantScope.ALL, null));
  }

  @Test
  void knowsNoPersonOfAnotherBody() {
    Grant stranger = body.responsible(body.body());
    assertProblem(Problem.NOT_FOUND, () -> people.load(stranger.uscc(), manager.id()));
    assertProblem(Problem.FORBIDDEN, () -> people.remove(stranger.person(), uscc, manager.id()));
  }

  @Test
  void revokesExactlyTheCertificatesOfWhoIsRemoved() {
    Grant leaving = body.user(manager, GrantScope.ALL, null);
    Grant staying = body.user(manager, GrantScope.ALL, null);
    String[] gone = {body.certify(leaving).serial(), body.certify(leaving).serial()};
    String kept = body.certify(staying).serial();
    assertThat(people.certificates(leaving)).hasSize(2);

    People.Ended ended = people.remove(manager.person(), uscc, leaving.id());

    assertThat(ended.revoked()).isEqualTo(2);
    for (String serial : gone) {
      assertThat(body.certificate(serial).path("status").asString()).isEqualTo("revoked");
      assertThat(body.certificate(serial).path("reason").asString()).isEqualTo("privilegeWithdrawn");
    }
    assertThat(body.certificate(kept).path("status").asString()).isEqualTo("good");
    assertThat(TestContext.events(jdbc, leaving.id())).contains("grant.ended", "certificate.revoked");
    assertProblem(
        Problem.WRONG_STATE, () -> people.remove(manager.person(), uscc, leaving.id()));
  }

  @Test
  void makesNoCertificateForWhoIsGone() {
    Grant leaving = body.user(manager, GrantScope.ALL, null);
    JsonNode application = body.apply(leaving, TestHolder.withKey("p256"));
    people.remove(manager.person(), uscc, leaving.id());
    assertThat(body.decide(application).expect(422).json().path("detail").asString())
        .contains("does not act for the body now");
  }

  @Test
  void endsTermOnTheDatabasesClock() {
    Grant user = body.user(manager, GrantScope.ALL, inDays(1));
    String serial = body.certify(user).serial();
    jdbc.sql("update body_grant set valid_until = clock_timestamp() where id = ?").param(user.id()).update();
    assertThat(people.activeGrant(user.person(), uscc)).isEmpty();
    sweeper.sweep();
    Grant ended = people.load(uscc, user.id());
    assertThat(Objects.requireNonNull(ended.end()).reason()).isEqualTo(Grant.EndReason.TERM_OVER);
    assertThat(ended.end().by()).isNull();
    assertThat(body.certificate(serial).path("reason").asString()).isEqualTo("cessationOfOperation");
  }

  @Test
  void handsOverWithoutTheKey() {
    String serial = body.certify(manager).serial();
    Grant after = people.handOver(responsible.person(), uscc, manager.id(), "测试接任人");
    assertThat(after.role()).isEqualTo(GrantRole.MANAGER);
    assertThat(after.person()).isNotEqualTo(manager.person());
    assertThat(people.certificates(after)).isEmpty();
    assertThat(body.certificate(serial).path("reason").asString()).isEqualTo("cessationOfOperation");
  }

  @Test
  void handsOverNoMoreThanOnesOwn() {
    GrantScope apps = new GrantScope(Set.of(ActionType.APP_RELEASE), null, null);
    Grant limited =
        people.appoint(
            responsible.person(), uscc, BodyPeople.request(GrantRole.MANAGER, "测试", apps, null));
    Grant user = body.user(manager, GrantScope.ALL, null);
    assertRule("scope-exceeded", () -> people.handOver(limited.person(), uscc, user.id(), "测试"));
    assertProblem(Problem.FORBIDDEN, () -> people.invite(limited.person(), uscc, user.id()));
    assertProblem(
        Problem.FORBIDDEN, () -> people.requireKeeps(limited.person(), uscc, user.person()));
    people.requireKeeps(manager.person(), uscc, user.person());
    assertThat(people.load(uscc, user.id()).active()).isTrue();
  }

  @Test
  void handsOverWhatHasNotBegunFromItsDay() {
    GrantRequest coming =
        new GrantRequest("测试使用人", GrantRole.USER, false, GrantScope.ALL, inDays(5), inDays(10));
    Grant user = people.appoint(manager.person(), uscc, coming);
    assertThat(people.handOver(manager.person(), uscc, user.id(), "测试接任人").from()).isEqualTo(user.from());
  }

  @Test
  void newResponsiblePersonTakesTheOldOnesPlace() {
    Grant next = body.responsible(uscc);
    Grant before = people.load(uscc, responsible.id());
    assertThat(Objects.requireNonNull(before.end()).reason()).isEqualTo(Grant.EndReason.HANDED_OVER);
    assertProblem(Problem.FORBIDDEN, () -> body.manager(before));
    assertThat(body.manager(next).active()).isTrue();
    assertThat(people.load(uscc, manager.id()).active()).isTrue();
  }

  @Test
  void onePersonOfTheAuthorityEntersNobody() {
    JsonNode proposed =
        body.clerk
            .post("/api/v1/institutions/" + uscc.value() + "/responsible-person", Map.of("name", "测试"))
            .expect(202)
            .json();
    body.clerk
        .post("/api/v1/principal-changes/" + proposed.path("change").asString() + "/approval", Map.of())
        .expect(403);
  }

  @Test
  void endsWithItsBody() {
    Map<String, Object> cancelled = TestHolder.institution(BodyPeople.NAME);
    cancelled.put("status", "cancelled");
    TestHolder.register(body.clerk, body.reviewer, uscc.value(), cancelled, "If-Match", "\"1\"");
    assertThat(people.list(uscc)).noneMatch(Grant::active);
  }

  @Test
  void rejectsWhatIsOutsideTheScope() {
    GrantScope apps = new GrantScope(Set.of(ActionType.APP_RELEASE), null, null);
    Held limited = body.certify(body.user(manager, apps, null));
    JsonNode rejected = body.verify(uscc, limited.holder(), null);
    assertThat(rejected.at("/verdict/reasons/0").asString()).isEqualTo("holderNotPermitted");
    GrantScope accounts =
        new GrantScope(Set.of(ActionType.ACCOUNT_OPENING), Set.of("dev-operator-appstore"), null);
    Held right = body.certify(body.user(manager, accounts, null));
    assertThat(body.verify(uscc, right.holder(), null).path("state").asString()).isEqualTo("verified");
  }

  @Test
  void matchesTheDepartmentWithTheRegister() {
    Held held = body.certify(manager);
    assertThat(body.verify(uscc, held.holder(), "宣传处").path("state").asString()).isEqualTo("verified");
    departments.add(manager.person(), uscc, "办公室");
    assertThat(body.verify(uscc, held.holder(), "宣传处").at("/verdict/reasons/0").asString())
        .isEqualTo("departmentUnknown");
    assertThat(body.verify(uscc, held.holder(), "办公室").path("state").asString()).isEqualTo("verified");
    assertRule("department-known", () -> departments.add(manager.person(), uscc, "办公室"));
  }

  @Test
  void theDatabaseChangesNoGrantThatEnded() {
    people.remove(responsible.person(), uscc, manager.id());
    assertThat(
            catchThrowableOfType(
                DataAccessException.class,
                () ->
                    jdbc.sql("update body_grant set ended_at = null, end_reason = null where id = ?")
                        .param(manager.id())
                        .update()))
        .hasMessageContaining("does not change");
  }

  private Grant appoint(boolean contractor, GrantScope scope, @Nullable Instant until) {
    return people.appoint(
        manager.person(),
        uscc,
        new GrantRequest("测试使用人", GrantRole.USER, contractor, scope, null, until));
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }

  private static void assertProblem(Problem problem, ThrowingCallable act) {
    assertThat(catchThrowableOfType(Refusal.class, act).problem()).isEqualTo(problem);
  }

  private static void assertRule(String code, ThrowingCallable act) {
    assertThat(catchThrowableOfType(Refusal.class, act).errors())
        .extracting(Refusal.MemberError::code)
        .contains(code);
  }
}
