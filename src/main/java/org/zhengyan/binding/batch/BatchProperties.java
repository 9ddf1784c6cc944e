package org.zhengyan.binding.batch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Batches of bindings; prefix {@code zhengyan.binding-batch}.
 *
 * @param life how long a batch waits for its signature; 1 minute to 7 days
 * @param open batches of an operator that wait at a time
 */
@ConfigurationProperties("zhengyan.binding-batch")
record BatchProperties(@DefaultValue("24h") Duration life, @DefaultValue("20") int open) {
  BatchProperties {
    if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Duration.ofDays(7)) > 0 || open < 1) {
      throw new IllegalArgumentException("zhengyan.binding-batch: life is 1m to 7d, open at least 1");
    }
  }
}
