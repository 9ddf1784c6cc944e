package org.zhengyan.registry.imports;

import static org.zhengyan.registry.imports.RowSource.LONGEST_CELL;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Texts in the XML of a workbook (ISO/IEC 29500-1 sections 18.3 and 18.4), none longer than a cell may be. */
final class WorkbookText {
  private WorkbookText() {}

  /** Up to that end tag, all its runs together, without phonetic hints. */
  static String rich(XMLStreamReader xml, String end, int line) throws XMLStreamException {
    StringBuilder all = new StringBuilder();
    int phonetic = 0;
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        if (xml.getLocalName().equals(end)) {
          return all.toString();
        }
        phonetic -= xml.getLocalName().equals("rPh") ? 1 : 0;
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        phonetic += xml.getLocalName().equals("rPh") ? 1 : 0;
        if (xml.getLocalName().equals("t") && phonetic == 0) {
          all.append(plain(xml, line));
          bound(all, line);
        }
      }
    }
  }

  /** Of the element that was just opened, which holds nothing else. */
  static String plain(XMLStreamReader xml, int line) throws XMLStreamException {
    StringBuilder all = new StringBuilder();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      switch (xml.getEventType()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            all.append(xml.getText());
        case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
        default -> throw new UnreadableFile(line, "workbook-broken", "an element stands inside a text");
      }
      bound(all, line);
    }
    return all.toString();
  }

  private static void bound(StringBuilder text, int line) {
    if (text.length() > LONGEST_CELL) {
      throw new UnreadableFile(
          line, "cell-too-long", "a cell has at most " + LONGEST_CELL + " characters");
    }
  }
}
