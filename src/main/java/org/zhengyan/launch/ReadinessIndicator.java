package org.zhengyan.launch;

import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Clients;
import org.zhengyan.status.StatusHealth;
import org.zhengyan.status.StatusLookup;

/**
 * Whether this node may be sent requests: the feed of statuses and the copy of clients are young, the
 * clock is right, journal and database agree, and every key answers.
 *
 * <p>Redis is not asked: without it quotas stand still and DPoP proofs are refused, and everything else
 * goes on, so a node without it stays in the balancer.
 */
@Component("node")
class ReadinessIndicator extends AbstractHealthIndicator {
  private final StatusLookup statuses;
  private final Clients clients;
  private final KeyProbes keys;

  ReadinessIndicator(StatusLookup statuses, Clients clients, KeyProbes keys) {
    this.statuses = statuses;
    this.clients = clients;
    this.keys = keys;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    StatusHealth status = statuses.health();
    List<String> silent = keys.silent();
    if (status.serving() && silent.isEmpty() && clients.fresh()) {
      health.up();
    } else {
      health.outOfService();
    }
    health.withDetail("clientsKnown", clients.fresh());
    health.withDetail("reconciled", status.reconciled());
    health.withDetail("journalWritable", status.journalWritable());
    if (status.unavailableBecause() != null) {
      health.withDetail("unavailableBecause", status.unavailableBecause());
    }
    if (status.feedAge() != null) {
      health.withDetail("feedAgeMillis", status.feedAge().toMillis());
    }
    if (status.clockOffset() != null) {
      health.withDetail("clockOffsetMillis", status.clockOffset().toMillis());
    }
    if (!silent.isEmpty()) {
      health.withDetail("keysThatDoNotSign", silent);
    }
  }
}
