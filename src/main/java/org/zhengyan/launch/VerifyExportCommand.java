package org.zhengyan.launch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.zhengyan.log.Checkpoint;
import org.zhengyan.log.ExportCheck;

/** {@code verify-export FILE …}: checks an auditor's export with roots and nothing else, offline. */
final class VerifyExportCommand {
  static final String USAGE =
      """
      verify-export FILE [OPTIONS]     FILE is an export of the log (NDJSON)
        --root FILE      a trusted root, PEM; once for each suite. Default in the source tree: keys-dev
        --log ORIGIN     fails unless the checkpoint is of this log
      Exit code: 0 every line stands in the log, 1 one does not, 2 not understood or unreadable\
      """;

  private static final int NOT_UNDERSTOOD = 2;

  private VerifyExportCommand() {}

  static int run(List<String> args) {
    return run(args, System.out, Clock.systemUTC());
  }

  static int run(List<String> args, PrintStream out, Clock clock) {
    try {
      CommandWords words = CommandWords.parse(args, Set.of("root", "log"), Set.of(), Set.of("root"));
      String name = words.only("file");
      String origin = words.find("log");
      try (InputStream in = new BufferedInputStream(Files.newInputStream(CommandWords.path(name)))) {
        ExportCheck.Result result =
            ExportCheck.verify(in, TrustWords.roots(words, out), clock.instant());
        Checkpoint checkpoint = result.checkpoint();
        if (checkpoint != null) {
          out.println("Checkpoint of " + checkpoint.origin() + ": " + checkpoint.brief());
        }
        if (!result.holds() || checkpoint == null) {
          out.println("THE EXPORT DOES NOT HOLD, " + result.wrong() + ".");
          return 1;
        }
        if (origin != null && !origin.equals(checkpoint.origin())) {
          out.println("THE EXPORT DOES NOT HOLD: it is of another log.");
          return 1;
        }
        out.printf(
            "The export holds: %,d events stand in this log, %,d of them erased.%n",
            result.events(), result.erased());
        return 0;
      } catch (IOException e) {
        throw new CommandWords.NotUnderstood(name + " cannot be read: " + e.getMessage());
      }
    } catch (CommandWords.NotUnderstood e) {
      out.println(e.getMessage() + ".\n\n" + USAGE);
      return NOT_UNDERSTOOD;
    }
  }
}
