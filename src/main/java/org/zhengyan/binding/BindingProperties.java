package org.zhengyan.binding;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What anybody may ask for without a token; prefix {@code zhengyan.binding}.
 *
 * @param challengesPerMinute from one address, on each node
 * @param wrongProofsPerMinute from one address, on each node; right ones are not counted
 */
@ConfigurationProperties("zhengyan.binding")
record BindingProperties(
    @DefaultValue("120") int challengesPerMinute, @DefaultValue("30") int wrongProofsPerMinute) {
  BindingProperties {
    if (challengesPerMinute < 1 || wrongProofsPerMinute < 1) {
      throw new IllegalArgumentException("zhengyan.binding: each limit is at least 1");
    }
  }
}
