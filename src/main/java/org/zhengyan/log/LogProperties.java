package org.zhengyan.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.zhengyan.keys.ServiceProperties;

/**
 * Prefix {@code zhengyan.log}.
 *
 * @param origin the name of a new log; a log that has a checkpoint keeps the name in it. Default: the
 *     public URL without its scheme, followed by {@code /log}
 * @param interval how often events are given their place
 */
@ConfigurationProperties("zhengyan.log")
record LogProperties(@Nullable String origin, @DefaultValue("200ms") Duration interval) {
  LogProperties {
    if (origin != null && !Checkpoint.validOrigin(origin)) {
      throw new IllegalArgumentException("zhengyan.log.origin must have no spaces and no plus: " + origin);
    }
  }

  String originOr(ServiceProperties service) {
    return origin != null ? origin : service.publicUrl().toString().replaceFirst("^[a-z]+://", "") + "/log";
  }
}
