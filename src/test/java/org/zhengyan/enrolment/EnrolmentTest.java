package org.zhengyan.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.zhengyan.ServerTest;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.issuance.DeliveryResponse;
import org.zhengyan.principal.Division;

/** The flows of applying, from the person to the certificate, and what each refuses. */
@ServerTest
class EnrolmentTest {
  @LocalServerPort private int port;
  @Autowired private Enrolments enrolments;
  @Autowired private EnrolmentDesk desk;
  @Autowired private EnrolmentSweeper sweeper;
  @Autowired private JdbcClient jdbc;

  private EnrolledBody body;
  private Applicant manager;

  @BeforeEach
  void body() {
    body = EnrolledBody.of(port, enrolments);
    manager = body.person(true);
  }

  @Test
  void leadsFromThePersonThroughTwoOthersBackToThePerson() {
    Enrolment enrolment = body.apply(manager);
    assertThat(step(enrolment)).isEqualTo("submitted");
    String application = body.accept(enrolment);
    assertThat(step(enrolment)).isEqualTo("reviewed");
    body.reviewer.post("/api/v1/certificate-applications/" + application + "/approval").expect(200);
    assertThat(step(enrolment)).isEqualTo("issued");

    DeliveryResponse delivery = enrolments.collect(manager, enrolment.id());
    assertThat(delivery.chain()).hasSize(2);
    assertThat(delivery.revocationCode()).isNotBlank();
    assertThat(step(enrolment)).isEqualTo("joined");
    assertThat(enrolments.collect(manager, enrolment.id()).revocationCode())
        .isNotEqualTo(delivery.revocationCode());
    assertThat(events(enrolment.id()))
        .containsExactly("enrolment.submitted", "enrolment.accepted", "enrolment.joined");
  }

  @Test
  void clerkDoesNotCollectWhatWasMadeForAPerson() {
    Enrolment enrolment = body.apply(manager);
    body.issue(enrolment);
    String application = enrolments.load(manager, enrolment.id()).enrolment().application();
    assertThat(
            body.clerk.post("/api/v1/certificate-applications/" + application + "/delivery").expect(403).problem())
        .isEqualTo("forbidden");
  }

  @Test
  void anotherPersonOfTheBodyDoesNotCollect() {
    Enrolment enrolment = body.apply(manager);
    body.issue(enrolment);
    assertThat(problem(() -> enrolments.collect(body.person(true), enrolment.id())))
        .isEqualTo(Problem.FORBIDDEN);
    assertThat(problem(() -> enrolments.collect(body.person(false), enrolment.id())))
        .isEqualTo(Problem.NOT_FOUND);
  }

  @Test
  void personWhoAppliedDecidesNothing() {
    Enrolment enrolment = body.apply(manager);
    var self = TestContext.actor("c-self", manager.person().value(), Division.NATIONAL);
    assertThat(problem(() -> desk.accept(self, enrolment.id(), null))).isEqualTo(Problem.SAME_PERSON);
    assertThat(problem(() -> desk.refuse(self, enrolment.id(), "x"))).isEqualTo(Problem.SAME_PERSON);
  }

  @Test
  void authorityElsewhereDecidesNothing() {
    Enrolment enrolment = body.apply(manager);
    var elsewhere = TestContext.actor("c-bj", "p-bj", new Division("110000"));
    assertThat(problem(() -> desk.accept(elsewhere, enrolment.id(), null)))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
  }

  @Test
  void refusesToRenewTooEarly() {
    String serial = body.serial(manager);
    assertRefused("too-early", () -> apply(EnrolmentKind.RENEWAL, serial));
  }

  @Test
  void renewsInTheLastThirtyDaysAndLeavesTheOldOne() {
    LocalDate soon = LocalDate.now(CertificateStore.CALENDAR).plusDays(20);
    EnrolledBody ending = EnrolledBody.until(port, enrolments, soon);
    Applicant person = ending.person(false);
    String serial = ending.serial(person);
    Enrolment renewal =
        ending.apply(person, EnrolmentKind.RENEWAL, TestHolder.withKey("sm2"), serial);
    String next = ending.issue(renewal).path("serial").asString();
    assertThat(ending.status(serial)).isEqualTo("good");
    assertThat(ending.status(next)).isEqualTo("good");
  }

  @Test
  void suspendsALostOneAtOnceAndRevokesItWithTheNext() {
    String lost = body.serial(manager);
    Enrolment replacement = apply(EnrolmentKind.REPLACEMENT, lost);
    assertThat(body.status(lost)).isEqualTo("suspended");
    body.issue(replacement);
    assertThat(body.status(lost)).isEqualTo("revoked");
    assertThat(body.reason(lost)).isEqualTo("keyCompromise");
  }

  @Test
  void refusesToRenewWhatIsSuspended() {
    LocalDate soon = LocalDate.now(CertificateStore.CALENDAR).plusDays(20);
    body = EnrolledBody.until(port, enrolments, soon);
    manager = body.person(true);
    String serial = body.serial(manager);
    enrolments.reportLost(manager, serial);
    assertRefused("predecessor-suspended", () -> apply(EnrolmentKind.RENEWAL, serial));
  }

  @Test
  void refusesToChangeWhatTheRegistrySaysStill() {
    String serial = body.serial(manager);
    assertRefused("registry-unchanged", () -> apply(EnrolmentKind.CHANGE, serial));
  }

  @Test
  void changesAfterARename() {
    String serial = body.serial(manager);
    body.change("南京市改名示例学校", "normal");
    assertThat(body.reason(serial)).isEqualTo("affiliationChanged");
    Enrolment change = apply(EnrolmentKind.CHANGE, serial);
    assertThat(body.issue(change).path("name").asString()).isEqualTo("南京市改名示例学校");
    assertRefused("predecessor-revoked", () -> apply(EnrolmentKind.REPLACEMENT, serial));
  }

  @Test
  void refusesWhatIsAnotherPersonsOrBodys() {
    String others = body.serial(body.person(false));
    assertRefused("predecessor-not-yours", () -> apply(EnrolmentKind.REPLACEMENT, others));
    String elsewhere = EnrolledBody.of(port, enrolments).serial(body.person(true));
    assertRefused("predecessor-not-yours", () -> apply(EnrolmentKind.REPLACEMENT, elsewhere));
    assertRefused("predecessor-missing", () -> apply(EnrolmentKind.RENEWAL, null));
    assertRefused("predecessor-not-asked", () -> apply(EnrolmentKind.FIRST, others));
  }

  @Test
  void refusesAKeyThatIsAppliedForOrWasCertified() {
    TestHolder key = TestHolder.withKey("p256");
    Enrolment first = body.apply(manager, EnrolmentKind.FIRST, key, null);
    assertRefused("key-applied-for", () -> body.apply(manager, EnrolmentKind.FIRST, key, null));
    body.issue(first);
    assertRefused("key-certified-before", () -> body.apply(manager, EnrolmentKind.FIRST, key, null));
  }

  @Test
  void refusesAFrozenBody() {
    body.change(EnrolledBody.NAME, "frozen");
    assertRefused("institution-not-normal", () -> body.apply(manager));
  }

  @Test
  void refusesToAcceptWhatTheRegistryOvertook() {
    Enrolment enrolment = body.apply(manager);
    body.change("南京市改名示例学校", "normal");
    assertThat(
            body.clerk
                .post("/api/v1/enrolments/" + enrolment.id() + "/acceptance", Map.of("digest", enrolment.digest()))
                .expect(409)
                .problem())
        .isEqualTo("digest-mismatch");
  }

  @Test
  void withdrawsUntilItIsIssued() {
    Enrolment submitted = body.apply(manager);
    assertThat(enrolments.withdraw(manager, submitted.id()).step().wire()).isEqualTo("withdrawn");
    assertThat(body.clerk.post("/api/v1/enrolments/" + submitted.id() + "/acceptance").expect(409).problem())
        .isEqualTo("wrong-state");

    Enrolment reviewed = body.apply(manager);
    String application = body.accept(reviewed);
    assertThat(enrolments.withdraw(manager, reviewed.id()).step().wire()).isEqualTo("withdrawn");
    body.reviewer.post("/api/v1/certificate-applications/" + application + "/approval").expect(409);

    Enrolment issued = body.apply(manager);
    body.issue(issued);
    assertThat(problem(() -> enrolments.withdraw(manager, issued.id()))).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void holdsNoMoreThanTwentyAtATime() {
    for (int i = 0; i < Enrolments.MOST_OPEN; i++) {
      body.apply(manager);
    }
    assertThat(problem(() -> body.apply(manager))).isEqualTo(Problem.REFUSED_BY_RULE);
  }

  @Test
  void endsWhatNobodyExaminedInThirtyDays() {
    Enrolment enrolment = body.apply(manager);
    jdbc.sql("update enrolment set submitted_at = submitted_at - interval '31 days' where id = ?")
        .param(enrolment.id())
        .update();
    sweeper.sweep();
    assertThat(step(enrolment)).isEqualTo("lapsed");
    assertThat(events(enrolment.id())).endsWith("enrolment.lapsed");
  }

  private Enrolment apply(EnrolmentKind kind, String predecessor) {
    return body.apply(manager, kind, TestHolder.withKey("p256"), predecessor);
  }

  private String step(Enrolment enrolment) {
    return enrolments.load(manager, enrolment.id()).step().wire();
  }

  private java.util.List<String> events(String subject) {
    return TestContext.events(jdbc, "\"subject\":\"" + subject + "\"");
  }

  private static Problem problem(ThrowingCallable act) {
    return catchThrowableOfType(Refusal.class, act).problem();
  }

  private static void assertRefused(String code, ThrowingCallable act) {
    Refusal refusal = catchThrowableOfType(Refusal.class, act);
    assertThat(refusal).isNotNull();
    assertThat(refusal.errors()).extracting(Refusal.MemberError::code).containsExactly(code);
  }
}
