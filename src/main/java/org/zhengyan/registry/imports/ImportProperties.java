package org.zhengyan.registry.imports;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Registry imports; prefix {@code zhengyan.registry-import}.
 *
 * @param chunk rows that are applied in one transaction, 1 to 1,000
 * @param rows the most that a file may have
 * @param size the largest file, in bytes
 * @param lease how long a node that says nothing keeps an import
 * @param open unfinished imports of a person in a day
 * @param retention how long the bytes of a file are kept; the report and the rows stay
 */
@ConfigurationProperties("zhengyan.registry-import")
record ImportProperties(
    @DefaultValue("500") int chunk,
    @DefaultValue("300000") int rows,
    @DefaultValue("134217728") long size,
    @DefaultValue("30s") Duration lease,
    @DefaultValue("8") int open,
    @DefaultValue("30d") Duration retention) {
  ImportProperties {
    if (chunk < 1 || chunk > 1_000 || rows < 1 || size < 1 || open < 1) {
      throw new IllegalArgumentException(
          "zhengyan.registry-import: chunk is 1 to 1000; rows, size and open are at least 1");
    }
    if (lease.compareTo(Duration.ofSeconds(1)) < 0 || retention.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "zhengyan.registry-import: lease is at least 1s, retention at least a day");
    }
  }
}
