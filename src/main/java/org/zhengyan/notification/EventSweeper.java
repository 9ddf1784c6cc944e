package org.zhengyan.notification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Removes endpoints that nobody proved, gives up what nobody polled for, and forgets what is old. */
@Component
class EventSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(EventSweeper.class);

  private final EventEndpoints endpoints;
  private final DeliveryStore deliveries;
  private final TransactionTemplate transaction;
  private final NotificationProperties properties;

  EventSweeper(
      EventEndpoints endpoints,
      DeliveryStore deliveries,
      TransactionTemplate transaction,
      NotificationProperties properties) {
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.transaction = transaction;
    this.properties = properties;
  }

  void sweep() {
    transaction.executeWithoutResult(status -> endpoints.removeUnproven());
    deliveries.sweep(properties.maxAge(), properties.keep());
  }

  @Scheduled(fixedDelay = 60_000, initialDelay = 30_000)
  void sweepOnSchedule() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("events were not swept and will be at the next turn: {}", e.toString());
    }
  }
}
