package org.zhengyan.launch;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.TrustedRoots;
import org.zhengyan.log.monitor.LogMonitor;

/** {@code monitor URL --state FILE …}: looks once at a log from outside; run it as often as wanted. */
final class MonitorCommand {
  static final String USAGE =
      """
      monitor URL --state FILE [OPTIONS]     URL is the service's, or its log's
        --state FILE     what was seen, and what this look finds; keep it where the log's keepers cannot write
        --root FILE      a trusted root, PEM; once for each suite. Default in the source tree: keys-dev
        --origin NAME    the name that the log must have. Default: the one that was seen first
        --whole          fetch and compare again what was seen before
        --max-growth N   more new leaves are not believed (10000000)
        --time SECONDS   break off after that, and go on from there the next time (600)
      Exit code: 0 sound, 2 not understood or the state cannot be used, 3 not looked to the end, 4 the log took
      something back, 5 it tells two stories, 6 something is altered, 7 it grew more than is believed\
      """;

  private static final int NOT_UNDERSTOOD = 2;
  private static final long GROWTH = 10_000_000;
  private static final long SECONDS = 600;
  private static final Set<String> OPTIONS = Set.of("state", "root", "origin", "max-growth", "time");

  private MonitorCommand() {}

  static int run(List<String> args) {
    return run(args, System.out, Clock.systemUTC());
  }

  static int run(List<String> args, PrintStream out, Clock clock) {
    try {
      CommandWords words = CommandWords.parse(args, OPTIONS, Set.of("whole"), Set.of("root"));
      URI url = url(words.only("URL"));
      Optional<Path> state = words.findPath("state");
      if (state.isEmpty()) {
        throw new CommandWords.NotUnderstood("--state is missing");
      }
      LogMonitor.Options options =
          new LogMonitor.Options(
              url,
              state.get(),
              words.find("origin"),
              words.has("whole"),
              number(words.find("max-growth"), GROWTH, Long.MAX_VALUE),
              Duration.ofSeconds(number(words.find("time"), SECONDS, 31_536_000)),
              Duration.ofSeconds(1));
      TrustedRoots roots = TrustWords.roots(words, out);
      return LogMonitor.run(options, roots, clock, out);
    } catch (CommandWords.NotUnderstood e) {
      out.println(e.getMessage() + ".\n\n" + USAGE);
      return NOT_UNDERSTOOD;
    }
  }

  private static URI url(String word) throws CommandWords.NotUnderstood {
    try {
      URI url = URI.create(word);
      boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
      if (http && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one complaint.
    }
    throw new CommandWords.NotUnderstood("the URL is not like https://verify.example.org");
  }

  private static long number(@Nullable String word, long otherwise, long most) throws CommandWords.NotUnderstood {
    if (word == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(word);
      if (number > 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one complaint.
    }
    throw new CommandWords.NotUnderstood(word + " is not a number from 1 to " + most);
  }
}
