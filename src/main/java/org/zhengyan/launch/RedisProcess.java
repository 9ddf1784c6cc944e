package org.zhengyan.launch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis as a child of this process, on loopback with a random port and password.
 *
 * <p>It keeps nothing on disk, since Redis holds only what may be lost. One that a killed parent left
 * behind is found by its pid file and ended.
 */
final class RedisProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final int port;
  private final String password;

  private RedisProcess(Process process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /**
   * @throws StartRefused when it does not come up
   */
  static RedisProcess start(DataDirectory directory) {
    return start(directory, 0);
  }

  /** As {@link #start(DataDirectory)}, on this port of loopback; 0 takes a free one. */
  static RedisProcess start(DataDirectory directory, int wantedPort) {
    Path home = directory.resolve("redis");
    String password = directory.secret("redis.password");
    try {
      Files.createDirectories(home);
      Path pidFile = home.resolve("redis.pid");
      endLeftBehind(pidFile);
      File executable = executable(home);
      int port = wantedPort == 0 ? PostgresProcess.freePort() : wantedPort;
      Path configuration = home.resolve("redis.conf");
      Files.writeString(
          configuration,
          """
          bind 127.0.0.1
          port %d
          requirepass %s
          save ""
          appendonly no
          maxmemory 128mb
          maxmemory-policy noeviction
          """
              .formatted(port, password));
      Process process =
          new ProcessBuilder(List.of(executable.getAbsolutePath(), configuration.toString()))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("server.log").toFile())
              .start();
      Files.writeString(pidFile, process.pid() + " " + executable.getAbsolutePath());
      RedisProcess server = new RedisProcess(process, port, password);
      server.awaitReady(home.resolve("server.log"));
      return server;
    } catch (IOException e) {
      throw new StartRefused("Redis cannot be started: " + e.getMessage(), e);
    }
  }

  /** The one that comes with the jar, unless {@code -Dzhengyan.redis-server} names another. */
  private static File executable(Path home) throws IOException {
    String own = System.getProperty("zhengyan.redis-server");
    return own == null ? ExecutableProvider.newJarResourceProvider(home.toFile()).get() : new File(own);
  }

  String url() {
    return "redis://:" + password + "@127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  private void awaitReady(Path serverLog) throws IOException {
    Instant deadline = Instant.now().plus(START_LIMIT);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        process.destroy();
        throw new StartRefused(
            "Redis did not come up; the end of " + serverLog + ":\n" + PostgresProcess.tail(serverLog));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartRefused("interrupted while Redis came up", e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      OutputStream out = socket.getOutputStream();
      out.write(("AUTH " + password + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
      return "+OK".equals(answer);
    } catch (IOException e) {
      return false;
    }
  }

  private static void endLeftBehind(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    String[] words = Files.readString(pidFile).strip().split(" ", 2);
    ProcessHandle.of(Long.parseLong(words[0]))
        .filter(handle -> handle.info().command().filter(words[words.length - 1]::equals).isPresent())
        .ifPresent(
            handle -> {
              handle.destroy();
              handle.onExit().completeOnTimeout(handle, 5, TimeUnit.SECONDS).join();
            });
    Files.delete(pidFile);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
