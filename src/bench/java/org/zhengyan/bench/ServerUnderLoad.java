package org.zhengyan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The jar as a process of its own with its embedded stores, in the dev profile, so that its CPU time
 * can be told from the driver's.
 */
final class ServerUnderLoad implements AutoCloseable {
  private final Process process;
  private final URI base;
  private final Path data;
  private final Duration startTime;

  private ServerUnderLoad(Process process, URI base, Path data, Duration startTime) {
    this.process = process;
    this.base = base;
    this.data = data;
    this.startTime = startTime;
  }

  static ServerUnderLoad start(Path jar, Path data, int port) throws IOException, InterruptedException {
    URI base = URI.create("http://localhost:" + port);
    Path log = data.resolveSibling(data.getFileName() + ".log");
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("bench.jvm", "-Xmx320m -XX:+UseSerialGC").split(" ")));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            jar.toAbsolutePath().toString(),
            "--spring.profiles.active=dev",
            "--server.port=" + port,
            "--zhengyan.public-url=" + base,
            "--zhengyan.data-dir=" + data.toAbsolutePath(),
            "--zhengyan.quota.per-second=100000",
            "--zhengyan.quota.burst=100000"));
    Instant begin = Instant.now();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!answers(base)) {
      if (!process.isAlive() || Duration.between(begin, Instant.now()).toSeconds() > 120) {
        process.destroy();
        throw new IllegalStateException("the server did not come up, see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return new ServerUnderLoad(process, base, data, Duration.between(begin, Instant.now()));
  }

  private static boolean answers(URI base) {
    try {
      var connection = (java.net.HttpURLConnection) base.resolve("/actuator/health/readiness").toURL().openConnection();
      connection.setConnectTimeout(500);
      connection.setReadTimeout(2000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  URI base() {
    return base;
  }

  /** From the start of the process to the first request answered with 200 by readiness. */
  Duration startTime() {
    return startTime;
  }

  long jvmPid() {
    return process.pid();
  }

  long postgresPid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).getFirst().strip());
  }

  long redisPid() throws IOException {
    return Long.parseLong(Files.readString(data.resolve("redis/redis.pid")).strip().split(" ")[0]);
  }

  String jdbcUrl() throws IOException {
    String port = Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).get(3).strip();
    String password = Files.readString(data.resolve("postgres.password")).strip();
    return "jdbc:postgresql://127.0.0.1:" + port + "/zhengyan?user=zhengyan&password=" + password;
  }

  /** The client keys of the dev profile: of the source tree, or those that the server made. */
  Path clientKeys() {
    Path made = data.resolve("keys-dev/clients");
    return Files.isDirectory(made) ? made : Path.of("keys-dev/clients");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
