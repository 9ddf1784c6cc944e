package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.springframework.context.ApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestContext;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/** Bodies, persons and the controller, without HTTP. */
final class IssuanceFixture {
  static final Actor CLERK = TestContext.actor("clerk", "p-clerk", new Division("320100"));
  static final Actor OTHER_CLIENT_OF_CLERK = TestContext.actor("clerk-2", "p-clerk", new Division("320100"));
  static final Actor REVIEWER = TestContext.actor("reviewer", "p-reviewer", new Division("320100"));
  static final Actor SECOND_REVIEWER = TestContext.actor("reviewer-2", "p-reviewer-2", new Division("320000"));
  static final Actor BEIJING = TestContext.actor("beijing", "p-beijing", new Division("110000"));
  static final Actor OPERATOR = TestContext.actor("operator", "p-operator", null);

  final ApplicationContext context;
  final ApplicationController controller;
  final CertificateStore certificates;
  final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  IssuanceFixture(ApplicationContext context) {
    this.context = context;
    this.controller = context.getBean(ApplicationController.class);
    this.certificates = context.getBean(CertificateStore.class);
    this.jdbc = context.getBean(JdbcClient.class);
    this.transactions = context.getBean(TransactionTemplate.class);
  }

  /** Registers a public institution of Nanjing and returns its code. */
  String body(String name) {
    String uscc = TestHolder.newUscc();
    version(uscc, 1, name, "normal", LocalDate.of(2025, 1, 1), today().plusYears(10));
    return uscc;
  }

  /** A change of the registry with all that follows it. */
  void change(String uscc, String name, String status) {
    transactions.executeWithoutResult(
        tx -> {
          Institutions institutions = context.getBean(Institutions.class);
          Institution before = institutions.find(new Uscc(uscc)).orElseThrow();
          LocalDate validTo = Objects.requireNonNull(before.validTo());
          version(uscc, before.version() + 1, name, status, before.issuedOn(), validTo);
          Institution after = institutions.find(new Uscc(uscc)).orElseThrow();
          context.publishEvent(new InstitutionChanged(before, after, today(), approval(uscc)));
        });
  }

  /** Another first name from a day to come. */
  void announce(String uscc, String name, LocalDate day) {
    transactions.executeWithoutResult(
        tx -> {
          Institution before =
              context.getBean(Institutions.class).find(new Uscc(uscc)).orElseThrow();
          int next = before.version() + 1;
          LocalDate validTo = Objects.requireNonNull(before.validTo());
          version(uscc, next, day, name, "normal", before.issuedOn(), validTo);
          Institution after =
              new Institution(
                  before.uscc(), next, before.kind(), List.of(name), before.abbreviations(),
                  before.division(), before.address(), before.head(), before.authority(), null, null,
                  before.issuedOn(), before.status(), before.validFrom(), before.validTo(),
                  before.purpose(), before.funding(), before.capital(), before.sponsors());
          context.publishEvent(new InstitutionChanged(before, after, day, approval(uscc)));
        });
  }

  private static Proposal approval(String uscc) {
    Instant now = Instant.now();
    return new Proposal(
        "change", "registry-change", uscc, new Division("320100"), "ab".repeat(32),
        Proposal.State.APPROVED, new PersonId("p-1"), "clerk", now, new PersonId("p-2"), "reviewer",
        now, null);
  }

  private void version(
      String uscc, int version, String name, String status, LocalDate issuedOn, LocalDate validTo) {
    version(uscc, version, today(), name, status, issuedOn, validTo);
  }

  private void version(
      String uscc,
      int version,
      LocalDate day,
      String name,
      String status,
      LocalDate issuedOn,
      LocalDate validTo) {
    jdbc.sql(
            """
            insert into institution_version (uscc, version, effective_on, kind, names, abbreviations,
              division, address, head, authority, issued_on, status, valid_from, valid_to, purpose,
              funding, capital, sponsors)
            values (:uscc, :version, :day, 'publicInstitution', array[:name], '{}', '320100', 'a',
              'h', 'r', :issuedOn, :status, :issuedOn, :validTo, 'p', 'f', 'c', '{}')
            """)
        .param("uscc", uscc)
        .param("version", version)
        .param("day", day)
        .param("name", name)
        .param("issuedOn", issuedOn)
        .param("status", status)
        .param("validTo", validTo)
        .update();
  }

  LocalDate today() {
    return LocalDate.now(CertificateStore.CALENDAR);
  }

  ApplicationResponse apply(String uscc, TestHolder holder, String suite) {
    return apply(CLERK, new ApplicationRequest(uscc, suite, holder.csr(), null, null));
  }

  ApplicationResponse apply(Actor actor, ApplicationRequest request) {
    return body(controller.submit(actor, plain(actor), request));
  }

  ApplicationResponse approve(Actor actor, ApplicationResponse application) {
    return approve(actor, application, plain(actor));
  }

  ApplicationResponse approve(
      Actor actor, ApplicationResponse application, IdempotentRequest idempotent) {
    return body(
        controller.approve(
            actor, idempotent, application.id(), new ApprovalRequest(application.digest())));
  }

  ApplicationResponse refuse(Actor actor, ApplicationResponse application) {
    return body(
        controller.refuse(
            actor, plain(actor), application.id(), new RefusalRequest("not needed")));
  }

  ApplicationResponse show(ApplicationResponse application) {
    return controller.application(CLERK, application.id());
  }

  IssuedCertificate certificate(ApplicationResponse issued) {
    return certificates
        .find(SerialNumber.ofHex(Objects.requireNonNull(issued.serial())))
        .orElseThrow();
  }

  /** Every serial that was ever meant for the application, oldest first. */
  List<SerialNumber> attempts(ApplicationResponse application) {
    return jdbc.sql("select serial from issuance_attempt where application = ? order by intended_at")
        .param(application.id())
        .query(String.class)
        .list()
        .stream()
        .map(hex -> SerialNumber.ofHex(Objects.requireNonNull(hex)))
        .toList();
  }

  List<String> events(String subject) {
    return TestContext.events(jdbc, "\"subject\":\"" + subject + "\"");
  }

  <T> T act(Supplier<T> act) {
    return Objects.requireNonNull(transactions.execute(tx -> act.get()));
  }

  static IdempotentRequest plain(Actor actor) {
    return new IdempotentRequest(actor.clientId(), null, new byte[0]);
  }

  @SuppressWarnings("unchecked")
  private static ApplicationResponse body(ResponseEntity<?> answer) {
    return (ApplicationResponse) Objects.requireNonNull(answer.getBody());
  }

  static void assertComplaint(String code, ThrowingCallable act) {
    Refusal refusal = assertProblem(Problem.REFUSED_BY_RULE, act);
    assertThat(refusal.errors()).extracting(MemberError::code).containsExactly(code);
  }

  static Refusal assertProblem(Problem problem, ThrowingCallable act) {
    Refusal refusal = catchThrowableOfType(Refusal.class, act);
    assertThat(refusal).as("it was not refused").isNotNull();
    assertThat(refusal.problem()).as(refusal.detail()).isEqualTo(problem);
    return refusal;
  }
}
