package org.zhengyan.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.util.FileSystemUtils;

/**
 * Two jars under verifications by turns, since a machine's speed swings more from one quarter of an hour to the next
 * than most changes weigh.
 *
 * <p>{@code TwoJars before.jar after.jar [p256|sm2] [clients] [rounds]}: both run all the time, each has a turn of
 * twelve seconds in every round, and the medians of their turns are told. Each is warmed up for a minute and a half.
 */
public final class TwoJars {
  private static final Duration TURN = Duration.ofSeconds(12);
  private static final Duration WARMUP_TURN = Duration.ofSeconds(15);
  private static final int WARMUP_TURNS = 6;

  /** What a verification cost in one turn, in microseconds of CPU, and how many there were a second. */
  private record Turn(double jvm, double postgres, double rate) {}

  private record Contender(
      String name, ServerUnderLoad server, LoadDriver.Operation operation, List<Turn> turns) {
    double median(ToDoubleFunction<Turn> figure) {
      return turns.stream().mapToDouble(figure).sorted().skip(turns.size() / 2).findFirst().orElseThrow();
    }
  }

  private TwoJars() {}

  public static void main(String[] args) throws Exception {
    String suite = args.length > 2 ? args[2] : "p256";
    int clients = args.length > 3 ? Integer.parseInt(args[3]) : 6;
    int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 8;
    Path data = Files.createTempDirectory("zhengyan-bench");
    System.out.println(OpensslSpeed.measure());
    try (ServerUnderLoad before = ServerUnderLoad.start(Path.of(args[0]), data.resolve("before"), 18081);
        ServerUnderLoad after = ServerUnderLoad.start(Path.of(args[1]), data.resolve("after"), 18082)) {
      List<Contender> both = List.of(contender("before", before, suite), contender("after", after, suite));
      for (int i = 0; i < WARMUP_TURNS; i++) {
        for (Contender each : both) {
          LoadDriver.load(each.operation(), clients, WARMUP_TURN, new Latencies(1));
        }
      }
      for (int i = 0; i < rounds; i++) {
        for (Contender each : i % 2 == 0 ? both : both.reversed()) {
          each.turns().add(turn(each, clients));
        }
      }
      both.forEach(TwoJars::print);
    } finally {
      FileSystemUtils.deleteRecursively(data);
    }
    System.out.println(OpensslSpeed.measure());
  }

  private static Contender contender(String name, ServerUnderLoad server, String suite) throws Exception {
    Path keys = server.clientKeys();
    VerificationLoad load =
        new VerificationLoad(
            new ApiClient(server.base(), keys, "demo-clerk", "registry.submit issuance.submit"),
            new ApiClient(server.base(), keys, "demo-reviewer", "registry.approve issuance.approve"),
            new ApiClient(server.base(), keys, "demo-appstore", "verification"));
    load.register(suite);
    TimeUnit.SECONDS.sleep(12);
    return new Contender(name, server, load.of(suite), new ArrayList<>());
  }

  private static Turn turn(Contender contender, int clients) throws Exception {
    ServerUnderLoad server = contender.server();
    Latencies latencies = new Latencies(1_000_000);
    Duration jvm = CpuMeter.of(server.jvmPid());
    Duration postgres = CpuMeter.ofTree(server.postgresPid());
    LoadDriver.load(contender.operation(), clients, TURN, latencies);
    double count = latencies.count();
    return new Turn(
        CpuMeter.of(server.jvmPid()).minus(jvm).toNanos() / 1e3 / count,
        CpuMeter.ofTree(server.postgresPid()).minus(postgres).toNanos() / 1e3 / count,
        count / TURN.toSeconds());
  }

  private static void print(Contender contender) {
    System.out.printf(
        Locale.ROOT,
        "%-6s medians of %d turns: JVM %,.0f µs  PostgreSQL %,.0f µs  all %,.0f µs  %.0f/s%n",
        contender.name(), contender.turns().size(), contender.median(Turn::jvm), contender.median(Turn::postgres),
        contender.median(turn -> turn.jvm() + turn.postgres()), contender.median(Turn::rate));
  }
}
