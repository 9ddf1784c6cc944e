package org.zhengyan.access.people;

import java.util.Collection;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.access.people.Grant.EndReason;
import org.zhengyan.registry.BodyFollower;
import org.zhengyan.registry.InstitutionChanged;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;

/**
 * Ends grants that nobody ends: when the term is over on the database's clock, each in a transaction of
 * its own, and with their body, in the transaction that cancels or revokes it.
 *
 * <p>Any number of nodes may sweep at once: whoever comes second finds the grant ended. Between the end of
 * a term and the sweep a grant lets nobody act and no certificate be made.
 */
@Component
public class GrantSweeper implements BodyFollower {
  private static final Logger LOG = LoggerFactory.getLogger(GrantSweeper.class);
  private static final int BATCH = 200;

  private final GrantStore grants;
  private final People people;
  private final TransactionOperations transactions;

  GrantSweeper(GrantStore grants, People people, TransactionOperations transactions) {
    this.grants = grants;
    this.people = people;
    this.transactions = transactions;
  }

  /** Sweeps once; the number of grants that it ended. */
  public int sweep() {
    int ended = 0;
    for (String id : grants.overdue(BATCH)) {
      Boolean done =
          transactions.execute(
              status ->
                  grants
                      .find(id)
                      .flatMap(grant -> people.end(grant, null, EndReason.TERM_OVER))
                      .isPresent());
      ended += Boolean.TRUE.equals(done) ? 1 : 0;
    }
    return ended;
  }

  @Scheduled(fixedDelay = 1_000, initialDelay = 5_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("grants were not swept and will be at the next turn: {}", e.toString());
    }
  }

  /** Bodies with people: the grants of others need no end. */
  @Override
  public Set<Uscc> following(Collection<Uscc> bodies) {
    return grants.granted(bodies);
  }

  @EventListener
  void bodyEnded(InstitutionChanged change) {
    InstitutionStatus status = change.after().status();
    if (status == InstitutionStatus.CANCELLED || status == InstitutionStatus.REVOKED) {
      grants
          .open(change.after().uscc())
          .forEach(grant -> people.end(grant, null, EndReason.BODY_ENDED));
    }
  }
}
