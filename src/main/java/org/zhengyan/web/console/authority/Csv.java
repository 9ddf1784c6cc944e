package org.zhengyan.web.console.authority;

import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Rows as a file for a spreadsheet: RFC 4180 in UTF-8 with a byte order mark, without which Excel guesses.
 * A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
final class Csv {
  /** More rows than this are narrowed by a filter, or taken from the API. */
  static final int MOST = 10_000;

  private final StringBuilder text = new StringBuilder("\ufeff");

  Csv row(String... cells) {
    for (int i = 0; i < cells.length; i++) {
      text.append(i == 0 ? "" : ",").append(cell(cells[i]));
    }
    text.append("\r\n");
    return this;
  }

  private static String cell(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    String safe = formula ? "'" + value : value;
    return safe.matches("(?s).*[,\"\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  ResponseEntity<byte[]> answer(String name) {
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
