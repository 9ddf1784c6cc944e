package org.zhengyan.issuance;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prefix {@code zhengyan.issuance}.
 *
 * @param concurrency issuings at a time on this node; each needs two database connections, so it
 *     stays well below the size of the pool
 * @param usccExtension the OID of the extension that repeats the code, when it is not the profile's
 */
@ConfigurationProperties("zhengyan.issuance")
record IssuanceProperties(@DefaultValue("8") int concurrency, @Nullable String usccExtension) {
  IssuanceProperties {
    if (concurrency < 1) {
      throw new IllegalArgumentException("zhengyan.issuance.concurrency is at least 1");
    }
  }
}
