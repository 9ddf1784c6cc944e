package org.zhengyan.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * Loads a server of its own on loopback and prints throughput, latency and CPU per operation, with the
 * JVM, PostgreSQL and Redis apart, scaled by what OpenSSL does beside the load at the same time.
 *
 * <p>Words: {@code verification | issuance | ocsp | faces | streams | pushes | log | all}, then settings {@code
 * --seconds=20 --warmup=60 --clients=8 --certificates=100000 --streams=5000 --revocations=200
 * --jar=target/zhengyan.jar}. Loopback only; it ends by itself. The first load of a server is warmed up for the
 * time given, the others for a third of it:
 * while the JVM still compiles, its compiler takes more than the work.
 */
public final class LoadDriver {
  private final ServerUnderLoad server;
  private final int clients;
  private final Duration duration;
  private Duration warmup;
  private final ApiClient clerk;
  private final ApiClient reviewer;
  private final ApiClient platform;

  private LoadDriver(ServerUnderLoad server, Settings settings) throws Exception {
    this.server = server;
    this.clients = settings.clients();
    this.duration = settings.duration();
    this.warmup = settings.warmup();
    Path keys = server.clientKeys();
    clerk = new ApiClient(server.base(), keys, "demo-clerk", "registry.submit issuance.submit");
    reviewer = new ApiClient(server.base(), keys, "demo-reviewer", "registry.approve issuance.approve");
    platform = new ApiClient(server.base(), keys, "demo-appstore", "verification");
  }

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.of(args);
    System.out.println(OpensslSpeed.measure());
    Path data = Files.createTempDirectory("zhengyan-bench");
    try {
      if (settings.what().contains("ocsp")) {
        try (ServerUnderLoad server = ServerUnderLoad.start(settings.jar(), data, settings.port())) {
          OcspLoad.fill(server.jdbcUrl(), settings.certificates());
        }
      }
      for (String what : settings.what()) {
        try (ServerUnderLoad server = ServerUnderLoad.start(settings.jar(), data, settings.port())) {
          System.out.printf("start to first answered request: %.1f s%n", server.startTime().toMillis() / 1000.0);
          LoadDriver driver = new LoadDriver(server, settings);
          switch (what) {
            case "verification" -> driver.verification();
            case "issuance" -> driver.issuance();
            case "faces" -> driver.faces();
            case "streams" -> driver.streams(settings.streams());
            case "pushes" -> new PushLoad(server, settings.revocations()).run();
            case "log" -> new LogLoad(server, settings.duration(), settings.warmup()).run();
            case "ocsp" -> new OcspLoad(driver, settings.certificates()).run();
            default -> throw new IllegalArgumentException("there is no load " + what);
          }
        }
      }
    } finally {
      org.springframework.util.FileSystemUtils.deleteRecursively(data);
    }
  }

  /**
   * @param what the loads to run, in order
   * @param certificates how many certificates the OCSP index holds
   * @param streams how many sessions wait by server-sent events
   * @param revocations how many are pushed to an operator
   */
  record Settings(
      List<String> what,
      Path jar,
      int port,
      int clients,
      Duration duration,
      Duration warmup,
      int certificates,
      int streams,
      int revocations) {
    static Settings of(String[] args) {
      List<String> what = new ArrayList<>();
      Map<String, String> given = new HashMap<>();
      for (String arg : args) {
        if (arg.startsWith("--")) {
          String[] parts = arg.substring(2).split("=", 2);
          given.put(parts[0], parts[1]);
        } else {
          what.add(arg);
        }
      }
      if (what.isEmpty() || what.contains("all")) {
        what = List.of("verification", "issuance", "ocsp", "faces", "streams", "pushes", "log");
      }
      return new Settings(
          what,
          Path.of(given.getOrDefault("jar", "target/zhengyan.jar")),
          Integer.parseInt(given.getOrDefault("port", "18080")),
          Integer.parseInt(given.getOrDefault("clients", "8")),
          Duration.ofSeconds(Long.parseLong(given.getOrDefault("seconds", "20"))),
          Duration.ofSeconds(Long.parseLong(given.getOrDefault("warmup", "60"))),
          Integer.parseInt(given.getOrDefault("certificates", "100000")),
          Integer.parseInt(given.getOrDefault("streams", "5000")),
          Integer.parseInt(given.getOrDefault("revocations", "200")));
    }
  }

  ServerUnderLoad server() {
    return server;
  }

  private void verification() throws Exception {
    VerificationLoad load = new VerificationLoad(clerk, reviewer, platform);
    List<String> suites = List.of("p256", "sm2");
    for (String suite : suites) {
      load.register(suite);
    }
    TimeUnit.SECONDS.sleep(12);
    for (String suite : suites) {
      measure("verification " + suite, load.of(suite));
    }
  }

  /** Whole issuances: application with a fresh key, then the approval that signs. */
  private void issuance() throws Exception {
    for (String suite : List.of("p256", "sm2")) {
      String name = "压测机构" + suite;
      String uscc = Holder.register(clerk, reviewer, name);
      measure("issuance " + suite, () -> Holder.of(uscc, name, suite).issue(clerk, reviewer));
    }
  }

  /** Faces of one certificate, sealed or signed anew each time. */
  private void faces() throws Exception {
    String name = "压测证照单位";
    String uscc = Holder.register(clerk, reviewer, name);
    Holder.of(uscc, name, "p256").issue(clerk, reviewer);
    JsonNode certificates = clerk.get("/api/v1/certificates?uscc=" + uscc);
    String serial = certificates.at("/items/0/serial").asString();
    for (String form : List.of("ofd", "pdf")) {
      String path = "/api/v1/certificates/" + serial + "/face?form=" + form;
      measure("face " + form, () -> clerk.download(path));
    }
  }

  /** Sessions that wait by server-sent events, and answers among them. */
  private void streams(int streams) throws Exception {
    String name = "压测出示单位";
    Holder holder = Holder.of(Holder.register(clerk, reviewer, name), name, "p256");
    holder.issue(clerk, reviewer);
    new StreamLoad(server, platform, holder, name, streams).run();
  }

  interface Operation {
    void run() throws Exception;
  }

  /** Warms up, then measures; the first failure ends the run. */
  void measure(String title, Operation operation) throws Exception {
    load(operation, warmup, new Latencies(1));
    warmup = warmup.compareTo(duration) > 0 ? warmup.dividedBy(3) : warmup;
    Latencies latencies = new Latencies(4_000_000);
    long pid = server.jvmPid();
    Duration jvm = CpuMeter.of(pid);
    Duration postgres = CpuMeter.ofTree(server.postgresPid());
    Duration redis = CpuMeter.ofTree(server.redisPid());
    OpensslSpeed.Beside beside = new OpensslSpeed.Beside();
    long begin = System.nanoTime();
    load(operation, duration, latencies);
    double seconds = (System.nanoTime() - begin) / 1e9;
    int count = latencies.count();
    double jvmMicros = micros(CpuMeter.of(pid).minus(jvm), count);
    double postgresMicros = micros(CpuMeter.ofTree(server.postgresPid()).minus(postgres), count);
    double redisMicros = micros(CpuMeter.ofTree(server.redisPid()).minus(redis), count);
    double all = jvmMicros + postgresMicros + redisMicros;
    double scale = beside.scale();
    System.out.printf(
        "%-22s %,8d ops  %,8.0f/s  p50 %6.2f ms  p99 %6.2f ms  CPU/op: JVM %,6.0f µs  PostgreSQL %,5.0f µs"
            + "  Redis %,4.0f µs  all %,6.0f µs | scale %.2f: JVM %,6.0f µs, all %,6.0f µs%n",
        title, count, count / seconds, latencies.millis(0.5), latencies.millis(0.99),
        jvmMicros, postgresMicros, redisMicros, all, scale, jvmMicros * scale, all * scale);
    System.out.printf(
        "%-22s JVM resident %,d MiB, PostgreSQL %,d MiB, Redis %,d MiB%n",
        "", CpuMeter.residentMebibytes(pid),
        CpuMeter.proportionalMebibytesOfTree(server.postgresPid()),
        CpuMeter.proportionalMebibytesOfTree(server.redisPid()));
  }

  private static double micros(Duration cpu, int count) {
    return cpu.toNanos() / 1e3 / Math.max(1, count);
  }

  private void load(Operation operation, Duration time, Latencies latencies) throws Exception {
    load(operation, clients, time, latencies);
  }

  /** So many clients, each one after the other, for that time. */
  static void load(Operation operation, int clients, Duration time, Latencies latencies) throws Exception {
    long until = System.nanoTime() + time.toNanos();
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  while (System.nanoTime() < until && failure.get() == null) {
                    long begin = System.nanoTime();
                    operation.run();
                    latencies.add(System.nanoTime() - begin);
                  }
                } catch (Exception e) {
                  failure.compareAndSet(null, e);
                } finally {
                  done.countDown();
                }
              });
    }
    done.await();
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  URI ocspUrl() {
    return server.base().resolve("/ocsp");
  }

}
