package org.zhengyan.status;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a node follows the status of certificates, prefix {@code zhengyan.status}.
 *
 * @param pollInterval between two looks at the feed when nothing wakes it
 * @param expiredGrace how long an expired certificate still has an answer other than unknown
 * @param crlInterval after which a CRL is made anew though nothing changed
 * @param crlValidity from a CRL's thisUpdate to its nextUpdate
 */
@ConfigurationProperties("zhengyan.status")
public record StatusProperties(
    @DefaultValue("150ms") Duration pollInterval,
    @DefaultValue("30d") Duration expiredGrace,
    @DefaultValue("5m") Duration crlInterval,
    @DefaultValue("1h") Duration crlValidity) {

  /** A feed that is older serves no verdict and no OCSP answer (invariant 2). */
  static final Duration MAX_AGE = Duration.ofSeconds(1);

  /** A node whose clock is further from the database's does not serve (invariant 4). */
  public static final Duration MAX_CLOCK_OFFSET = Duration.ofSeconds(1);
}
