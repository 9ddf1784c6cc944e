package org.zhengyan.enrolment;

import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.LapsingProposals;
import org.zhengyan.principal.Proposal;

/**
 * Recoveries of escrowed keys that nobody decided: what bodies asked for and no clerk examined in thirty days ends
 * here, on the database's clock, and what no second person decided ends as proposals do. Who still needs the key
 * asks again.
 */
@Component
class LapsedRecoveries implements LapsingProposals {
  private static final Logger LOG = LoggerFactory.getLogger(LapsedRecoveries.class);
  private static final int BATCH = 100;

  private final RecoveryAskedStore asked;
  private final KeyRecoveryStore recoveries;
  private final EventLog log;
  private final TransactionOperations transactions;

  LapsedRecoveries(
      RecoveryAskedStore asked,
      KeyRecoveryStore recoveries,
      EventLog log,
      TransactionOperations transactions) {
    this.asked = asked;
    this.recoveries = recoveries;
    this.log = log;
    this.transactions = transactions;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(KeyRecoveries.KIND);
  }

  @Override
  public void lapsed(Proposal proposal) {
    if (!recoveries.lapse(proposal.id(), String.valueOf(proposal.reason()))) {
      throw new IllegalStateException("a recovery and its proposal disagree");
    }
    KeyRecovery recovery = recoveries.find(proposal.id()).orElseThrow();
    log.append(
        Event.of(
            "key-recovery.lapsed",
            recovery.serial().hex(),
            Map.of(
                "recovery", recovery.id(),
                "target", recovery.target().hex(),
                "uscc", recovery.uscc().value(),
                "digest", recovery.digest())));
  }

  @Scheduled(fixedDelay = 600_000, initialDelay = 60_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("what bodies asked for was not swept and will be at the next turn: {}", e.toString());
    }
  }

  /** Sweeps one batch of what bodies asked for, each with its event in the same transaction. */
  void sweep() {
    transactions.executeWithoutResult(
        status -> {
          for (RecoveryAsked each : asked.lapse(BATCH)) {
            log.append(
                Event.of(
                    "key-recovery.lapsed",
                    each.serial().hex(),
                    Map.of(
                        "asked", each.id(),
                        "target", each.target().hex(),
                        "uscc", each.uscc().value())));
          }
        });
  }
}
