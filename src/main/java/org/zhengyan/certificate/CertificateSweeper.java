package org.zhengyan.certificate;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * Revokes reservations that never became certificates, after five minutes on the database's clock.
 *
 * <p>Each is one transaction with its event. Any number of nodes may sweep at once: whoever comes
 * second finds the state changed and does nothing. A sweep that fails is tried again at the next.
 */
@Component
public class CertificateSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateSweeper.class);
  private static final int BATCH = 500;

  private final CertificateStore store;
  private final EventLog events;
  private final TransactionOperations transactions;

  public CertificateSweeper(
      CertificateStore store, EventLog events, TransactionOperations transactions) {
    this.store = store;
    this.events = events;
    this.transactions = transactions;
  }

  /** Sweeps once; the number of certificates that it revoked. */
  public int sweep() {
    int revoked = 0;
    for (SerialNumber serial : store.abandoned(BATCH)) {
      revoked += revoke(serial);
    }
    return revoked;
  }

  @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("certificates were not swept and will be at the next turn: {}", e.toString());
    }
  }

  private int revoke(SerialNumber serial) {
    return Boolean.TRUE.equals(
            transactions.execute(
                status -> {
                  boolean done =
                      store.revokeFrom(
                          CertificateState.RESERVED, serial, RevocationReason.UNSPECIFIED);
                  if (done) {
                    events.append(
                        Event.of(
                            "certificate.revoked",
                            serial.hex(),
                            Map.of(
                                "reason",
                                RevocationReason.UNSPECIFIED.wire(),
                                "cause",
                                "abandoned")));
                  }
                  return done;
                }))
        ? 1
        : 0;
  }
}
