package org.zhengyan.registry.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
  private static List<Row> rows(String text) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (CsvRows csv = new CsvRows(new StringReader(text), () -> 0)) {
      Row row;
      while ((row = csv.next()) != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void readsQuotesCommasAndLineBreaksInsideFields() throws IOException {
    assertThat(rows("a,\"b,\"\"c\"\"\",\"d\r\ne\"\r\nf, g ,\n\n\"\",,\nlast"))
        .containsExactly(
            new Row(1, List.of("a", "b,\"c\"", "d\r\ne")),
            new Row(3, List.of("f", "g", "")),
            new Row(6, List.of("last")));
  }

  @Test
  void refusesAQuoteThatNeverEndsAtTheLineWhereItBegan() {
    assertThatThrownBy(() -> rows("a\n\"b\nc\nd"))
        .isInstanceOfSatisfying(
            UnreadableFile.class,
            e -> assertThat(e.fault()).extracting(Fault::line, Fault::code).containsExactly(2, "quote-open"));
  }

  @Test
  void refusesTextAfterAClosingQuote() {
    assertThatThrownBy(() -> rows("\"a\"b"))
        .isInstanceOfSatisfying(
            UnreadableFile.class, e -> assertThat(e.fault().code()).isEqualTo("quote-inside"));
  }

  @Test
  void refusesControlCharacters() {
    for (String character : new String[] {"\u0000", "\u0007", "\u007f"}) {
      assertThatThrownBy(() -> rows("a,b" + character))
          .isInstanceOfSatisfying(
              UnreadableFile.class, e -> assertThat(e.fault().code()).isEqualTo("character-refused"));
    }
  }

  @Test
  void refusesAHugeCell() {
    assertThatThrownBy(() -> rows("x".repeat(RowSource.LONGEST_CELL + 1)))
        .isInstanceOfSatisfying(
            UnreadableFile.class, e -> assertThat(e.fault().code()).isEqualTo("cell-too-long"));
  }

  @Test
  void refusesARowOfTooManyCells() {
    assertThatThrownBy(() -> rows(",".repeat(RowSource.MOST_CELLS)))
        .isInstanceOfSatisfying(
            UnreadableFile.class, e -> assertThat(e.fault().code()).isEqualTo("too-many-columns"));
  }
}
