package org.zhengyan.registry.imports;

import java.io.IOException;
import java.io.Reader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values by RFC 4180: fields may be quoted, quotes are doubled, a quoted field
 * may hold line breaks. Lines end with CRLF, LF or CR.
 */
final class CsvRows implements RowSource {
  private final Reader in;
  private final IntSupplier percent;
  private final StringBuilder field = new StringBuilder();
  private int line = 1;
  private int ahead = -2;

  /**
   * @param in decoded, without a byte order mark
   * @param percent how far the bytes behind it are read
   */
  CsvRows(Reader in, IntSupplier percent) {
    this.in = in;
    this.percent = percent;
  }

  @Override
  public @Nullable Row next() throws IOException {
    Row row;
    do {
      row = read();
    } while (row != null && row.empty());
    return row;
  }

  private @Nullable Row read() throws IOException {
    if (peek() < 0) {
      return null;
    }
    int first = line;
    List<String> cells = new ArrayList<>();
    while (true) {
      cells.add(peek() == '"' ? quoted(first) : plain());
      if (cells.size() > MOST_CELLS) {
        throw new UnreadableFile(first, "too-many-columns", "a row has at most " + MOST_CELLS + " cells");
      }
      int c = take();
      if (c == ',') {
        continue;
      }
      if (c == '\r' && peek() == '\n') {
        take();
      }
      if (c >= 0) {
        line++;
      }
      return new Row(first, cells);
    }
  }

  private String plain() throws IOException {
    field.setLength(0);
    while (peek() >= 0 && peek() != ',' && peek() != '\r' && peek() != '\n') {
      append(take(), line);
    }
    return field.toString().strip();
  }

  private String quoted(int first) throws IOException {
    field.setLength(0);
    take();
    while (true) {
      int c = take();
      if (c < 0) {
        throw new UnreadableFile(first, "quote-open", "a quoted field never ends: look for a lone quote");
      }
      if (c == '\n' || c == '\r' && peek() != '\n') {
        line++;
      }
      if (c != '"') {
        append(c, first);
      } else if (peek() == '"') {
        append(take(), first);
      } else {
        break;
      }
    }
    while (peek() == ' ') {
      take();
    }
    if (peek() >= 0 && peek() != ',' && peek() != '\r' && peek() != '\n') {
      throw new UnreadableFile(
          line, "quote-inside", "text follows a closing quote: write quotes inside a field twice");
    }
    return field.toString().strip();
  }

  private void append(int c, int at) {
    if (field.length() >= LONGEST_CELL) {
      throw new UnreadableFile(at, "cell-too-long", "a cell has at most " + LONGEST_CELL + " characters");
    }
    if (c < 0x20 && c != '\t' && c != '\r' && c != '\n' || c == 0x7f) {
      throw new UnreadableFile(at, "character-refused", "there is a control character in the file: remove it");
    }
    field.append((char) c);
  }

  private int peek() throws IOException {
    if (ahead == -2) {
      ahead = in.read();
    }
    return ahead;
  }

  private int take() throws IOException {
    int c = peek();
    ahead = c < 0 ? -1 : -2;
    return c;
  }

  @Override
  public int percent() {
    return percent.getAsInt();
  }

  @Override
  public @Nullable LocalDate dayZero() {
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
