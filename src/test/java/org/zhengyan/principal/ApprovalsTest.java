package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestContext;
import org.zhengyan.TestStores;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

class ApprovalsTest {
  private static final String KIND = "test-act";
  private static final String DIGEST = "ab".repeat(32);
  private static final Division NANJING = new Division("320100");
  private static final Division XUANWU = new Division("320102");

  private static final Actor CLERK = TestContext.actor("clerk", "p-clerk", NANJING);
  private static final Actor REVIEWER = TestContext.actor("reviewer", "p-reviewer", NANJING);
  private static final Actor NATIONAL = TestContext.actor("national", "p-national", Division.NATIONAL);
  private static final Actor OPERATOR = TestContext.actor("operator", "p-operator", null);

  private static JdbcTemplate jdbc;
  private static TransactionTemplate transaction;
  private static Approvals approvals;

  @BeforeAll
  static void connect() {
    jdbc = new JdbcTemplate(TestStores.freshDatabase());
    transaction =
        new TransactionTemplate(
            new DataSourceTransactionManager(java.util.Objects.requireNonNull(jdbc.getDataSource())));
    approvals = new Approvals(jdbc);
  }

  private static Proposal act(Supplier<Proposal> act) {
    Proposal done = transaction.execute(status -> act.get());
    return java.util.Objects.requireNonNull(done);
  }

  private static Proposal submit() {
    return act(() -> approvals.submit(CLERK, KIND, "subject", XUANWU, DIGEST));
  }

  private static Problem problemOf(Supplier<Proposal> act) {
    return catchThrowableOfType(Refusal.class, () -> act(act)).problem();
  }

  private static Proposal.State stateOf(Proposal proposal) {
    return approvals.load(KIND, proposal.id()).state();
  }

  @Test
  void anotherPersonApproves() {
    Proposal proposal = submit();
    assertThat(proposal.state()).isEqualTo(Proposal.State.SUBMITTED);
    assertThat(proposal.decidedBy()).isNull();
    Proposal approved = act(() -> approvals.approve(REVIEWER, KIND, proposal.id(), DIGEST));
    assertThat(approved.state()).isEqualTo(Proposal.State.APPROVED);
    assertThat(approved.decidedBy()).isEqualTo(REVIEWER.owner());
    assertThat(approved.decidedByClient()).isEqualTo("reviewer");
    assertThat(approved.decidedAt()).isAfterOrEqualTo(approved.submittedAt());
    assertThat(approvals.load(KIND, proposal.id())).isEqualTo(approved);
  }

  @Test
  void anotherPersonRefusesAndTheReasonIsKept() {
    Proposal proposal = submit();
    Proposal refused = act(() -> approvals.refuse(REVIEWER, KIND, proposal.id(), "不完整"));
    assertThat(refused.state()).isEqualTo(Proposal.State.REFUSED);
    assertThat(refused.reason()).isEqualTo("不完整");
  }

  @Test
  void aHigherAuthorityDecides() {
    Proposal proposal = submit();
    assertThat(act(() -> approvals.approve(NATIONAL, KIND, proposal.id(), null)).state())
        .isEqualTo(Proposal.State.APPROVED);
  }

  @Test
  void rejectsTheSamePerson() {
    Proposal proposal = submit();
    assertThat(problemOf(() -> approvals.approve(CLERK, KIND, proposal.id(), DIGEST)))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  private static Actor named(String id, String name) {
    jdbc.update("insert into person (id, name) values (?, ?) on conflict do nothing", id, name);
    return TestContext.actor("client-of-" + id, id, NANJING);
  }

  @ParameterizedTest
  @CsvSource({"王小明,王小明", "王小明,王　小明", "Wang Lei,ＷＡＮＧ ＬＥＩ", "买买提·吐尔逊,买买提吐尔逊"})
  void rejectsAnotherPersonOfTheSameName(String one, String other) {
    Actor first = named("one-" + one, one);
    Actor second = named("other-" + other, other);
    Proposal proposal = act(() -> approvals.submit(first, KIND, "subject", NANJING, DIGEST));
    assertThat(problemOf(() -> approvals.approve(second, KIND, proposal.id(), DIGEST)))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
    act(() -> approvals.approve(REVIEWER, KIND, proposal.id(), DIGEST));
  }

  @Test
  void tellsTwoOfOneNameApartByNumbersOfOneAuthority() {
    Actor first = named("numbered-1", "李同名");
    Actor second = named("numbered-2", "李同名");
    number("here", "1", first);
    number("there", "2", second);
    Proposal proposal = act(() -> approvals.submit(first, KIND, "subject", NANJING, DIGEST));
    assertThat(problemOf(() -> approvals.approve(second, KIND, proposal.id(), DIGEST)))
        .as("numbers of two authorities say nothing of each other")
        .isEqualTo(Problem.SAME_PERSON);
    number("here", "2", second);
    assertThat(act(() -> approvals.approve(second, KIND, proposal.id(), DIGEST)).state())
        .isEqualTo(Proposal.State.APPROVED);
  }

  private static void number(String authority, String number, Actor actor) {
    new StaffNumbers(jdbc, new PersonStore(jdbc)).keep(authority, number, actor.owner());
  }

  @Test
  void givesANumberToOnePerson() {
    Actor first = named("kept-1", "张一");
    Actor second = named("kept-2", "张二");
    number("kept", "7", first);
    assertThat(catchThrowableOfType(Refusal.class, () -> number("kept", "7", second)).problem())
        .isEqualTo(Problem.WRONG_STATE);
    assertThat(catchThrowableOfType(Refusal.class, () -> number("kept", "8", first)).problem())
        .as("nor a second number to a person")
        .isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void rejectsTheSameOwnerThroughAnotherClient() {
    Proposal proposal = submit();
    Actor otherClient = TestContext.actor("second-client", "p-clerk", Division.NATIONAL);
    assertThat(problemOf(() -> approvals.approve(otherClient, KIND, proposal.id(), DIGEST)))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(problemOf(() -> approvals.refuse(otherClient, KIND, proposal.id(), "no")))
        .isEqualTo(Problem.SAME_PERSON);
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  @Test
  void rejectsAnotherDivision() {
    Proposal proposal = submit();
    for (String division : List.of("320200", "320104", "330000")) {
      Actor elsewhere = TestContext.actor("elsewhere", "p-elsewhere", new Division(division));
      assertThat(problemOf(() -> approvals.approve(elsewhere, KIND, proposal.id(), DIGEST)))
          .isEqualTo(Problem.OUTSIDE_DIVISION);
      assertThat(
              problemOf(() -> approvals.submit(elsewhere, KIND, "subject", XUANWU, DIGEST)))
          .isEqualTo(Problem.OUTSIDE_DIVISION);
    }
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  @Test
  void rejectsSubmittingForADivisionAbove() {
    assertThat(
            problemOf(
                () -> approvals.submit(CLERK, KIND, "subject", new Division("320000"), DIGEST)))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
  }

  @Test
  void rejectsAnOperatorsClient() {
    Proposal proposal = submit();
    assertThat(problemOf(() -> approvals.submit(OPERATOR, KIND, "subject", XUANWU, DIGEST)))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
    assertThat(problemOf(() -> approvals.approve(OPERATOR, KIND, proposal.id(), DIGEST)))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
    assertThat(problemOf(() -> approvals.refuse(OPERATOR, KIND, "no-such-id", "no")))
        .isEqualTo(Problem.OUTSIDE_DIVISION);
  }

  @Test
  void rejectsAnotherDigest() {
    Proposal proposal = submit();
    for (String digest : List.of("cd".repeat(32), DIGEST.toUpperCase(java.util.Locale.ROOT), "")) {
      assertThat(problemOf(() -> approvals.approve(REVIEWER, KIND, proposal.id(), digest)))
          .isEqualTo(Problem.DIGEST_MISMATCH);
    }
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  @Test
  void rejectsAnUnknownIdAndAnIdOfAnotherKind() {
    Proposal proposal = submit();
    assertThat(problemOf(() -> approvals.approve(REVIEWER, KIND, "no-such-id", DIGEST)))
        .isEqualTo(Problem.NOT_FOUND);
    assertThat(problemOf(() -> approvals.approve(REVIEWER, "other-act", proposal.id(), DIGEST)))
        .isEqualTo(Problem.NOT_FOUND);
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  @Test
  void rejectsASecondDecision() {
    Proposal proposal = submit();
    act(() -> approvals.refuse(REVIEWER, KIND, proposal.id(), "no"));
    assertThat(problemOf(() -> approvals.approve(REVIEWER, KIND, proposal.id(), DIGEST)))
        .isEqualTo(Problem.WRONG_STATE);
    assertThat(problemOf(() -> approvals.refuse(NATIONAL, KIND, proposal.id(), "again")))
        .isEqualTo(Problem.WRONG_STATE);
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.REFUSED);
  }

  @Test
  void aDecisionThatRollsBackDecidesNothing() {
    Proposal proposal = submit();
    transaction.executeWithoutResult(
        status -> {
          approvals.approve(REVIEWER, KIND, proposal.id(), DIGEST);
          status.setRollbackOnly();
        });
    assertThat(stateOf(proposal)).isEqualTo(Proposal.State.SUBMITTED);
  }

  @Test
  void demandsATransaction() {
    assertThatIllegalStateException()
        .isThrownBy(() -> approvals.submit(CLERK, KIND, "subject", XUANWU, DIGEST));
    Proposal proposal = submit();
    assertThatIllegalStateException()
        .isThrownBy(() -> approvals.approve(REVIEWER, KIND, proposal.id(), DIGEST));
  }

  /** Approvals and refusals by eight persons at the same moment, each on a connection of its own. */
  @Test
  void exactlyOneOfManyAtOnceDecides() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 25; round++) {
        Proposal proposal = submit();
        CyclicBarrier together = new CyclicBarrier(8);
        List<Future<@Nullable Problem>> answers = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
          Actor person = TestContext.actor("client-" + n, "p-" + n, NANJING);
          boolean approves = n % 2 == 0;
          Callable<@Nullable Problem> decide =
              () -> {
                together.await();
                try {
                  act(
                      () ->
                          approves
                              ? approvals.approve(person, KIND, proposal.id(), DIGEST)
                              : approvals.refuse(person, KIND, proposal.id(), "no"));
                  return null;
                } catch (Refusal refusal) {
                  return refusal.problem();
                }
              };
          answers.add(threads.submit(decide));
        }
        List<@Nullable Problem> problems = new ArrayList<>();
        for (Future<@Nullable Problem> answer : answers) {
          problems.add(answer.get());
        }
        assertThat(problems).filteredOn(problem -> problem == null).hasSize(1);
        assertThat(problems)
            .filteredOn(problem -> problem != null)
            .containsOnly(Problem.WRONG_STATE);
        assertThat(stateOf(proposal)).isNotEqualTo(Proposal.State.SUBMITTED);
      }
    }
  }

  /** Whatever code does, the table holds no row that one person both submitted and decided. */
  @Test
  void theTableRefusesOnePersonInBothRoles() {
    Proposal proposal = submit();
    assertThatThrownBy(
            () ->
                jdbc.update(
                    "UPDATE proposal SET state = 'approved', decided_by = submitted_by,"
                        + " decided_by_client = 'x', decided_at = now() WHERE id = ?",
                    proposal.id()))
        .isInstanceOf(DataIntegrityViolationException.class);
  }
}
