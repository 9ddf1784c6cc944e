package org.zhengyan.access.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Uscc;

/** A person is removed by one and invited by another at the same moment: nobody who has left gets a code. */
@ServerTest
@NullUnmarked
class LeavingMeanwhileTest {
  @Autowired ApplicationContext application;
  @Autowired People people;
  @Autowired JdbcClient jdbc;
  @Autowired TransactionTemplate transaction;

  private Uscc uscc;
  private Grant responsible;
  private Grant manager;
  private Grant user;
  private BodyPeople body;

  @BeforeEach
  void body() {
    body = new BodyPeople(application);
    uscc = body.body();
    responsible = body.responsible(uscc);
    manager = body.manager(responsible);
    user = body.user(manager, GrantScope.ALL, null);
  }

  /** Begins the act while the removal is under way, which then goes first. */
  private <T> T whileRemoved(Callable<T> act) throws Exception {
    FutureTask<T> acting = new FutureTask<>(act);
    transaction.executeWithoutResult(
        status -> {
          people.remove(responsible.person(), uscc, user.id());
          Thread.ofVirtual().start(acting);
          Awaitility.await().until(() -> acting.isDone() || waits());
        });
    return acting.get();
  }

  private boolean waits() {
    return jdbc.sql(
            "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database() and (query like 'select *,%body_grant%for update'"
                + " or query like 'update account set%'))")
        .query(Boolean.class)
        .single();
  }

  private int accounts() {
    return jdbc.sql("select count(*) from account where person = ? and state <> 'closed'")
        .param(user.person().value())
        .query(Integer.class)
        .single();
  }

  @Test
  void makesNoAccountForWhoIsRemoved() throws Exception {
    Refusal refusal =
        whileRemoved(
            () ->
                Assertions.catchThrowableOfType(
                    Refusal.class, () -> people.invite(manager.person(), uscc, user.id())));
    assertThat(accounts()).isZero();
    assertThat(refusal.problem()).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void givesNoCodeForAnAccountThatIsClosed() throws Exception {
    TestSignIn keeper = body.signIn(responsible, manager);
    body.signIn(manager, user);
    String id =
        jdbc.sql("select id from account where person = ?").param(user.person().value()).query(String.class).single();
    HttpResponse<String> answer =
        whileRemoved(() -> keeper.post("/account/people/" + id + "/code", java.util.Map.of()));
    assertThat(accounts()).as("accounts that somebody can take").isZero();
    assertThat(answer.statusCode()).isEqualTo(409);
  }
}
