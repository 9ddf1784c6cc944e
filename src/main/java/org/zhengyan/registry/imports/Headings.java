package org.zhengyan.registry.imports;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the first row of a file says: which cell is which column, in any order. */
final class Headings {
  private static final List<Column> REQUIRED =
      List.of(
          Column.USCC, Column.NAMES, Column.DIVISION, Column.ADDRESS, Column.HEAD, Column.AUTHORITY);

  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final Map<Column, String> words = new EnumMap<>(Column.class);
  private final List<Fault> faults = new ArrayList<>();

  Headings(@Nullable Row first) {
    if (first == null) {
      faults.add(new Fault(0, null, "file-empty", "the file has no rows: the first one names the columns"));
      return;
    }
    for (int i = 0; i < first.cells().size(); i++) {
      read(first.line(), i, first.cells().get(i));
    }
    for (Column column : REQUIRED) {
      if (!places.containsKey(column)) {
        faults.add(
            new Fault(
                first.line(), column.heading(), "column-missing", "add this column, with this heading"));
      }
    }
  }

  private void read(int line, int place, String cell) {
    Optional<Column> column = Column.of(cell);
    if (cell.isEmpty()) {
      return;
    }
    if (column.isEmpty()) {
      String shown = cell.length() > 40 ? cell.substring(0, 40) : cell;
      faults.add(
          new Fault(line, shown, "column-unknown", "no column has this heading: correct it or leave it out"));
    } else if (places.putIfAbsent(column.get(), place) != null) {
      faults.add(new Fault(line, cell, "column-repeated", "the column is there twice: leave one out"));
    } else {
      words.put(column.get(), cell);
    }
  }

  List<Fault> faults() {
    return faults;
  }

  /** The cell of that column; null where it is empty or the file has no such column. */
  @Nullable String cell(Row row, Column column) {
    Integer place = places.get(column);
    if (place == null || place >= row.cells().size()) {
      return null;
    }
    String cell = row.cells().get(place);
    return cell.isEmpty() ? null : cell;
  }

  /** As the file calls it. */
  String word(Column column) {
    return words.getOrDefault(column, column.heading());
  }
}
