package org.zhengyan.launch;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  private final boolean attach;
  private @Nullable DataDirectory directory;
  private @Nullable PostgresProcess postgres;
  private @Nullable RedisProcess redis;

  private EmbeddedStores(boolean attach) {
    this.attach = attach;
  }

  /** For the server: it owns the data directory, or does not start. */
  static EmbeddedStores forServer() {
    return new EmbeddedStores(false);
  }

  /** For a command: it uses the database of a server that runs on the data directory, or starts one. */
  static EmbeddedStores forCommand() {
    return new EmbeddedStores(true);
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    boolean databaseGiven = environment.containsProperty(DATABASE_URL);
    boolean redisGiven = environment.containsProperty(REDIS_URL);
    if (databaseGiven && (redisGiven || attach)) {
      return;
    }
    Path path = Path.of(environment.getProperty("zhengyan.data-dir", "zhengyan-data"));
    Map<String, Object> properties = new HashMap<>();
    environment.getPropertySources().addFirst(new MapPropertySource("embedded stores", properties));
    Optional<DataDirectory> held = attach ? DataDirectory.tryOpen(path) : Optional.of(DataDirectory.open(path));
    if (held.isEmpty()) {
      properties.put(DATABASE_URL, PostgresProcess.runningUrl(path, DATABASE));
      return;
    }
    DataDirectory directory = held.get();
    this.directory = directory;
    if (!databaseGiven) {
      PostgresProcess server = PostgresProcess.start(directory);
      postgres = server;
      createDatabase(server);
      properties.put(DATABASE_URL, server.jdbcUrl(DATABASE));
    }
    if (!redisGiven && !attach) {
      RedisProcess server = RedisProcess.start(directory);
      redis = server;
      properties.put(REDIS_URL, server.url());
    }
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
