package org.zhengyan.bench;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * What the log costs by itself: events appended at the rate of a busy node, placed and signed by the server's
 * sequencer. A verification makes two. Ten events share a commit here, which an act makes anyway; what the
 * server costs when nothing happens is measured before and taken off. Events are statements of their own here
 * and part of the act's in the product, so this is more than the product pays.
 */
final class LogLoad {
  private static final int EVENTS_PER_COMMIT = 10;
  private static final int COMMITS_PER_SECOND = 60;
  private static final int EVENTS_PER_VERIFICATION = 2;

  private final ServerUnderLoad server;
  private final Duration duration;
  private final Duration warmup;

  LogLoad(ServerUnderLoad server, Duration duration, Duration warmup) {
    this.server = server;
    this.duration = duration;
    this.warmup = warmup;
  }

  private record Cpu(Duration jvm, Duration postgres) {
    Cpu minus(Cpu other) {
      return new Cpu(jvm.minus(other.jvm), postgres.minus(other.postgres));
    }
  }

  void run() throws Exception {
    TimeUnit.SECONDS.sleep(20);
    Cpu before = cpu();
    TimeUnit.SECONDS.sleep(duration.toSeconds());
    Cpu idle = cpu().minus(before);

    SingleConnectionDataSource connection = new SingleConnectionDataSource(server.jdbcUrl(), true);
    try {
      EventLog log = new EventLog(new JdbcTemplate(connection), Clock.systemUTC());
      TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(connection));
      append(log, transaction, warmup);
      before = cpu();
      long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      int events = append(log, transaction, duration);
      thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread;
      Cpu used = cpu().minus(before).minus(idle);
      double verifications = events / (double) EVENTS_PER_VERIFICATION;
      double sequencer = used.jvm().toNanos() / 1e3 / verifications;
      double append = thread / 1e3 / verifications;
      double postgres = used.postgres().toNanos() / 1e3 / verifications;
      System.out.printf(
          "log, for a verification: %,.0f µs JVM (append %,.0f, sequencer %,.0f), %,.0f µs PostgreSQL, %,.0f µs in"
              + " all; %,d events at %d/s%n",
          append + sequencer, append, sequencer, postgres, append + sequencer + postgres, events,
          EVENTS_PER_COMMIT * COMMITS_PER_SECOND);
    } finally {
      connection.destroy();
    }
  }

  private static int append(EventLog log, TransactionTemplate transaction, Duration time) throws InterruptedException {
    long begin = System.nanoTime();
    int events = 0;
    for (int commit = 0; commit < time.toSeconds() * COMMITS_PER_SECOND; commit++) {
      transaction.executeWithoutResult(
          status -> {
            for (int i = 0; i < EVENTS_PER_COMMIT; i++) {
              log.append(
                  Event.of("verification.decided", "bench-" + i, Map.of("client", "bench", "result", "verified")));
            }
          });
      events += EVENTS_PER_COMMIT;
      long due = begin + (commit + 1L) * 1_000_000_000L / COMMITS_PER_SECOND;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
    }
    return events;
  }

  private Cpu cpu() throws Exception {
    return new Cpu(CpuMeter.of(server.jvmPid()), CpuMeter.ofTree(server.postgresPid()));
  }
}
