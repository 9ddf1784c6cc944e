package org.zhengyan.document.ofd;

import java.nio.charset.StandardCharsets;

/** XML in the namespace of OFD, escaped by construction. */
final class Xml {
  private static final String NAMESPACE = "http://www.ofdspec.org/2016";

  private final StringBuilder text = new StringBuilder(4_096);

  /** A document whose root has these attributes: names and values by turns. */
  static Xml root(String name, String... attributes) {
    Xml xml = new Xml();
    xml.text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ofd:").append(name);
    xml.text.append(" xmlns:ofd=\"").append(NAMESPACE).append('"');
    return xml.attributes(attributes);
  }

  Xml open(String name, String... attributes) {
    text.append("<ofd:").append(name);
    return attributes(attributes);
  }

  private Xml attributes(String... attributes) {
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
    text.append('>');
    return this;
  }

  Xml close(String name) {
    text.append("</ofd:").append(name).append('>');
    return this;
  }

  /** An element with text. */
  Xml element(String name, String content, String... attributes) {
    open(name, attributes);
    escape(content);
    return close(name);
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Code points that XML 1.0 cannot carry become U+FFFD. */
  private void escape(String content) {
    content
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> text.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
  }

  private static boolean allowed(int c) {
    return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 || c == '\t' || c == '\n';
  }

  /** A length in millimetres, to a thousandth. */
  static String number(double value) {
    long thousandths = Math.round(value * 1_000);
    if (thousandths % 1_000 == 0) {
      return Long.toString(thousandths / 1_000);
    }
    long positive = Math.abs(thousandths);
    long fraction = positive % 1_000;
    String digits = fraction < 10 ? "00" + fraction : fraction < 100 ? "0" + fraction : "" + fraction;
    int end = digits.endsWith("00") ? 1 : digits.endsWith("0") ? 2 : 3;
    return (thousandths < 0 ? "-" : "") + positive / 1_000 + "." + digits.substring(0, end);
  }

  static String numbers(double... values) {
    StringBuilder joined = new StringBuilder();
    for (double value : values) {
      joined.append(joined.isEmpty() ? "" : " ").append(number(value));
    }
    return joined.toString();
  }
}
