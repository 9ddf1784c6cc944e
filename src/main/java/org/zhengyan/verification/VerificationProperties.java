package org.zhengyan.verification;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param life how long a session waits for its evidence; 1 minute to 24 hours
 */
@ConfigurationProperties("zhengyan.verification")
record VerificationProperties(@DefaultValue("20m") Duration life) {
  VerificationProperties {
    if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("zhengyan.verification.life is from 1m to 24h");
    }
  }
}
