package org.zhengyan.web.console;

import java.util.List;

/**
 * The sections of one console, one bean for each. A section whose page the reader's role may not open is
 * left out by itself.
 */
public interface Navigation {

  /**
   * @param path of the section's first page
   * @param key of its name in the console's messages
   */
  record Item(String path, String key) {}

  Console console();

  List<Item> items();
}
