package org.zhengyan.web.console.agency;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * A list as a file for a spreadsheet (RFC 4180): UTF-8 with a byte order mark, and nothing in it that a
 * spreadsheet takes for a formula.
 */
final class Csv {
  private final StringBuilder text = new StringBuilder("\uFEFF");

  Csv(String... headings) {
    row(headings);
  }

  Csv row(String... cells) {
    text.append(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(","))).append("\r\n");
    return this;
  }

  ResponseEntity<byte[]> file(String name) {
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
        .header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
        .body(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String cell(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }
}
