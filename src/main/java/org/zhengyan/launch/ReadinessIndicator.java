package org.zhengyan.launch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.principal.Clients;
import org.zhengyan.status.StatusHealth;
import org.zhengyan.status.StatusLookup;

/**
 * Whether this node may be sent requests: the feed of statuses and the copy of clients are young, the
 * clock is right, journal and database agree, and every signing key answers.
 *
 * <p>Redis is not asked: without it quotas stand still and DPoP proofs are refused, and everything else
 * goes on, so a node without it stays in the balancer.
 */
@Component("node")
class ReadinessIndicator extends AbstractHealthIndicator {
  private static final Duration KEY_PROBE_INTERVAL = Duration.ofSeconds(10);

  private final StatusLookup statuses;
  private final Clients clients;
  private final KeyVault vault;
  private final Clock clock;
  private List<String> silentKeys = List.of();
  private Instant nextProbe = Instant.MIN;

  ReadinessIndicator(StatusLookup statuses, Clients clients, KeyVault vault, Clock clock) {
    this.statuses = statuses;
    this.clients = clients;
    this.vault = vault;
    this.clock = clock;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    StatusHealth status = statuses.health();
    List<String> silent = silentKeys();
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

  /** Probing signs with every key, so it is done at most every ten seconds. */
  private synchronized List<String> silentKeys() {
    Instant now = clock.instant();
    if (now.isBefore(nextProbe)) {
      return silentKeys;
    }
    nextProbe = now.plus(KEY_PROBE_INTERVAL);
    silentKeys = names().stream().filter(name -> !vault.available(name)).toList();
    return silentKeys;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("receipt-p256", "token-p256", "checkpoint-p256", "checkpoint-sm2"));
    for (CaId ca : CaId.values()) {
      names.add("ca-" + ca.wire());
      names.add("ocsp-" + ca.wire());
    }
    return names;
  }
}
