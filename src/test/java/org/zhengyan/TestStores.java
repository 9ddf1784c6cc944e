package org.zhengyan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.zhengyan.launch.TestServers;

/** Real stores for tests: one server each per JVM, and a new migrated database for whoever asks. */
public final class TestStores {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final String RUN = "t" + ProcessHandle.current().pid() + "_";
  private static final TestServers SERVERS = TestServers.start();
  private static final String TEMPLATE = migratedTemplate();

  private TestStores() {}

  /** A pool of at most ten connections on a new database with every migration applied. */
  public static DataSource freshDatabase() {
    return pool(freshDatabaseUrl(), 10);
  }

  /** The JDBC URL, user and password included, of a new database with every migration applied. */
  public static String freshDatabaseUrl() {
    String name = RUN + COUNTER.incrementAndGet();
    // One at a time: a template must have no other session.
    synchronized (TestStores.class) {
      execute("create database " + name + " template " + TEMPLATE + " strategy file_copy");
    }
    return SERVERS.jdbcUrl(name);
  }

  public static HikariDataSource pool(String url, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(5_000);
    config.setIdleTimeout(10_000);
    return new HikariDataSource(config);
  }

  /** The URL of the shared Redis, password included. Tests keep to keys of their own. */
  public static String redisUrl() {
    return SERVERS.redisUrl();
  }

  private static String migratedTemplate() {
    String name = RUN + "template";
    execute("create database " + name);
    Flyway.configure().dataSource(SERVERS.jdbcUrl(name), null, null).load().migrate();
    return name;
  }

  private static void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(SERVERS.jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
