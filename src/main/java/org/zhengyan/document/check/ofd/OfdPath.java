package org.zhengyan.document.check.ofd;

import java.util.ArrayDeque;
import java.util.Deque;

/** {@code ST_Loc} of GB/T 33190-2016 section 7: a place in the file, absolute or from where it stands. */
final class OfdPath {
  private OfdPath() {}

  /** The name in the ZIP; a place above the root is malformed. */
  static String resolve(String from, String location) throws MalformedOfd {
    if (location.isEmpty() || location.length() > 255 || location.indexOf('\\') >= 0) {
      throw new MalformedOfd("A place in the file is empty, too long or has backslashes.");
    }
    boolean absolute = location.startsWith("/");
    int directory = from.lastIndexOf('/');
    Deque<String> parts = new ArrayDeque<>();
    if (!absolute && directory > 0) {
      walk(parts, from.substring(0, directory));
    }
    walk(parts, absolute ? location.substring(1) : location);
    return String.join("/", parts);
  }

  private static void walk(Deque<String> parts, String path) throws MalformedOfd {
    for (String part : path.split("/", -1)) {
      switch (part) {
        case "" -> throw new MalformedOfd("A place in the file has an empty part.");
        case "." -> {}
        case ".." -> {
          if (parts.pollLast() == null) {
            throw new MalformedOfd("A place in the file lies above its root.");
          }
        }
        default -> parts.addLast(part);
      }
    }
  }
}
