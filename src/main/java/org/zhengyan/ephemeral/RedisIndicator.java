package org.zhengyan.ephemeral;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Tells whether Redis answers; no reason to take a node out of the balancer. */
@Component("redis")
class RedisIndicator extends AbstractHealthIndicator {
  private final RedisLink link;

  RedisIndicator(RedisLink link) {
    this.link = link;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    if (link.up()) {
      health.up();
    } else {
      health.status("DEGRADED").withDetail("means", "quotas stand still, DPoP proofs are refused");
    }
  }
}
