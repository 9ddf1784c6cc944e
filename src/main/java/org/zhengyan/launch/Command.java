package org.zhengyan.launch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.zhengyan.keys.KeyCommands;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.LogCheck;

/**
 * A command of the jar: {@code java -jar zhengyan.jar NAME …}.
 *
 * @param summary one line for the list of commands
 * @param action runs with the words after the name and returns the exit code
 */
record Command(String name, String summary, Action action) {

  interface Action {
    int run(List<String> args);
  }

  private static final List<Command> ALL =
      List.of(
          new Command("help", "lists the commands", args -> help()),
          new Command(
              "dev-keys",
              "makes new development keys in a directory",
              args -> KeyCommands.developmentKeys(args, System.out)),
          new Command(
              "bootstrap",
              "makes the first authority of an installation, its persons and clients",
              BootstrapCommand::run),
          new Command(
              "first-accounts",
              "makes the first accounts of the national authority, and the codes to take them",
              FirstAccountsCommand::run),
          new Command(
              "key-ceremony",
              "makes or renews the keys of a sandbox or production installation",
              args -> KeyCommands.ceremony(args, System.out)),
          new Command(
              "check-log",
              "recomputes the log, its tree and its checkpoints, and reports what was altered",
              args -> CommandContext.run(args, Set.of("org.zhengyan.keys"), Command::checkLog)),
          new Command(
              "verify-receipt",
              "checks a receipt or its bundle offline, with trusted roots alone",
              VerifyReceiptCommand::run),
          new Command(
              "verify-export",
              "checks a file that an auditor exported offline, with trusted roots alone",
              VerifyExportCommand::run),
          new Command(
              "monitor",
              "watches a log from outside: whether it grows, takes nothing back and tells one story",
              MonitorCommand::run),
          new Command(
              "reconcile",
              "after a restored backup: puts back what the database forgot of revocations",
              ReconcileCommand::run));

  static Optional<Command> named(String name) {
    return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  static String usage() {
    StringBuilder text = new StringBuilder("Without a command the server starts. Commands:\n");
    for (Command command : ALL) {
      text.append("  %-14s %s%n".formatted(command.name(), command.summary()));
    }
    return text.toString();
  }

  private static int checkLog(ConfigurableApplicationContext context) {
    return new LogCheck(
            context.getBean(DataSource.class),
            context.getBean(KeyVault.class),
            context.getBean(ServiceProperties.class))
        .run(System.out);
  }

  private static int help() {
    System.out.print(usage());
    return 0;
  }
}
