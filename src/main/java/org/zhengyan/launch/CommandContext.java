package org.zhengyan.launch;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The small context in which a command of the jar runs: settings, keys and the database, and nothing
 * that serves, polls or sweeps.
 */
final class CommandContext {
  private CommandContext() {}

  /** Not annotated as a configuration, so that the server's component scan passes it by. */
  @ConfigurationPropertiesScan("org.zhengyan")
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    JacksonAutoConfiguration.class
  })
  static class Basics {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }

  /**
   * Runs the work with the beans of the basics and of the named packages, then stops what was started
   * for it.
   *
   * @param settings words such as {@code --zhengyan.data-dir=…}, as the server takes them
   */
  static int run(
      List<String> settings, Set<String> packages, ToIntFunction<ConfigurableApplicationContext> work) {
    SpringApplication application = new SpringApplication(Basics.class);
    application.setSources(packages);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(
        Map.of("logging.level.root", "warn", "zhengyan.keys.required", !packages.isEmpty()));
    application.setRegisterShutdownHook(false);
    try (EmbeddedStores stores = EmbeddedStores.forCommand()) {
      application.addInitializers(stores);
      try (ConfigurableApplicationContext context = application.run(settings.toArray(String[]::new))) {
        return work.applyAsInt(context);
      }
    }
  }
}
