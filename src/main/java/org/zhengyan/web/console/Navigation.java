package org.zhengyan.web.console;

import java.util.List;
import java.util.stream.Stream;

/**
 * The sections of one console, one bean for each. A section whose page the reader's role may not open is
 * left out by itself.
 */
public interface Navigation {

  /**
   * @param path of the section's first page
   * @param key of its name in the console's messages
   * @param also where more of its pages lie
   */
  record Item(String path, String key, List<String> also) {
    public Item(String path, String key) {
      this(path, key, List.of());
    }

    /** How much of the path names this section; zero when none does. */
    int claims(String requested) {
      return Stream.concat(Stream.of(path), also.stream())
          .filter(own -> requested.equals(own) || requested.startsWith(own + "/"))
          .mapToInt(String::length)
          .max()
          .orElse(0);
    }
  }

  Console console();

  List<Item> items();
}
