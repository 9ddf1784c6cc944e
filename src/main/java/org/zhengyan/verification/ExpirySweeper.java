package org.zhengyan.verification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Ends what nobody ended: every session whose time is over becomes {@code expired}, with its event,
 * within about a second, whichever node is alive. The clock is the database's.
 */
@Component
class ExpirySweeper {
  private static final Logger logger = LoggerFactory.getLogger(ExpirySweeper.class);
  private static final int BATCH = 200;

  private final Endings endings;
  private boolean failing;

  ExpirySweeper(Endings endings) {
    this.endings = endings;
  }

  @Scheduled(fixedDelay = 1000)
  void sweep() {
    try {
      while (endings.expireDue(BATCH) == BATCH) {
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
}
