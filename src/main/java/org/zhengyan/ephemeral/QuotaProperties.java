package org.zhengyan.ephemeral;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests an operator, or an authority's client, may send; prefix {@code zhengyan.quota}.
 *
 * @param perSecond in the long run, over all nodes
 * @param burst at once, after a pause
 */
@ConfigurationProperties("zhengyan.quota")
record QuotaProperties(@DefaultValue("500") double perSecond, @DefaultValue("1000") int burst) {
  QuotaProperties {
    if (!(perSecond > 0) || burst < 1) {
      throw new IllegalArgumentException("zhengyan.quota: per-second and burst are more than 0");
    }
  }
}
