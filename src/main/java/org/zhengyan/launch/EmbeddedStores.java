package org.zhengyan.launch;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts those stores that no URL was given for, before any bean is made, and stops them after the
 * last one is gone.
 */
final class EmbeddedStores
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, AutoCloseable {
  static final String DATABASE_URL = "spring.datasource.url";
  static final String REDIS_URL = "zhengyan.redis-url";
  private static final String DATABASE = "zhengyan";

  private @Nullable DataDirectory directory;
  private @Nullable PostgresProcess postgres;
  private @Nullable RedisProcess redis;

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    boolean databaseGiven = environment.containsProperty(DATABASE_URL);
    boolean redisGiven = environment.containsProperty(REDIS_URL);
    if (databaseGiven && redisGiven) {
      return;
    }
    Path path = Path.of(environment.getProperty("zhengyan.data-dir", "zhengyan-data"));
    DataDirectory directory = DataDirectory.open(path);
    this.directory = directory;
    Map<String, Object> properties = new HashMap<>();
    if (!databaseGiven) {
      PostgresProcess server = PostgresProcess.start(directory);
      postgres = server;
      createDatabase(server);
      properties.put(DATABASE_URL, server.jdbcUrl(DATABASE));
    }
    if (!redisGiven) {
      RedisProcess server = RedisProcess.start(directory);
      redis = server;
      properties.put(REDIS_URL, server.url());
    }
    environment.getPropertySources().addFirst(new MapPropertySource("embedded stores", properties));
  }

  private static void createDatabase(PostgresProcess server) {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("create database " + DATABASE);
      }
    } catch (SQLException e) {
      throw new StartRefused("The database cannot be created: " + e.getMessage(), e);
    }
  }

  @Nullable DataDirectory directory() {
    return directory;
  }

  @Nullable PostgresProcess postgres() {
    return postgres;
  }

  @Nullable RedisProcess redis() {
    return redis;
  }

  @Override
  public void close() {
    if (redis != null) {
      redis.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (directory != null) {
      directory.close();
    }
  }
}
