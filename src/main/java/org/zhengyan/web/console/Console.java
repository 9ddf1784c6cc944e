package org.zhengyan.web.console;

import java.util.List;

/** The consoles, each with its paths, its message files and its one accent (red, blue or neutral). */
public enum Console {
  AUTHORITY("authority", "organ", List.of("/authority")),
  AUDITOR("auditor", "organ", List.of("/auditor")),
  AGENCY("agency", "institution", List.of("/agency")),
  PLATFORM("platform", "neutral", List.of("/platform")),
  ACCOUNT("account", "neutral", List.of("/account", "/sign-in", "/sign-out")),
  OPEN("open", "neutral", List.of("/"));

  private final String wire;
  private final String accent;
  private final List<String> paths;

  Console(String wire, String accent, List<String> paths) {
    this.wire = wire;
    this.accent = accent;
    this.paths = paths;
  }

  /** The console of a path; what belongs to none is the public's. */
  static Console of(String path) {
    for (Console console : values()) {
      for (String prefix : console.paths) {
        if (path.equals(prefix) || path.startsWith(prefix + "/")) {
          return console;
        }
      }
    }
    return OPEN;
  }

  /** The name of its message files. */
  String wire() {
    return wire;
  }

  String accent() {
    return accent;
  }

  String home() {
    return paths.getFirst();
  }
}
