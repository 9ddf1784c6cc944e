package org.zhengyan.ephemeral;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A Redis of one test's own, on a fixed port, to be stopped, paused, and started again empty. */
@NullUnmarked
public final class OwnRedis implements AutoCloseable {
  private final Path home;
  private final int port;
  private @Nullable Process process;

  public OwnRedis() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
      home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  public OwnRedis start(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--save", "", "--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0"));
    arguments.addAll(Arrays.asList(settings));
    run(arguments);
    Awaitility.await().until(() -> "+PONG".equals(say("PING")));
    return this;
  }

  /** A sentinel, with these lines as its configuration, which it rewrites. */
  OwnRedis startSentinel(String... lines) {
    try {
      Path configuration = Files.write(home.resolve("sentinel.conf"), Arrays.asList(lines));
      run(List.of(configuration.getFileName().toString(), "--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().until(() -> !say("PING").isEmpty());
    return this;
  }

  private void run(List<String> arguments) {
    try {
      String own = System.getProperty("zhengyan.redis-server");
      File executable =
          own == null ? ExecutableProvider.newJarResourceProvider(home.toFile()).get() : new File(own);
      List<String> command = new ArrayList<>(List.of(executable.getAbsolutePath()));
      command.addAll(arguments);
      command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
      process =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("server.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer, or the empty string. */
  public String say(String command) {
    return answer(command, 1);
  }

  /** The one line of an answer that is a string. */
  String value(String command) {
    return answer(command, 2).lines().skip(1).findFirst().orElseThrow();
  }

  private String answer(String command, int lines) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      OutputStream out = socket.getOutputStream();
      out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      StringBuilder line = new StringBuilder();
      InputStream in = socket.getInputStream();
      int wanted = lines;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n' && --wanted == 0) {
          break;
        }
        line.append((char) b);
      }
      return line.toString().stripTrailing();
    } catch (IOException e) {
      return "";
    }
  }

  /** Accepts connections and answers nothing, as a machine in trouble does. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (process != null) {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public void stop() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
