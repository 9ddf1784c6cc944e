package org.zhengyan.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 18 as a child of this process, durable: {@code fsync} and {@code
 * synchronous_commit} are on, and what was acknowledged survives a kill of everything.
 *
 * <p>The binaries come from a Maven artifact and are unpacked once. The server listens on loopback
 * with a random port and a random password kept in the data directory. A server that a killed parent
 * left behind on the same directory is stopped first; its recovery is PostgreSQL's own.
 */
final class PostgresProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);
  private static final int ATTEMPTS_AFTER_A_CRASH = 100;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  static final String USER = "zhengyan";

  private final Process process;
  private final PostgresAccount account;
  private final Path binaries;
  private final Path data;
  private final int port;
  private final String password;

  private PostgresProcess(
      Process process, PostgresAccount account, Path binaries, Path data, int port, String password) {
    this.process = process;
    this.account = account;
    this.binaries = binaries;
    this.data = data;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the server on the directory, making the cluster on first use.
   *
   * @throws StartRefused with what is missing, when no account can run it or it does not come up
   */
  static PostgresProcess start(DataDirectory directory) {
    return start(directory, 0);
  }

  /** As {@link #start(DataDirectory)}, on this port of loopback; 0 takes a free one. */
  static PostgresProcess start(DataDirectory directory, int wantedPort) {
    Path home = directory.resolve("postgres");
    Path binaries = home.resolve(PostgresBinaries.DIRECTORY);
    Path data = home.resolve("data");
    String password = directory.secret("postgres.password");
    try {
      PostgresBinaries.unpack(binaries);
      PostgresAccount account = PostgresAccount.choose(home);
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        initialise(account, binaries, home, data, password);
      }
      account.own(home);
      stopLeftBehind(account, binaries, data);
      int port = wantedPort == 0 ? freePort() : wantedPort;
      boolean crashed = Files.exists(data.resolve("postmaster.pid"));
      for (int attempt = 1; ; attempt++) {
        Process process = run(account, binaries, home, data, port);
        PostgresProcess server = new PostgresProcess(process, account, binaries, data, port, password);
        try {
          server.awaitReady(home.resolve("server.log"));
          return server;
        } catch (StartRefused e) {
          // Backends of a killed postmaster end by themselves, but not at once.
          if (!crashed || attempt == ATTEMPTS_AFTER_A_CRASH) {
            throw e;
          }
          pause();
        }
      }
    } catch (IOException e) {
      throw new StartRefused("PostgreSQL cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * The URL of the server that another process runs on the directory.
   *
   * @throws StartRefused when none runs there
   */
  static String runningUrl(Path directory, String database) {
    try {
      Path pidFile = directory.resolve("postgres").resolve("data").resolve("postmaster.pid");
      String port = Files.readAllLines(pidFile).get(3).strip();
      String password = Files.readString(directory.resolve("postgres.password")).strip();
      return url(Integer.parseInt(port), database, password);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      throw new StartRefused("No embedded PostgreSQL runs on " + directory + " yet; try again.", e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  String jdbcUrl(String database) {
    return url(port, database, password);
  }

  private static String url(int port, String database, String password) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER + "&password=" + password;
  }

  private static void initialise(
      PostgresAccount account, Path binaries, Path home, Path data, String password) throws IOException {
    // A kill during an earlier initdb leaves a directory without PG_VERSION or a half one aside.
    Path fresh = home.resolve("data.new");
    deleteRecursively(fresh);
    Files.createDirectories(home);
    Path passwordFile = home.resolve("password.new");
    Files.writeString(passwordFile, password);
    account.own(home);
    Process initdb =
        account.command(
                List.of(
                    binaries.resolve("bin/initdb").toString(),
                    "--pgdata=" + fresh,
                    "--username=" + USER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("initdb.log").toFile())
            .start();
    try {
      if (!initdb.waitFor(2, TimeUnit.MINUTES) || initdb.exitValue() != 0) {
        throw new StartRefused(
            "initdb failed; its output is in " + home.resolve("initdb.log") + ":\n"
                + tail(home.resolve("initdb.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartRefused("interrupted while initdb ran", e);
    }
    Files.delete(passwordFile);
    deleteRecursively(data);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Process run(PostgresAccount account, Path binaries, Path home, Path data, int port)
      throws IOException {
    return account
        .command(
            List.of(
                binaries.resolve("bin/postgres").toString(),
                "-D", data.toString(),
                "-p", Integer.toString(port),
                "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=",
                "-c", "fsync=on",
                "-c", "synchronous_commit=on",
                "-c", "shared_buffers=128MB",
                "-c", "max_connections=200",
                "-c", "max_wal_size=512MB",
                "-c", "jit=off",
                "-c", "update_process_title=off",
                "-c", "timezone=UTC",
                "-c", "io_method=sync"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("server.log").toFile()))
        .start();
  }

  private void awaitReady(Path serverLog) throws IOException {
    Instant deadline = Instant.now().plus(START_LIMIT);
    while (true) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"))) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          process.destroy();
          throw new StartRefused(
              "PostgreSQL did not come up; the end of " + serverLog + ":\n" + tail(serverLog), e);
        }
      }
      pause();
    }
  }

  private static void stopLeftBehind(PostgresAccount account, Path binaries, Path data) throws IOException {
    if (!Files.exists(data.resolve("postmaster.pid"))) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    Optional<ProcessHandle> holder = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (holder.isEmpty()) {
      // The file stays: by it PostgreSQL sees whether backends of a killed postmaster still live.
      return;
    }
    if (!isPostgres(holder.get())) {
      // The pid was given to another process since, and PostgreSQL would refuse to start beside it.
      Files.deleteIfExists(data.resolve("postmaster.pid"));
      return;
    }
    log.info("Stopping the PostgreSQL (pid {}) that an earlier process left behind", pid);
    stop(account, binaries, data);
  }

  private static boolean isPostgres(ProcessHandle handle) {
    return handle.info().command().map(command -> command.endsWith("/postgres")).orElse(false);
  }

  private static void stop(PostgresAccount account, Path binaries, Path data) throws IOException {
    Process pgCtl =
        account
            .command(
                List.of(
                    binaries.resolve("bin/pg_ctl").toString(), "stop", "-D", data.toString(), "-m", "fast", "-w"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      pgCtl.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the server cleanly: open transactions are rolled back, a checkpoint is written. */
  @Override
  public void close() {
    try {
      stop(account, binaries, data);
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      log.warn("PostgreSQL could not be stopped cleanly; the next start recovers it", e);
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static String tail(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : new ArrayList<>();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  static void deleteRecursively(Path directory) throws IOException {
    org.springframework.util.FileSystemUtils.deleteRecursively(directory);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartRefused("interrupted while PostgreSQL came up", e);
    }
  }
}
