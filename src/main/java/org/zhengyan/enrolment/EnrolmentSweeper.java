package org.zhengyan.enrolment;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/** Ends applications that nobody examined for thirty days, on the database's clock; any node may. */
@Component
class EnrolmentSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentSweeper.class);
  private static final int BATCH = 100;

  private final EnrolmentStore store;
  private final EventLog log;
  private final TransactionOperations transactions;

  EnrolmentSweeper(EnrolmentStore store, EventLog log, TransactionOperations transactions) {
    this.store = store;
    this.log = log;
    this.transactions = transactions;
  }

  @Scheduled(fixedDelay = 600_000, initialDelay = 60_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("enrolments were not swept and will be at the next turn: {}", e.toString());
    }
  }

  /** Sweeps one batch, each with its event in the same transaction. */
  void sweep() {
    transactions.executeWithoutResult(
        status -> {
          for (Enrolment enrolment : store.undecided(BATCH)) {
            store.end(
                enrolment.id(),
                Enrolment.State.SUBMITTED,
                Enrolment.State.LAPSED,
                "nobody decided it in thirty days");
            log.append(
                Event.of(
                    "enrolment.lapsed",
                    enrolment.id(),
                    Map.of("uscc", enrolment.uscc().value(), "digest", enrolment.digest())));
          }
        });
  }
}
