package org.zhengyan.registry.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbookRowsTest {
  @TempDir Path directory;

  private List<Row> rows(byte[] workbook) throws IOException {
    Path file = Files.write(directory.resolve("book.xlsx"), workbook);
    List<Row> rows = new ArrayList<>();
    try (WorkbookRows book = new WorkbookRows(file)) {
      Row row;
      while ((row = book.next()) != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private void refuses(byte[] workbook, String code) {
    assertThatThrownBy(() -> rows(workbook))
        .isInstanceOfSatisfying(UnreadableFile.class, e -> assertThat(e.fault().code()).isEqualTo(code));
  }

  @Test
  void readsSharedInlineAndNumericCellsAtTheirPlaces() throws IOException {
    byte[] book =
        Workbooks.begin("")
            .strings("<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh><t>x</t></rPh></si>")
            .sheet(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
                    + "<row r=\"4\"><c t=\"inlineStr\"><is><t> 丁 </t></is></c><c><v>320100.0</v></c>"
                    + "<c r=\"D4\" t=\"str\"><f>A1</f><v>戊</v></c></row>");

    assertThat(rows(book))
        .containsExactly(
            new Row(1, List.of("甲", "", "乙丙")), new Row(4, List.of("丁", "320100", "", "戊")));
  }

  @Test
  void countsDaysAsTheWorkbookDoes() throws IOException {
    Path early =
        Files.write(
            directory.resolve("a.xlsx"),
            Workbooks.begin("<workbookPr date1904=\"1\"/>").sheet(""));
    Path usual = Files.write(directory.resolve("b.xlsx"), Workbooks.begin("").sheet(""));
    try (WorkbookRows first = new WorkbookRows(early);
        WorkbookRows second = new WorkbookRows(usual)) {
      assertThat(first.dayZero()).isEqualTo(LocalDate.of(1904, 1, 1));
      assertThat(second.dayZero().plusDays(45292)).isEqualTo(LocalDate.of(2024, 1, 1));
    }
  }

  @Test
  void refusesADocumentType() {
    refuses(
        Workbooks.begin("")
            .sheetWith(
                "<!DOCTYPE w [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
                "<row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row>"),
        "workbook-broken");
  }

  @Test
  void refusesATextThatNoCellHolds() {
    refuses(
        Workbooks.begin("").sheet("<row><c t=\"inlineStr\"><is><t>" + "x".repeat(5_000) + "</t></is></c></row>"),
        "cell-too-long");
  }

  @Test
  void cutsOffARunWithoutATag() {
    refuses(
        Workbooks.begin("").sheet("<row><c a=\"" + "x".repeat(600_000) + "\"/></row>"), "file-too-large");
  }

  @Test
  void refusesACellFarToTheRight() {
    refuses(Workbooks.begin("").sheet("<row><c r=\"XFD1\"><v>1</v></c></row>"), "too-many-columns");
  }

  @Test
  void refusesASharedStringThatIsNotThere() {
    refuses(Workbooks.begin("").sheet("<row><c t=\"s\"><v>7</v></c></row>"), "workbook-broken");
  }

  @Test
  void stopsInflatingAtItsBound() throws IOException {
    byte[] spaces = new byte[1 << 20];
    java.util.Arrays.fill(spaces, (byte) '>');
    try (BoundedXml endless = new BoundedXml(new Endless(spaces), 1)) {
      assertThatThrownBy(
              () -> {
                byte[] buffer = new byte[1 << 20];
                while (endless.read(buffer, 0, buffer.length) >= 0) {
                  // until it is cut off
                }
              })
          .isInstanceOf(BoundedXml.Exceeded.class);
    }
  }

  private static final class Endless extends java.io.InputStream {
    private final byte[] bytes;

    Endless(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      System.arraycopy(bytes, 0, target, offset, length);
      return length;
    }
  }
}
