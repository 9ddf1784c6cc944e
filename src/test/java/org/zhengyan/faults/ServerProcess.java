package org.zhengyan.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The server as a process of its own, in the dev profile unless told otherwise, to be stopped and killed. */
final class ServerProcess implements AutoCloseable {
  private static final String MAIN = "org.zhengyan.Zhengyan";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Process process;
  private final int port;
  private final Path log;

  private ServerProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts it with these settings and waits until readiness says yes. */
  static ServerProcess start(Path directory, Map<String, String> settings) {
    ServerProcess server = launch(directory, freePort(), settings);
    server.awaitReadiness(200);
    return server;
  }

  /** Starts it and does not wait. */
  static ServerProcess launch(Path directory, int port, Map<String, String> settings) {
    try {
      Files.createDirectories(directory);
      Path log = Files.createDirectories(Path.of("target", "faults")).resolve("server-" + port + ".log");
      List<String> command = java(directory, settings);
      command.add("--server.port=" + port);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ServerProcess(process, port, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the jar on the same settings and returns its exit code. */
  static int command(Path directory, String name, Map<String, String> settings) {
    return command(directory, List.of(name), settings);
  }

  /** Runs a command of the jar, with the words that belong to it. */
  static int command(Path directory, List<String> words, Map<String, String> settings) {
    List<String> command = java(directory, settings);
    command.addAll(command.indexOf(MAIN) + 1, words);
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(words.getFirst() + " did not end");
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> java(Path directory, Map<String, String> settings) {
    return java(RecordedClasses.options(), directory, settings);
  }

  /** The command line of a server in the dev profile, with those options of the JVM. */
  static List<String> java(List<String> options, Path directory) {
    return java(options, directory, Map.of());
  }

  /** An empty setting takes one away that would stand there. */
  private static List<String> java(List<String> options, Path directory, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.add(MAIN);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spring.profiles.active", "dev");
    all.put("zhengyan.public-url", "http://localhost:8080");
    all.put("zhengyan.data-dir", directory.toAbsolutePath().toString());
    all.putAll(settings);
    all.forEach(
        (setting, value) -> {
          if (!value.isEmpty()) {
            command.add("--" + setting + "=" + value);
          }
        });
    return command;
  }

  int port() {
    return port;
  }

  Path log() {
    return log;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits until readiness answers with the status; fails when the process ends before. */
  void awaitReadiness(int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the server ended:\n" + Files.readString(log));
              }
              return readiness() == status;
            });
  }

  /** The status that readiness answers with; 0 when nothing answers. */
  int readiness() {
    return health("readiness");
  }

  /** The status that liveness answers with; 0 when nothing answers. */
  int liveness() {
    return health("liveness");
  }

  private int health(String group) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health/" + group))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops it as a service manager does. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
