package org.zhengyan.status.crl;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.status.CrlNumbers;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.status.StatusProperties;
import org.zhengyan.x509.issuing.CertificateUrls;
import org.zhengyan.x509.issuing.CrlShard;

/**
 * Makes the CRLs that are due, on whichever node takes the lock first: a few seconds after a
 * revocation, and every few minutes though nothing changed.
 *
 * <p>Each is made from one snapshot. Its number is the millisecond of its {@code thisUpdate}, or one
 * more than the number before if that is higher, so that numbers grow across a restored database.
 * A node that may not answer for statuses makes none.
 */
@Component
class CrlPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CrlPublisher.class);

  private final CrlStore store;
  private final CrlNumbers numbers;
  private final StatusLookup status;
  private final KeyVault keys;
  private final ServiceProperties service;
  private final StatusProperties properties;
  private final TransactionTemplate locked;
  private final TransactionTemplate snapshot;

  CrlPublisher(
      CrlStore store,
      CrlNumbers numbers,
      StatusLookup status,
      KeyVault keys,
      ServiceProperties service,
      StatusProperties properties,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.numbers = numbers;
    this.status = status;
    this.keys = keys;
    this.service = service;
    this.properties = properties;
    this.locked = new TransactionTemplate(transactions);
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  @Scheduled(fixedDelay = 5_000, initialDelay = 500)
  void publishOnSchedule() {
    try {
      publish();
    } catch (RuntimeException e) {
      LOG.warn("CRLs were not made and will be at the next turn: {}", e.toString());
    }
  }

  /** Makes what is due; the number of CRLs made here. */
  int publish() {
    if (status.unavailableBecause() != null) {
      return 0;
    }
    Integer made =
        locked.execute(
            outer -> {
              if (!store.lock()) {
                return 0;
              }
              List<CrlShardId> due = store.due(properties.crlInterval());
              due.forEach(this::publish);
              return due.size();
            });
    return made == null ? 0 : made;
  }

  private void publish(CrlShardId id) {
    Long number = snapshot.execute(inner -> make(id));
    if (number != null) {
      numbers.keep(number);
    }
  }

  private long make(CrlShardId id) {
    CrlStore.Standing standing = store.standing(id);
    Instant thisUpdate = standing.now();
    Instant nextUpdate = thisUpdate.plus(properties.crlValidity()).truncatedTo(ChronoUnit.SECONDS);
    long number = Math.max(standing.number() + 1, standing.now().toEpochMilli());
    String ca = id.ca().wire();
    String url = new CertificateUrls(service.pkiUrl(), ca, CrlShard.DEFAULT_COUNT).crl(id.shard());
    CrlBuilder builder = new CrlBuilder(keys.load("ca-" + ca), url, number);
    store.entries(id, builder::add);
    byte[] der = builder.sign(thisUpdate, nextUpdate);
    store.save(new Crl(id, number, thisUpdate, nextUpdate, der), standing.lastChange());
    return number;
  }
}
