package org.zhengyan.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL and a Redis that one test may stop, kill, copy and restore as it likes. */
public final class OwnStores implements AutoCloseable {
  private final DataDirectory directory;
  private PostgresProcess postgres;
  private RedisProcess redis;

  private OwnStores(DataDirectory directory) {
    this.directory = directory;
    this.postgres = PostgresProcess.start(directory);
    this.redis = RedisProcess.start(directory);
    execute("postgres", "create database zhengyan");
  }

  public static OwnStores start(Path directory) {
    reachable(directory.getParent());
    shareBinaries(directory);
    return new OwnStores(DataDirectory.open(directory));
  }

  public String jdbcUrl() {
    return postgres.jdbcUrl("zhengyan");
  }

  public String redisUrl() {
    return redis.url();
  }

  public int postgresPort() {
    return postgres.port();
  }

  public int redisPort() {
    return redis.port();
  }

  /** kill -9 of the postmaster; its backends end by themselves. */
  public void killPostgres() {
    kill(postgres.pid());
  }

  public void stopPostgres() {
    postgres.close();
  }

  /** Starts it again on the same data, with the same port if that is still free. */
  public void startPostgres() {
    postgres = PostgresProcess.start(directory, postgres.port());
  }

  public void killRedis() {
    kill(redis.pid());
  }

  /** An empty Redis on the same port: it has forgotten everything. */
  public void startRedis() {
    redis = RedisProcess.start(directory, redis.port());
  }

  /** A cold copy of the database's files, as a backup takes it; the server is stopped meanwhile. */
  public void backupTo(Path backup) {
    stopPostgres();
    copy(directory.resolve("postgres").resolve("data"), backup);
    startPostgres();
  }

  /** Puts a copy in the place of the data; the server is stopped meanwhile. */
  public void restoreFrom(Path backup) {
    stopPostgres();
    Path data = directory.resolve("postgres").resolve("data");
    try {
      PostgresProcess.deleteRecursively(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    copy(backup, data);
    startPostgres();
  }

  /** Runs the statements one after the other in one session of the database. */
  public void sql(String... statements) {
    execute("zhengyan", statements);
  }

  /** The one value of one row, as text. */
  public String value(String query) {
    try (var connection = DriverManager.getConnection(jdbcUrl());
        var sql = connection.createStatement();
        var row = sql.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /**
   * Empties the table and puts its file on a disk without room: {@code /dev/full}, on which PostgreSQL
   * gets ENOSPC from the kernel when it makes the table larger. Sessions must begin anew to see it.
   */
  public void fillDisk(String table) {
    Path full = Path.of("/dev/full");
    if (!Files.isWritable(full)) {
      throw new IllegalStateException("this test needs " + full);
    }
    sql("truncate " + table, "checkpoint");
    Path file = file(table);
    try {
      Files.move(file, file.resolveSibling(file.getFileName() + ".aside"));
      Files.createSymbolicLink(file, full);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the table its file on a disk with room back. */
  public void freeDisk(String table) {
    Path file = file(table);
    try {
      Files.move(
          file.resolveSibling(file.getFileName() + ".aside"), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String table) {
    return directory
        .resolve("postgres")
        .resolve("data")
        .resolve(value("select pg_relation_filepath('" + table + "')"));
  }

  private void execute(String database, String... statements) {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl(database));
        var sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  private static void kill(long pid) {
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    handle.destroyForcibly();
    handle.onExit().completeOnTimeout(handle, 10, TimeUnit.SECONDS).join();
  }

  private static void copy(Path from, Path to) {
    try {
      Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
      if (copy.waitFor() != 0) {
        throw new IllegalStateException("cp -a " + from + " " + to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For the account that PostgreSQL runs as when we are root and there are no user namespaces. */
  private static void reachable(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The unpacked binaries of the shared test servers, so that they are not unpacked once a test. */
  private static void shareBinaries(Path directory) {
    Path home = directory.resolve("postgres");
    try {
      if (Files.exists(home)) {
        return;
      }
      Files.createDirectories(home);
      try (Stream<Path> tests = Files.list(Path.of("target"))) {
        for (Path shared :
            (Iterable<Path>) tests.filter(path -> path.getFileName().toString().startsWith("test-stores-"))::iterator) {
          Path binaries = shared.resolve("postgres").resolve(PostgresBinaries.DIRECTORY);
          if (Files.isDirectory(binaries)) {
            copy(binaries, home.resolve(PostgresBinaries.DIRECTORY));
            return;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
    postgres.close();
    directory.close();
  }
}
