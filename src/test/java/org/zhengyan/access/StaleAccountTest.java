package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** An act on an account that somebody else closed after it was read: closed is for good. */
@ServerTest
@NullUnmarked
class StaleAccountTest {
  @Autowired ApplicationContext application;
  @Autowired Accounts accounts;
  @Autowired TransactionTemplate transaction;

  /** Something that is done with an account. */
  interface Act {
    void on(Accounts accounts, Account account);
  }

  static Stream<Act> acts() {
    return Stream.of(
        (accounts, read) -> accounts.state(By.NOBODY, read, Account.State.SUSPENDED),
        (accounts, read) -> accounts.state(By.NOBODY, read, Account.State.ACTIVE),
        (accounts, read) -> accounts.reset(By.NOBODY, read),
        (accounts, read) -> accounts.roles(By.NOBODY, read, Set.of(Role.REVIEWER), false, null));
  }

  private Account read() {
    return accounts.load(new TestAccounts(application).add(Role.CLERK, false));
  }

  private void run(Consumer<Accounts> act) {
    transaction.executeWithoutResult(status -> act.accept(accounts));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void leavesClosedWhatIsClosed(Act act) {
    Account read = read();
    run(all -> all.state(By.NOBODY, read, Account.State.CLOSED));
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> run(all -> act.on(all, read)));
    assertThat(accounts.load(read.id()).state()).isEqualTo(Account.State.CLOSED);
    assertThat(accounts.load(read.id()).roles()).containsExactly(Role.CLERK);
    assertThat(refusal.problem()).isEqualTo(Problem.WRONG_STATE);
  }

  @Test
  void givesNoRolesToAnotherVersion() {
    Account read = read();
    run(all -> all.roles(By.NOBODY, read, Set.of(Role.REVIEWER), false, null));
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> run(all -> all.roles(By.NOBODY, read, Set.of(Role.CLERK), false, null)));
    assertThat(accounts.load(read.id()).roles()).containsExactly(Role.REVIEWER);
    assertThat(refusal.problem()).isEqualTo(Problem.WRONG_STATE);
  }
}
