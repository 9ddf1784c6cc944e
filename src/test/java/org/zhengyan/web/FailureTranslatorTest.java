package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

class FailureTranslatorTest {
  @Test
  void saysWhyItWasRolledBackWhenTheRollbackFailedToo() {
    TransactionSystemException lost = rollbackFailed();
    lost.initApplicationException(new DataAccessResourceFailureException("the connection is gone"));
    assertThat(FailureTranslator.translate(lost).problem()).isEqualTo(Problem.UNAVAILABLE);

    TransactionSystemException refused = rollbackFailed();
    refused.initApplicationException(Refusal.of(Problem.NOT_FOUND, "nothing here"));
    assertThat(FailureTranslator.translate(refused).problem()).isEqualTo(Problem.NOT_FOUND);
  }

  @Test
  void says503WhenACommitFailsWithoutAState() {
    assertThat(FailureTranslator.translate(rollbackFailed()).problem()).isEqualTo(Problem.UNAVAILABLE);
  }

  @Test
  void says500ForWhatNobodyForesaw() {
    assertThat(FailureTranslator.translate(new IllegalStateException("a fault")).problem())
        .isEqualTo(Problem.INTERNAL);
  }

  private static TransactionSystemException rollbackFailed() {
    return new TransactionSystemException("Could not roll back", new SQLException("Connection is closed"));
  }
}
