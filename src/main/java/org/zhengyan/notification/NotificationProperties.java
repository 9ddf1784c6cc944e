package org.zhengyan.notification;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prefix {@code zhengyan.notification}.
 *
 * @param sending false for nodes that only write the outbox and answer polls
 * @param allowLoopback lets endpoints be on loopback, by plain http and on any port: in the dev
 *     environment alone
 * @param interval between two looks for what is due, when nothing wakes the sender
 * @param connectTimeout until a receiver's TCP connection stands
 * @param readTimeout between two octets of its answer
 * @param totalTimeout for one delivery in all
 * @param lease for which a node sends to an endpoint without asking again; longer than a delivery
 * @param firstRetry after the first failure; doubles with each, and half of it is chance
 * @param longestRetry between two attempts at one event
 * @param longestPause for which a receiver that does not answer at all is left alone
 * @param maxAttempts that one event may fail, the receiver being there, before it is a dead letter
 * @param maxAge after which it is one, too
 * @param endpointsOfOperator at most so many that are not removed
 * @param proofTime in which a new endpoint must be proven
 * @param keep for which delivered events and dead letters stay readable
 * @param longestPoll for which a poll waits for an event; shorter than proxies wait for an answer
 */
@ConfigurationProperties("zhengyan.notification")
record NotificationProperties(
    @DefaultValue("true") boolean sending,
    @DefaultValue("false") boolean allowLoopback,
    @DefaultValue("500ms") Duration interval,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("5s") Duration readTimeout,
    @DefaultValue("8s") Duration totalTimeout,
    @DefaultValue("15s") Duration lease,
    @DefaultValue("1s") Duration firstRetry,
    @DefaultValue("15m") Duration longestRetry,
    @DefaultValue("1m") Duration longestPause,
    @DefaultValue("500") int maxAttempts,
    @DefaultValue("3d") Duration maxAge,
    @DefaultValue("5") int endpointsOfOperator,
    @DefaultValue("1d") Duration proofTime,
    @DefaultValue("30d") Duration keep,
    @DefaultValue("15s") Duration longestPoll) {
  private static final Duration MARGIN = Duration.ofSeconds(2);

  NotificationProperties {
    if (lease.compareTo(totalTimeout.plus(MARGIN)) < 0) {
      throw new IllegalArgumentException(
          "zhengyan.notification.lease is at least two seconds longer than total-timeout");
    }
    if (maxAttempts < 1 || endpointsOfOperator < 1) {
      throw new IllegalArgumentException(
          "zhengyan.notification.max-attempts and endpoints-of-operator are at least 1");
    }
  }
}
