package org.zhengyan.bench;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * What the log costs a verification, which has two events: the same act is done at the rate of a busy node
 * without its event and with it, each a transaction of one statement as in the product, while the server's
 * sequencer places and signs what was written. The difference is the log's.
 */
final class LogLoad {
  private static final int ACTS_PER_SECOND = 500;
  private static final int EVENTS_PER_VERIFICATION = 2;
  private static final String ACT = "insert into bench_act (id, what) values (?, ?)";

  private final ServerUnderLoad server;
  private final Duration duration;
  private final Duration warmup;

  LogLoad(ServerUnderLoad server, Duration duration, Duration warmup) {
    this.server = server;
    this.duration = duration;
    this.warmup = warmup;
  }

  /** Microseconds of CPU for two acts on the reference machine. */
  private record Cost(double caller, double server, double postgres) {
    Cost minus(Cost other) {
      return new Cost(caller - other.caller, server - other.server, postgres - other.postgres);
    }

    double all() {
      return caller + server + postgres;
    }
  }

  void run() throws Exception {
    SingleConnectionDataSource connection = new SingleConnectionDataSource(server.jdbcUrl(), true);
    try {
      JdbcTemplate jdbc = new JdbcTemplate(connection);
      jdbc.execute("create table bench_act (id uuid primary key, what text not null)");
      EventLog log = new EventLog(jdbc, Clock.systemUTC());
      Runnable alone = () -> jdbc.update(ACT, UUID.randomUUID(), "bench");
      Runnable logged =
          () ->
              log.appendWith(
                  log.draft(Event.of("verification.decided", "bench", Map.of("client", "bench", "result", "verified"))),
                  ACT,
                  UUID.randomUUID(),
                  "bench");
      measure(alone, warmup);
      measure(logged, warmup);
      Cost without = measure(alone, duration);
      Cost with = measure(logged, duration);
      Cost price = with.minus(without);
      System.out.printf(
          "log, for a verification, scaled: %,.0f µs JVM (append %,.0f, sequencer %,.0f), %,.0f µs PostgreSQL,"
              + " %,.0f µs in all; the two acts without it %,.0f µs PostgreSQL; %d acts a second%n",
          price.caller() + price.server(), price.caller(), price.server(), price.postgres(), price.all(),
          without.postgres(), ACTS_PER_SECOND);
    } finally {
      connection.destroy();
    }
  }

  private Cost measure(Runnable act, Duration time) throws Exception {
    long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Duration jvm = CpuMeter.of(server.jvmPid());
    Duration postgres = CpuMeter.ofTree(server.postgresPid());
    OpensslSpeed.Beside beside = new OpensslSpeed.Beside();
    long acts = time.toSeconds() * ACTS_PER_SECOND;
    long begin = System.nanoTime();
    for (long done = 1; done <= acts; done++) {
      act.run();
      long due = begin + done * 1_000_000_000L / ACTS_PER_SECOND;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
    }
    double verifications = acts / (double) EVENTS_PER_VERIFICATION;
    long caller = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread;
    Duration serving = CpuMeter.of(server.jvmPid()).minus(jvm);
    Duration storing = CpuMeter.ofTree(server.postgresPid()).minus(postgres);
    double each = beside.scale() / 1e3 / verifications;
    return new Cost(caller * each, serving.toNanos() * each, storing.toNanos() * each);
  }
}
