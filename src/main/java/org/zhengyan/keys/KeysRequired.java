package org.zhengyan.keys;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Stops a start without usable keys before anything else begins, so that it leaves nothing behind. A
 * command of the jar that uses no key sets {@code zhengyan.keys.required} to false.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class KeysRequired implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    if (context.getEnvironment().getProperty("zhengyan.keys.required", Boolean.class, true)) {
      KeyLocation.of(context.getEnvironment());
    }
  }
}
