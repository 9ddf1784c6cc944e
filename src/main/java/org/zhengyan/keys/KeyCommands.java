package org.zhengyan.keys;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The jar's commands that make keys; each returns the exit code. */
public final class KeyCommands {
  private static final URI DEVELOPMENT_PKI = URI.create("http://localhost:8080");

  private KeyCommands() {}

  /** {@code dev-keys DIRECTORY}: new development keys, in place of those that were there. */
  public static int developmentKeys(List<String> arguments, PrintStream out) {
    if (arguments.size() != 1) {
      out.println("usage: dev-keys DIRECTORY");
      return 2;
    }
    try {
      KeyCeremony.develop(Path.of(arguments.getFirst()), DEVELOPMENT_PKI);
      out.println("Development keys are in " + arguments.getFirst());
      return 0;
    } catch (IOException e) {
      out.println("No keys were made: " + e.getMessage());
      return 1;
    }
  }
}
