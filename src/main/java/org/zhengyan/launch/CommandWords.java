package org.zhengyan.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command that needs no settings: plain ones, and {@code --name value} or {@code
 * --name=value} from a closed list.
 */
final class CommandWords {

  /** The command line was not understood; the message says which word. */
  static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
      super(message);
    }
  }

  private final List<String> words = new ArrayList<>();
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private CommandWords() {}

  /**
   * @param flags those that have no value
   * @param repeatable those of the others that may stand more than once
   */
  static CommandWords parse(List<String> args, Set<String> options, Set<String> flags, Set<String> repeatable)
      throws NotUnderstood {
    CommandWords parsed = new CommandWords();
    for (int i = 0; i < args.size(); i++) {
      String word = args.get(i);
      if (!word.startsWith("--")) {
        parsed.words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      boolean flag = flags.contains(name);
      if (!flag && !options.contains(name) || flag && equals >= 0) {
        throw new NotUnderstood(word + " is not understood");
      }
      String value = flag ? "" : equals >= 0 ? word.substring(equals + 1) : i + 1 < args.size() ? args.get(++i) : null;
      if (value == null || !flag && (value.isEmpty() || value.startsWith("--"))) {
        throw new NotUnderstood("--" + name + " needs a value");
      }
      List<String> given = parsed.values.computeIfAbsent(name, _ -> new ArrayList<>());
      if (!given.isEmpty() && !repeatable.contains(name)) {
        throw new NotUnderstood("--" + name + " stands twice");
      }
      given.add(value);
    }
    return parsed;
  }

  /** The one plain word. */
  String only(String what) throws NotUnderstood {
    if (words.size() != 1) {
      throw new NotUnderstood(words.isEmpty() ? "the " + what + " is missing" : "one " + what + " at a time");
    }
    return words.getFirst();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String find(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
  }

  List<Path> paths(String name) throws NotUnderstood {
    List<Path> paths = new ArrayList<>();
    for (String value : values.getOrDefault(name, List.of())) {
      paths.add(path(value));
    }
    return paths;
  }

  Optional<Path> findPath(String name) throws NotUnderstood {
    return paths(name).stream().findFirst();
  }

  static Path path(String word) throws NotUnderstood {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new NotUnderstood("no file can be named so");
    }
  }
}
