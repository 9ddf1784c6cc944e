package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the embedded stores when processes die, on the real binaries. */
class EmbeddedStoresTest {
  @TempDir private Path temporary;
  private Path path;

  /** A directory that an account other than ours can reach, if PostgreSQL has to run as one. */
  @BeforeEach
  void reachable() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    path = temporary.resolve("data");
  }

  @Test
  void keepsDataOfAPostgresThatWasKilled() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      PostgresProcess first = PostgresProcess.start(directory);
      execute(first, "create table kept (n int)", "insert into kept values (42)");
      ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
      ProcessHandle.of(first.pid()).ifPresent(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
      try (PostgresProcess second = PostgresProcess.start(directory)) {
        assertThat(number(second, "select n from kept")).isEqualTo(42);
      }
    }
  }

  /** A kill shows nothing of it, and a machine that loses its power would: these are what keeps a commit. */
  @Test
  void waitsForTheDiskBeforeItAcknowledges() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path);
        PostgresProcess server = PostgresProcess.start(directory);
        Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement sql = connection.createStatement()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
        ResultSet row = sql.executeQuery("show " + setting);
        row.next();
        assertThat(row.getString(1)).as(setting).isEqualTo("on");
      }
      ResultSet row = sql.executeQuery("show server_version");
      row.next();
      assertThat(row.getString(1)).startsWith("18.");
    }
  }

  /** Root whose container forbids user namespaces gave the files to nobody; whoever is not root keeps them. */
  @Test
  void runsAsTheAccountThatOwnsItsFiles() throws Exception {
    String user = System.getProperty("user.name");
    String owner = user.equals("root") ? "nobody" : user;
    try (DataDirectory directory = DataDirectory.open(path)) {
      Path home = Files.createDirectories(path.resolve("postgres"));
      Files.setOwner(home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
      for (int kept = 1; kept <= 2; kept++) {
        try (PostgresProcess server = PostgresProcess.start(directory)) {
          execute(server, "create table if not exists kept (n int)", "insert into kept values (1)");
          assertThat(number(server, "select count(*) from kept")).isEqualTo(kept);
          assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().user()).contains(owner);
        }
      }
      assertThat(Files.getOwner(home.resolve("data/PG_VERSION")).getName()).isEqualTo(owner);
    }
  }

  @Test
  void takesOverFromAPostgresThatItsParentLeftBehind() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      PostgresProcess orphan = PostgresProcess.start(directory);
      execute(orphan, "create table kept (n int)", "insert into kept values (7)");
      try (PostgresProcess second = PostgresProcess.start(directory)) {
        assertThat(ProcessHandle.of(orphan.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(number(second, "select n from kept")).isEqualTo(7);
      }
    }
  }

  @Test
  void startsBesideAPidFileWhosePidIsSomebodyElses() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path)) {
      PostgresProcess.start(directory).close();
      Path pidFile = path.resolve("postgres/data/postmaster.pid");
      Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + path + "\n0\n1\n\n\n\n\n");
      try (PostgresProcess second = PostgresProcess.start(directory)) {
        assertThat(number(second, "select 1")).isEqualTo(1);
      }
    }
  }

  @Test
  void beginsAgainAfterAnInitdbThatWasCutOff() throws Exception {
    Files.createDirectories(path.resolve("postgres/data.new/base"));
    Files.writeString(path.resolve("postgres/data.new/PG_VERSION"), "18");
    try (DataDirectory directory = DataDirectory.open(path);
        PostgresProcess server = PostgresProcess.start(directory)) {
      assertThat(number(server, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void asksForThePassword() {
    try (DataDirectory directory = DataDirectory.open(path);
        PostgresProcess server = PostgresProcess.start(directory)) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=zhengyan&password=wrong";
      assertThatThrownBy(() -> DriverManager.getConnection(url).close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void endsARedisThatItsParentLeftBehind() {
    try (DataDirectory directory = DataDirectory.open(path)) {
      RedisProcess orphan = RedisProcess.start(directory);
      try (RedisProcess second = RedisProcess.start(directory)) {
        assertThat(ProcessHandle.of(orphan.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(second.port()).isPositive();
      }
    }
  }

  @Test
  void rejectsADataDirectoryThatIsInUse() {
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThat(held.path()).isEqualTo(path.toAbsolutePath());
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("Another Zhengyan runs on the data directory")
          .hasMessageContaining("ZHENGYAN_DATA_DIR");
    }
    DataDirectory.open(path).close();
  }

  @Test
  void keepsSecretsFromOtherAccounts() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path)) {
      String secret = directory.secret("postgres.password");
      assertThat(directory.secret("postgres.password")).isEqualTo(secret).hasSize(48);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("postgres.password"))))
          .isEqualTo("rw-------");
    }
  }

  private static void execute(PostgresProcess server, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private static int number(PostgresProcess server, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
