package org.zhengyan.verification;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * Ends what nobody ended: every session whose time is over becomes {@code expired}, with its event,
 * within about a second, whichever node is alive. The clock is the database's.
 */
@Component
class ExpirySweeper {
  private static final Logger logger = LoggerFactory.getLogger(ExpirySweeper.class);
  private static final int BATCH = 200;

  private final VerificationStore store;
  private final EventLog log;
  private final TransactionTemplate transaction;
  private boolean failing;

  ExpirySweeper(VerificationStore store, EventLog log, TransactionTemplate transaction) {
    this.store = store;
    this.log = log;
    this.transaction = transaction;
  }

  @Scheduled(fixedDelay = 1000)
  void sweep() {
    try {
      while (expireBatch() == BATCH) {
        // A full batch means that more may be due.
      }
      failing = false;
    } catch (DataAccessException | TransactionException e) {
      if (!failing) {
        logger.warn("Expired verifications wait until the database answers again: {}", e.getMessage());
      }
      failing = true;
    }
  }

  private int expireBatch() {
    Integer count =
        transaction.execute(
            status -> {
              List<VerificationStore.Swept> due = store.expireDue(BATCH);
              for (VerificationStore.Swept swept : due) {
                log.append(
                    Event.of(
                        "verification.expired", swept.id().toString(), Map.of("client", swept.clientId())));
              }
              return due.size();
            });
    return count == null ? 0 : count;
  }
}
