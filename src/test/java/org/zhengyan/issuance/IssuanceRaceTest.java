package org.zhengyan.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zhengyan.issuance.IssuanceFixture.REVIEWER;
import static org.zhengyan.issuance.IssuanceFixture.SECOND_REVIEWER;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.CannotCreateTransactionException;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** Decisions at the same time: one wins, and there is one certificate at most. */
@ServerTest
class IssuanceRaceTest {
  private static final String NAME = "南京市测试中心";

  @Autowired private ApplicationContext context;
  private IssuanceFixture on;
  private String uscc;

  @BeforeEach
  void body() {
    on = new IssuanceFixture(context);
    uscc = on.body(NAME);
  }

  @Test
  void issuesOnceWhenApprovalsRace() throws Exception {
    for (int round = 0; round < 5; round++) {
      ApplicationResponse application = apply();
      List<ApplicationResponse> answers =
          race(
              List.of(
                  () -> on.approve(REVIEWER, application),
                  () -> on.approve(REVIEWER, application),
                  () -> on.approve(SECOND_REVIEWER, application)));
      assertThat(on.attempts(application)).hasSize(1);
      assertThat(answers).isNotEmpty();
      assertThat(answers.stream().map(ApplicationResponse::certificate).distinct()).hasSize(1);
    }
  }

  @Test
  void decidesOnceWhenApprovalRacesRefusal() throws Exception {
    for (int round = 0; round < 5; round++) {
      ApplicationResponse application = apply();
      List<ApplicationResponse> answers =
          race(
              List.of(
                  () -> on.approve(REVIEWER, application),
                  () -> on.refuse(SECOND_REVIEWER, application)));
      assertThat(answers).hasSize(1);
      boolean issued = answers.getFirst().state().equals("issued");
      assertThat(on.attempts(application)).hasSize(issued ? 1 : 0);
      assertThat(on.show(application).state()).isEqualTo(answers.getFirst().state());
    }
  }

  @Test
  void neverIssuesForBodyThatFroze() throws Exception {
    for (int round = 0; round < 5; round++) {
      String raced = on.body(NAME);
      ApplicationResponse application = on.apply(raced, TestHolder.withKey("p256"), "p256");
      race(
          List.of(
              () -> on.approve(REVIEWER, application),
              () -> {
                on.change(raced, NAME, "frozen");
                return application;
              }));
      ApplicationResponse after = on.show(application);
      if (after.state().equals("issued")) {
        assertThat(on.certificate(after).state()).isEqualTo(CertificateState.SUSPENDED);
      }
      on.attempts(application)
          .forEach(
              serial ->
                  assertThat(on.certificates.find(serial).orElseThrow().state())
                      .isNotEqualTo(CertificateState.GOOD));
    }
  }

  @Test
  void issuesManyAtOnceOnFewConnections() throws Exception {
    List<Callable<ApplicationResponse>> approvals = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ApplicationResponse application = apply();
      approvals.add(() -> on.approve(REVIEWER, application));
    }
    assertThat(race(approvals)).hasSize(40);
  }

  private ApplicationResponse apply() {
    return on.apply(uscc, TestHolder.withKey("p256"), "p256");
  }

  /** What cannot be done right now is tried again, as callers of the API are told. */
  private static <T> T patiently(Callable<T> act) throws Exception {
    Instant until = Instant.now().plusSeconds(30);
    while (true) {
      try {
        return act.call();
      } catch (Refusal e) {
        if (e.problem() != Problem.UNAVAILABLE || Instant.now().isAfter(until)) {
          throw e;
        }
      } catch (CannotCreateTransactionException e) {
        if (Instant.now().isAfter(until)) {
          throw e;
        }
      }
    }
  }

  /** Runs the acts at the same time; what was refused is left out. */
  private static <T> List<T> race(List<Callable<T>> acts) throws Exception {
    CyclicBarrier start = new CyclicBarrier(acts.size());
    List<T> answers = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> act : acts) {
        futures.add(
            executor.submit(
                () -> {
                  start.await();
                  return patiently(act);
                }));
      }
      for (Future<T> future : futures) {
        try {
          answers.add(future.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(Refusal.class);
        }
      }
    }
    return answers;
  }
}
