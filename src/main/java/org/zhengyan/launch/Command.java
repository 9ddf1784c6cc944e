package org.zhengyan.launch;

import java.util.List;
import java.util.Optional;
import org.zhengyan.keys.KeyCommands;

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
              args -> KeyCommands.developmentKeys(args, System.out)));

  static Optional<Command> named(String name) {
    return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  static String usage() {
    StringBuilder text = new StringBuilder("Without a command the server starts. Commands:\n");
    for (Command command : ALL) {
      text.append("  %-12s %s%n".formatted(command.name(), command.summary()));
    }
    return text.toString();
  }

  private static int help() {
    System.out.print(usage());
    return 0;
  }
}
