package org.zhengyan.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.log.monitor.LogMonitor;

/** A log with a server and a monitor that looks at it, keeping its state in a directory. */
final class WatchedLog implements AutoCloseable {
  static final int SOUND = 0;
  static final int STATE = 2;
  static final int UNREACHABLE = 3;
  static final int ROLLED_BACK = 4;
  static final int FORKED = 5;
  static final int ALTERED = 6;
  static final int JUMPED = 7;
  private static final List<Path> ROOTS =
      List.of(Path.of("keys-dev/root-p256.crt"), Path.of("keys-dev/root-sm2.crt"));

  final TestLog log = new TestLog();
  final LogNode node;
  final LogStub stub;
  private final Path directory;

  WatchedLog(Path directory) throws IOException {
    this.directory = directory;
    node = new LogNode(log, directory.resolve("node"));
    stub = new LogStub(node);
  }

  /** How the monitor ended, and what it said. */
  record Looked(int code, String out) {}

  void growTo(int size) {
    log.appendMany(size - (int) log.count("event"));
    node.turn();
  }

  /** Serves what another node makes of the database from now on. */
  void turnOther() {
    LogNode other = new LogNode(log, directory.resolve("other"));
    other.turn();
    stub.log = other.published;
  }

  LogMonitor.Options options(boolean whole, long growth, Duration time) {
    return new LogMonitor.Options(
        stub.url(), directory.resolve("state"), null, whole, growth, time, Duration.ofMillis(1));
  }

  Looked look() throws Exception {
    return look(false);
  }

  Looked look(boolean whole) throws Exception {
    return look(options(whole, 100_000, Duration.ofMinutes(5)), Clock.systemUTC());
  }

  Looked look(LogMonitor.Options options, Clock clock) throws Exception {
    return look(options, TrustedRoots.read(ROOTS), clock);
  }

  Looked look(LogMonitor.Options options, TrustedRoots roots, Clock clock) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = LogMonitor.run(options, roots, clock, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Looked(code, out.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    stub.close();
  }
}
