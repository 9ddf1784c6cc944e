package org.zhengyan.registry.imports;

import java.util.List;

/**
 * One row of a file.
 *
 * @param line as an editor or a spreadsheet counts it, from 1
 * @param cells without white space around them; empty where there is nothing
 */
record Row(int line, List<String> cells) {
  Row {
    cells = List.copyOf(cells);
  }

  boolean empty() {
    return cells.stream().allMatch(String::isEmpty);
  }
}
