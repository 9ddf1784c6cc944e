package org.zhengyan.web;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader stands in a JSON text that need not be well-formed; beyond {@link #DEEPEST} levels it
 * stops counting and names the outermost ones.
 */
final class JsonPath {
  private static final int DEEPEST = 16;

  private final List<Object> tokens = new ArrayList<>();
  private int deeper;

  void punctuation(byte b) {
    switch (b) {
      case '{' -> open("");
      case '[' -> open(0);
      case '}', ']' -> close();
      case ',' -> {
        if (deeper == 0 && !tokens.isEmpty() && tokens.getLast() instanceof Integer index) {
          tokens.set(tokens.size() - 1, index + 1);
        }
      }
      default -> {}
    }
  }

  void name(String name) {
    if (deeper == 0 && !tokens.isEmpty()) {
      tokens.set(tokens.size() - 1, name);
    }
  }

  /** RFC 6901. */
  String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (Object token : tokens) {
      pointer.append('/').append(escape(token.toString()));
    }
    return pointer.toString();
  }

  static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  private void open(Object token) {
    if (tokens.size() == DEEPEST) {
      deeper++;
    } else {
      tokens.add(token);
    }
  }

  private void close() {
    if (deeper > 0) {
      deeper--;
    } else if (!tokens.isEmpty()) {
      tokens.removeLast();
    }
  }
}
