package org.zhengyan.web.console.platform;

import java.nio.charset.StandardCharsets;

/**
 * Rows as RFC 4180 has them, in UTF-8 with the mark by which spreadsheets know it. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe.
 */
final class Csv {
  private final StringBuilder text = new StringBuilder("\uFEFF");
  private int rows = -1;

  Csv(String... heads) {
    row(heads);
  }

  void row(String... cells) {
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i];
      if (!cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0) {
        cell = "'" + cell;
      }
      text.append(i == 0 ? "" : ",");
      if (cell.matches("(?s).*[\",\r\n].*")) {
        text.append('"').append(cell.replace("\"", "\"\"")).append('"');
      } else {
        text.append(cell);
      }
    }
    text.append("\r\n");
    rows++;
  }

  int rows() {
    return rows;
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
