package org.zhengyan.verification.presentation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many streams of events a node keeps open; prefix {@code zhengyan.verification.streams}.
 *
 * @param perNode at once; below Tomcat's {@code server.tomcat.max-connections}, so that others get in
 * @param perClient of those, one client's
 * @param heartbeat between two comments that keep a stream from being cut
 */
@ConfigurationProperties("zhengyan.verification.streams")
record StreamProperties(
    @DefaultValue("7000") int perNode,
    @DefaultValue("6000") int perClient,
    @DefaultValue("15s") Duration heartbeat) {
  StreamProperties {
    if (perNode < 1 || perClient < 1 || heartbeat.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "zhengyan.verification.streams: per-node and per-client are more than 0, heartbeat from 1s");
    }
  }
}
