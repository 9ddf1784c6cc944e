package org.zhengyan.keys;

import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a key command: plain ones, and {@code --name value} from a closed list. */
final class CeremonyOptions {
  private static final int SHORTEST_PASSWORD = 12;

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  /**
   * @throws IllegalArgumentException for an option outside of {@code known}, twice, or without
   *     value
   */
  CeremonyOptions(List<String> arguments, Set<String> known) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        words.add(argument);
        continue;
      }
      String name = argument.substring(2);
      i++;
      if (!known.contains(name) || i == arguments.size()) {
        throw new IllegalArgumentException("--" + name + " is unknown or has no value");
      }
      if (values.put(name, arguments.get(i)) != null) {
        throw new IllegalArgumentException("--" + name + " stands twice");
      }
    }
  }

  List<String> words() {
    return List.copyOf(words);
  }

  String require(String name) {
    String value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  @Nullable String find(String name) {
    return values.get(name);
  }

  Path path(String name) {
    return Path.of(require(name));
  }

  /**
   * The password in the file that an option names, or else asked for at the terminal, twice when it
   * is new.
   *
   * @throws IllegalArgumentException when there is neither file nor terminal, or it is too weak
   */
  char[] password(String option, String what, boolean isNew) {
    char[] password =
        values.containsKey(option)
            ? KeyLocation.secret(path(option)).toCharArray()
            : ask(option, what, isNew);
    String text = new String(password);
    if (isNew && (password.length < SHORTEST_PASSWORD || text.equals(DevelopmentKeys.PASSWORD))) {
      throw new IllegalArgumentException(
          "the password of "
              + what
              + " needs at least "
              + SHORTEST_PASSWORD
              + " characters of its own");
    }
    return password;
  }

  private static char[] ask(String option, String what, boolean isNew) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new IllegalArgumentException(
          "--" + option + " is missing, and there is no terminal to ask at");
    }
    char[] password = console.readPassword("Password of %s: ", what);
    if (isNew && !Arrays.equals(password, console.readPassword("Again: "))) {
      throw new IllegalArgumentException("the two are not the same");
    }
    return password == null ? new char[0] : password;
  }
}
