package org.zhengyan.notification.push;

import java.time.Duration;

/**
 * What one delivery may cost.
 *
 * @param connect until the TCP connection stands
 * @param read between two octets of the answer
 * @param total from the look-up of the name to the end of the answer
 * @param answer octets of head, and of body, that are read
 * @param loopback whether loopback addresses, plain http and other ports than 443 are permitted: for
 *     development alone
 */
public record PushLimits(
    Duration connect, Duration read, Duration total, int answer, boolean loopback) {}
