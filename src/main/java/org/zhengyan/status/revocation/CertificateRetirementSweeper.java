package org.zhengyan.status.revocation;

import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Retires certificates whose day has come. Any number of nodes may sweep at once: the lock of status
 * writers lets one at a time look for what is left. What fails is tried again at the next turn.
 */
@Component
class CertificateRetirementSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRetirementSweeper.class);

  private final CertificateRetirement retirement;
  private final CertificateRetirementPlans plans;
  private final TransactionOperations transactions;

  CertificateRetirementSweeper(
      CertificateRetirement retirement,
      CertificateRetirementPlans plans,
      TransactionOperations transactions) {
    this.retirement = retirement;
    this.plans = plans;
    this.transactions = transactions;
  }

  /** Sweeps once, each plan in a transaction of its own; takes no lock when nothing is due. */
  void sweep() {
    if (plans.nextDue(plans.today(), 0).isEmpty()) {
      return;
    }
    Optional<Long> last = Optional.of(0L);
    while (last.isPresent()) {
      long after = last.get();
      last = Objects.requireNonNull(transactions.execute(tx -> retirement.retireNext(after)));
    }
  }

  @Scheduled(fixedDelay = 30_000, initialDelay = 5_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("certificates were not retired and will be at the next turn: {}", e.toString());
    }
  }
}
