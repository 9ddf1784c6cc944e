package org.zhengyan.registry.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Workbooks as spreadsheets write them, small or hostile. */
final class Workbooks {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);

  private Workbooks() {}

  static Workbooks begin(String workbookProperties) {
    return new Workbooks()
        .entry(
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\""
                + "http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                + workbookProperties
                + "<sheets><sheet name=\"机构\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")
        .entry(
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"rId1\" Type=\"x\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
  }

  Workbooks strings(String items) {
    return entry("xl/sharedStrings.xml", "<sst>" + items + "</sst>");
  }

  byte[] sheet(String rows) {
    return sheetWith("", rows);
  }

  byte[] sheetWith(String prolog, String rows) {
    entry("xl/worksheets/sheet1.xml", prolog + "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Workbooks entry(String name, String text) {
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
