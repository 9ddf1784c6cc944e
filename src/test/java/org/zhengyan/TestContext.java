package org.zhengyan;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Institutions;

/** What tests share that run a part of the product on a real database without HTTP. */
public final class TestContext {
  private TestContext() {}

  public static Actor actor(String client, String owner, @Nullable Division division) {
    return new Actor(client, new PersonId(owner), client, division, Set.of());
  }

  /** The types of the events whose record holds the text, in the order in which they happened. */
  public static List<String> events(JdbcClient jdbc, String text) {
    return jdbc.sql("select convert_from(record, 'UTF8') from event where record is not null order by id")
        .query(String.class)
        .list()
        .stream()
        .filter(record -> record.contains(text))
        .map(record -> record.replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** Around a DataSource; no configuration by annotation, so that no scan for components finds it. */
  @EnableTransactionManagement(proxyTargetClass = true) // as Spring Boot does
  @Import({Approvals.class, EventLog.class, Institutions.class})
  public static class Beans {
    @Bean
    JdbcTransactionManager transactionManager(DataSource database) {
      return new JdbcTransactionManager(database);
    }

    @Bean
    TransactionTemplate transactions(JdbcTransactionManager manager) {
      return new TransactionTemplate(manager);
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource database) {
      return new JdbcTemplate(database);
    }

    @Bean
    JdbcClient jdbcClient(DataSource database) {
      return JdbcClient.create(database);
    }

    @Bean
    ServiceProperties service() {
      return new ServiceProperties(
          URI.create("http://localhost:8080"),
          null,
          Path.of("target/test-data"),
          ServiceEnvironment.DEV);
    }
  }
}
