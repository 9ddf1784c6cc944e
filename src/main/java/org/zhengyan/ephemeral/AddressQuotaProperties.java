package org.zhengyan.ephemeral;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests without a token or session one address may send for each purpose; prefix {@code
 * zhengyan.address-quota}. Whole offices share an address.
 *
 * @param perMinute in the long run, over all nodes
 * @param burst at once, after a pause
 */
@ConfigurationProperties("zhengyan.address-quota")
record AddressQuotaProperties(@DefaultValue("60") double perMinute, @DefaultValue("60") int burst) {
  AddressQuotaProperties {
    if (!(perMinute > 0) || burst < 1) {
      throw new IllegalArgumentException("zhengyan.address-quota: per-minute and burst are more than 0");
    }
  }
}
