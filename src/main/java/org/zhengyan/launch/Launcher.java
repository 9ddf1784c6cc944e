package org.zhengyan.launch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;

/**
 * Starts the server, or runs the command that the first word names.
 *
 * <p>Words that begin with {@code --} are settings. Exit codes: 0 done, 1 the start or the command was
 * refused, 2 the command line was not understood; a command may say more.
 */
public final class Launcher {
  private static final int REFUSED = 1;
  private static final int NOT_UNDERSTOOD = 2;

  private Launcher() {}

  public static void launch(SpringApplication application, String[] args) {
    if (args.length == 0 || args[0].startsWith("--")) {
      serve(application, args);
      return;
    }
    Optional<Command> command = Command.named(args[0]);
    if (command.isEmpty()) {
      System.err.println("There is no command \"" + args[0] + "\".\n\n" + Command.usage());
      System.exit(NOT_UNDERSTOOD);
      return;
    }
    System.exit(run(command.get(), List.of(args).subList(1, args.length)));
  }

  private static void serve(SpringApplication application, String[] args) {
    EmbeddedStores stores = EmbeddedStores.forServer();
    application.addInitializers(
        stores, context -> context.addApplicationListener(new StartReport(stores)));
    SpringApplication.getShutdownHandlers().add(stores::close);
    try {
      application.run(args);
    } catch (RuntimeException e) {
      StartRefused refused = refusal(e);
      if (refused == null) {
        throw e;
      }
      System.err.println(refused.getMessage());
      System.exit(REFUSED);
    }
  }

  private static int run(Command command, List<String> args) {
    try {
      return command.action().run(args);
    } catch (RuntimeException e) {
      StartRefused refused = refusal(e);
      if (refused == null) {
        throw e;
      }
      System.err.println(refused.getMessage());
      return REFUSED;
    }
  }

  private static @Nullable StartRefused refusal(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof StartRefused refused) {
        return refused;
      }
    }
    return null;
  }
}
