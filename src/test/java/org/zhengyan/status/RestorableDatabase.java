package org.zhengyan.status;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.zhengyan.TestStores;

/** A real database of which a file-level copy is made and put in its place again. */
final class RestorableDatabase {
  private final String url = TestStores.freshDatabaseUrl();
  private final String name = url.replaceFirst(".*/([^/?]+)\\?.*", "$1");
  private final String operatorUrl = url.replaceFirst("/" + name + "\\?", "/postgres?");

  HikariDataSource pool() {
    return TestStores.pool(url, 10);
  }

  /** Copies every file of the database, as a cold backup does. */
  void copy() throws SQLException {
    run("DROP DATABASE IF EXISTS " + name + "_copy");
    endSessions();
    run("CREATE DATABASE " + name + "_copy TEMPLATE " + name + " STRATEGY file_copy");
  }

  /** Puts the copy in the place of the database, whoever is connected; the copy is used up. */
  void restore() throws SQLException {
    run("DROP DATABASE " + name + " WITH (FORCE)");
    run("ALTER DATABASE " + name + "_copy RENAME TO " + name);
  }

  private void endSessions() throws SQLException {
    run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(operatorUrl);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
