package org.zhengyan.principal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Ends what was proposed and not decided in thirty days, on the database's clock: what nobody looks at
 * any more is not to be approved by a late click. Any number of nodes may sweep at once.
 *
 * <p>Only kinds for which there is a {@link LapsingProposals}: a revocation waits until it is decided.
 */
@Component
class ProposalSweeper {
  static final Duration LIFE = Duration.ofDays(30);
  private static final Logger LOG = LoggerFactory.getLogger(ProposalSweeper.class);
  private static final int BATCH = 500;
  private static final String REASON = "nobody decided it in " + LIFE.toDays() + " days: propose it again";

  private final Approvals approvals;
  private final TransactionOperations transactions;
  private final List<LapsingProposals> features;

  ProposalSweeper(
      Approvals approvals, TransactionOperations transactions, List<LapsingProposals> features) {
    this.approvals = approvals;
    this.transactions = transactions;
    this.features = features;
  }

  @Scheduled(fixedDelay = 10, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("proposals that nobody decided wait for the next turn: {}", e.toString());
    }
  }

  void sweep() {
    for (LapsingProposals feature : features) {
      for (String kind : feature.kinds()) {
        for (String id : approvals.waitingFor(LIFE, kind, BATCH)) {
          transactions.executeWithoutResult(
              status -> approvals.lapse(kind, id, REASON).ifPresent(feature::lapsed));
        }
      }
    }
  }
}
