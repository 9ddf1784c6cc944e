package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zhengyan.principal.PageRequest;

/**
 * The rows of a list as a file for a spreadsheet (RFC 4180), in UTF-8 with the mark by which spreadsheets know
 * it. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 *
 * <p>All rows of the selection: they are read a part at a time, each after the last row of the part before, and
 * go out before the next are read, so that a file of millions takes no more memory than one of a few. Each part
 * is read by itself: a row that came or went meanwhile may be there or not. What is wrong with the selection is
 * said before the first byte; a file that broke off later says so in its last row.
 */
public final class Export {
  /** So many rows are read at a time. */
  static final int PART = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Export.class);
  private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

  private final View view;
  private final String name;
  private final List<String> heads;
  private Parts parts = cursor -> new Part(List.of(), null);
  private @Nullable String remark;

  private Export(View view, String name, List<String> heads) {
    this.view = view;
    this.name = name;
    this.heads = heads;
  }

  /** @param name of the file, without its ending */
  public static Export of(View view, String name, String... heads) {
    return new Export(view, name, List.of(heads));
  }

  /** A list that goes on after a row. */
  public interface Source<R> {
    /** @param cursor of the last row before; null for the first ones */
    List<R> after(@Nullable String cursor, int limit);
  }

  private record Part(List<List<String>> rows, @Nullable String next) {}

  private interface Parts {
    Part after(@Nullable String cursor);
  }

  /** @param cursor of a row, with which the source goes on after it */
  public <R> Export rows(
      Source<R> source, Function<? super R, String> cursor, Function<? super R, List<String>> cells) {
    parts =
        after -> {
          List<R> rows = source.after(after, PART);
          return new Part(
              rows.stream().<List<String>>map(cells).toList(),
              rows.size() < PART ? null : cursor.apply(rows.getLast()));
        };
    return this;
  }

  /** The rows of a list that is paged by position. */
  public <R> Export rows(
      Function<PageRequest, PageRequest.Page<R>> source, Function<? super R, List<String>> cells) {
    parts =
        after -> {
          long before = after == null ? Long.MAX_VALUE : Long.parseLong(after);
          PageRequest.Page<R> page = source.apply(new PageRequest(before, PART));
          return new Part(page.items().stream().<List<String>>map(cells).toList(), page.next());
        };
    return this;
  }

  /** The rows of a list that is whole. */
  public <R> Export rows(Collection<R> rows, Function<? super R, List<String>> cells) {
    parts = after -> new Part(rows.stream().<List<String>>map(cells).toList(), null);
    return this;
  }

  /** A last row, when the file holds less than a reader would think. */
  public Export remark(@Nullable String text) {
    this.remark = text;
    return this;
  }

  void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Part part = parts.after(null);
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!request.getMethod().equals("HEAD")) {
      write(part, new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    }
  }

  /** All of it, to a writer of one's own. */
  void write(Writer out) throws IOException {
    write(parts.after(null), out);
  }

  private void write(Part first, Writer writer) throws IOException {
    BufferedWriter out = new BufferedWriter(writer, 1 << 15);
    out.write('\uFEFF');
    row(out, heads);
    Part part = first;
    try {
      while (true) {
        for (List<String> cells : part.rows()) {
          row(out, cells);
        }
        String next = part.next();
        if (next == null) {
          break;
        }
        part = parts.after(next);
      }
      if (remark != null) {
        row(out, List.of(remark));
      }
    } catch (RuntimeException e) {
      LOG.warn("the export {} broke off", name, e);
      row(out, List.of(view.text("export.broken")));
    }
    out.flush();
  }

  private static void row(Writer out, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(cell(cells.get(i)));
    }
    out.write("\r\n");
  }

  private static String cell(String value) {
    String safe = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
