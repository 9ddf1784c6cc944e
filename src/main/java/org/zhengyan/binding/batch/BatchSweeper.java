package org.zhengyan.binding.batch;

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

/** Ends batches that nobody signed in time, each with its event; on the database's clock. */
@Component
class BatchSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(BatchSweeper.class);
  private static final int AT_ONCE = 100;

  private final BatchStore store;
  private final EventLog log;
  private final TransactionTemplate transaction;

  BatchSweeper(BatchStore store, EventLog log, TransactionTemplate transaction) {
    this.store = store;
    this.log = log;
    this.transaction = transaction;
  }

  @Scheduled(fixedDelay = 5_000)
  void sweep() {
    try {
      transaction.executeWithoutResult(
          status ->
              store
                  .expireDue(AT_ONCE)
                  .forEach(
                      expired ->
                          log.append(
                              Event.of(
                                  "batch.expired",
                                  expired.id().toString(),
                                  Map.of("client", expired.clientId())))));
    } catch (DataAccessException | TransactionException e) {
      LOG.debug("expired batches wait until the database answers again", e);
    }
  }
}
