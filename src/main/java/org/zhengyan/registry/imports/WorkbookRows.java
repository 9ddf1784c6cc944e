package org.zhengyan.registry.imports;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a workbook's first sheet (ISO/IEC 29500-1 section 18), streamed: memory holds the shared
 * strings and one row.
 *
 * <p>Formulas count with the value that the writer left; formats are not read, so a date is a number
 * here and {@link #dayZero} says from when it counts. Every entry is inflated through {@link
 * BoundedXml}; document types and entities are not supported, and what names one is refused.
 */
final class WorkbookRows implements RowSource {
  private static final String WORKBOOK = "xl/workbook.xml";
  private static final String RELATIONS = "xl/_rels/workbook.xml.rels";
  private static final String STRINGS = "xl/sharedStrings.xml";
  private static final int MOST_STRINGS = 4_000_000;
  private static final long MOST_CHARACTERS = 32_000_000;
  private static final XMLInputFactory FACTORY = factory();

  private final ZipFile zip;
  private final List<String> strings = new ArrayList<>();
  private LocalDate dayZero = LocalDate.of(1899, 12, 30);
  private final BoundedXml sheetBytes;
  private final XMLStreamReader sheet;
  private int line;

  WorkbookRows(Path file) throws IOException {
    zip = new ZipFile(file.toFile());
    try {
      String target = sheetOf(firstSheet());
      readStrings();
      ZipEntry entry = require(target);
      sheetBytes = new BoundedXml(zip.getInputStream(entry), entry.getSize());
      sheet = FACTORY.createXMLStreamReader(sheetBytes);
    } catch (XMLStreamException e) {
      zip.close();
      throw broken(0, e);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    return factory;
  }

  @Override
  public @Nullable Row next() {
    try {
      while (sheet.hasNext()) {
        if (sheet.next() == XMLStreamConstants.START_ELEMENT && sheet.getLocalName().equals("row")) {
          Row row = row();
          if (!row.empty()) {
            return row;
          }
        }
      }
      return null;
    } catch (XMLStreamException e) {
      throw broken(line, e);
    }
  }

  private Row row() throws XMLStreamException {
    String number = sheet.getAttributeValue(null, "r");
    line = number == null ? line + 1 : number(number);
    List<String> cells = new ArrayList<>();
    while (true) {
      int event = sheet.next();
      if (event == XMLStreamConstants.END_ELEMENT && sheet.getLocalName().equals("row")) {
        return new Row(line, cells);
      }
      if (event == XMLStreamConstants.START_ELEMENT && sheet.getLocalName().equals("c")) {
        String at = sheet.getAttributeValue(null, "r");
        int column = at == null ? cells.size() : column(at);
        if (column >= MOST_CELLS || column < cells.size()) {
          throw new UnreadableFile(
              line, "too-many-columns", "a row has at most " + MOST_CELLS + " cells, in their order");
        }
        while (cells.size() < column) {
          cells.add("");
        }
        cells.add(cell(sheet.getAttributeValue(null, "t")).strip());
      }
    }
  }

  private String cell(@Nullable String type) throws XMLStreamException {
    String inline = "";
    String value = "";
    while (true) {
      int event = sheet.next();
      if (event == XMLStreamConstants.END_ELEMENT && sheet.getLocalName().equals("c")) {
        break;
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (sheet.getLocalName()) {
          case "v" -> value = WorkbookText.plain(sheet, line);
          case "is" -> inline = WorkbookText.rich(sheet, "is", line);
          default -> {}
        }
      }
    }
    return switch (type) {
      case "s" -> shared(value);
      case "inlineStr" -> inline;
      case "str", "d" -> value;
      case "b" -> value.equals("1") ? "TRUE" : "FALSE";
      case "e" -> throw new UnreadableFile(line, "cell-error", "a cell holds the error " + value);
      case null, default -> plain(value);
    };
  }

  /** A number as a person wrote it: codes come as numbers too, and must not end in ".0" or "E5". */
  private static String plain(String value) {
    try {
      BigDecimal number = value.isEmpty() ? null : new BigDecimal(value);
      return number == null || Math.abs(number.scale()) > 30
          ? value
          : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private String shared(String index) {
    int i = number(index);
    if (i >= strings.size()) {
      throw new UnreadableFile(line, "workbook-broken", "a cell names a shared string that is not there");
    }
    return strings.get(i);
  }

  private void readStrings() throws IOException, XMLStreamException {
    ZipEntry entry = zip.getEntry(STRINGS);
    if (entry == null) {
      return;
    }
    long characters = 0;
    try (InputStream in = new BoundedXml(zip.getInputStream(entry), entry.getSize())) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("si")) {
          String text = WorkbookText.rich(xml, "si", 0);
          strings.add(text);
          characters += text.length();
          if (strings.size() > MOST_STRINGS || characters > MOST_CHARACTERS) {
            throw new UnreadableFile(0, "file-too-large", "the workbook has too many texts");
          }
        }
      }
    }
  }

  /** The first sheet's relation; on the way, which calendar the workbook has. */
  private String firstSheet() throws IOException, XMLStreamException {
    try (InputStream in = open(WORKBOOK)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        if (xml.getLocalName().equals("workbookPr")) {
          String early = xml.getAttributeValue(null, "date1904");
          if ("1".equals(early) || "true".equals(early)) {
            dayZero = LocalDate.of(1904, 1, 1);
          }
        }
        if (xml.getLocalName().equals("sheet")) {
          for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals("id") && xml.getAttributeNamespace(i) != null) {
              return xml.getAttributeValue(i);
            }
          }
        }
      }
    }
    throw new UnreadableFile(0, "workbook-broken", "the workbook names no sheet");
  }

  private String sheetOf(String relation) throws IOException, XMLStreamException {
    try (InputStream in = open(RELATIONS)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && relation.equals(xml.getAttributeValue(null, "Id"))) {
          String target = xml.getAttributeValue(null, "Target");
          return target.startsWith("/") ? target.substring(1) : "xl/" + target;
        }
      }
    }
    throw new UnreadableFile(0, "workbook-broken", "the workbook's first sheet is not in it");
  }

  private InputStream open(String name) throws IOException {
    ZipEntry entry = require(name);
    return new BoundedXml(zip.getInputStream(entry), entry.getSize());
  }

  private ZipEntry require(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new UnreadableFile(0, "workbook-broken", "it is no workbook: " + name + " is missing");
    }
    return entry;
  }

  /** {@code AB12} is column 27. */
  private static int column(String at) {
    int column = 0;
    for (int i = 0; i < at.length() && i < 4 && at.charAt(i) >= 'A' && at.charAt(i) <= 'Z'; i++) {
      column = column * 26 + at.charAt(i) - 'A' + 1;
    }
    return column - 1;
  }

  private int number(String text) {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new UnreadableFile(line, "workbook-broken", "a number of the workbook is none");
    }
    return Integer.parseInt(text);
  }

  private static UnreadableFile broken(int line, XMLStreamException e) {
    if (e.getNestedException() instanceof BoundedXml.Exceeded exceeded) {
      return new UnreadableFile(line, "file-too-large", String.valueOf(exceeded.getMessage()));
    }
    return new UnreadableFile(line, "workbook-broken", "the workbook's XML is broken: save it anew");
  }

  @Override
  public int percent() {
    return sheetBytes.percent();
  }

  @Override
  public LocalDate dayZero() {
    return dayZero;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
