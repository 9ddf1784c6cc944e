package org.zhengyan.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.EventLog;
import org.zhengyan.log.LogState;
import org.zhengyan.notification.CertificateEvents;
import org.zhengyan.status.Reconciler;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code reconcile [OTHER-JOURNAL-DIRECTORY …]}: after a database was restored from a copy, puts back
 * what the copy forgot of revocations, with an event for each operator concerned, and lets the log go on
 * from what the database has.
 */
final class ReconcileCommand {
  private ReconcileCommand() {}

  static int run(List<String> args) {
    List<Path> others = args.stream().filter(word -> !word.startsWith("--")).map(Path::of).toList();
    List<String> settings = args.stream().filter(word -> word.startsWith("--")).toList();
    return CommandContext.run(
        settings, Set.of("org.zhengyan.keys"), context -> reconcile(context, others, System.out));
  }

  private static int reconcile(ConfigurableApplicationContext context, List<Path> others, PrintStream out) {
    DataSource database = context.getBean(DataSource.class);
    ServiceProperties service = context.getBean(ServiceProperties.class);
    Clock clock = context.getBean(Clock.class);
    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
    try {
      Reconciler.Report report =
          new Reconciler(
                  database,
                  context.getBean(JdbcClient.class),
                  new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
                  new EventLog(jdbc, clock),
                  new CertificateEvents(jdbc, context.getBean(JsonMapper.class)))
              .run(service.dataDir().resolve("journal"), others);
      print(report, out);
      for (Path file : LogState.of(database, context.getBean(KeyVault.class), service, clock).reconcile()) {
        out.println("The log goes on from the database; what this node had kept is in " + file);
      }
      out.println("Reconciled. The node may be started.");
      return 0;
    } catch (IOException | SQLException e) {
      out.println("Not reconciled: " + e.getMessage());
      return 1;
    }
  }

  private static void print(Reconciler.Report report, PrintStream out) {
    List<String> lines = new ArrayList<>();
    list(lines, "revoked again", report.revoked());
    list(lines, "suspended again", report.suspended());
    list(lines, "released since the copy: suspended until two people release again", report.held());
    list(lines, "lost with the copy: refused from now on, issue them again", report.lost());
    lines.add("events that wait for operators: " + report.told());
    lines.add("public keys claimed again: " + report.keys());
    lines.add("faces downloaded for one platform, void now: " + report.voided());
    lines.add("verifications that were open, over now: " + report.ended());
    lines.add("sessions at the consoles, over now: " + report.signedOut());
    if (report.damagedLines() > 0) {
      lines.add("lines of the journal that could not be read: " + report.damagedLines());
    }
    lines.forEach(out::println);
  }

  private static void list(List<String> lines, String title, List<SerialNumber> serials) {
    lines.add(title + ": " + serials.size());
    serials.forEach(serial -> lines.add("  " + serial));
  }
}
