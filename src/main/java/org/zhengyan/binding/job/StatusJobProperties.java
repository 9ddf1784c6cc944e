package org.zhengyan.binding.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Jobs for many statuses; prefix {@code zhengyan.status-job}.
 *
 * @param chunk items that are answered and committed at a time, 1 to 500
 * @param lease how long a node that says nothing keeps a job
 * @param open unfinished jobs of an operator
 * @param kept jobs of an operator that are not forgotten yet
 * @param retention how long a job and its results are kept
 */
@ConfigurationProperties("zhengyan.status-job")
record StatusJobProperties(
    @DefaultValue("500") int chunk,
    @DefaultValue("10s") Duration lease,
    @DefaultValue("4") int open,
    @DefaultValue("100") int kept,
    @DefaultValue("24h") Duration retention) {
  StatusJobProperties {
    if (chunk < 1 || chunk > 500 || open < 1 || kept < open) {
      throw new IllegalArgumentException(
          "zhengyan.status-job: chunk is 1 to 500, open at least 1, kept at least open");
    }
    if (lease.compareTo(Duration.ofSeconds(1)) < 0 || retention.compareTo(lease) < 0) {
      throw new IllegalArgumentException("zhengyan.status-job: lease is at least 1s, retention more");
    }
  }
}
