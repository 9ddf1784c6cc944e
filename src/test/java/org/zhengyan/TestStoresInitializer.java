package org.zhengyan;

import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Points an application at the shared test servers, with a new database and data directory. */
public final class TestStoresInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test stores",
                Map.of(
                    "spring.datasource.url", TestStores.freshDatabaseUrl(),
                    "spring.datasource.hikari.minimum-idle", "1",
                    "zhengyan.redis-url", TestStores.redisUrl(),
                    "zhengyan.data-dir", "target/test-data/" + UUID.randomUUID())));
  }
}
