package org.zhengyan.web.html;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A piece of HTML that is well-formed and escaped by construction: text becomes text, and only this
 * class writes tags.
 */
public sealed interface Html {

  /** An element; attributes are names and values by turns. */
  record Element(String name, List<String> attributes, List<Html> children) implements Html {}

  record Text(String text) implements Html {}

  record Fragment(List<Html> parts) implements Html {}

  /** Elements that have no end tag (HTML Living Standard, 13.1.2). */
  Set<String> VOID = Set.of("meta", "link", "br", "hr", "input", "img");

  static Html of(String name, Html... children) {
    return new Element(name, List.of(), List.of(children));
  }

  static Html of(String name, List<String> attributes, Html... children) {
    return new Element(name, attributes, List.of(children));
  }

  static Html classed(String name, String cssClass, Html... children) {
    return new Element(name, List.of("class", cssClass), List.of(children));
  }

  static Html link(String href, Html... children) {
    return new Element("a", List.of("href", href), List.of(children));
  }

  static Html text(String text) {
    return new Text(text);
  }

  static Html code(String text) {
    return of("code", text(text));
  }

  /** Lines as they are; what is wider than the page scrolls, by keyboard too. */
  static Html lines(String text) {
    return of("pre", List.of("tabindex", "0"), text(text));
  }

  static Html all(Collection<? extends Html> parts) {
    return new Fragment(List.copyOf(parts));
  }

  static Html all(Html... parts) {
    return new Fragment(List.of(parts));
  }

  static Html nothing() {
    return new Fragment(List.of());
  }

  /** The whole document, with its doctype. */
  default String document() {
    StringBuilder out = new StringBuilder(1 << 16).append("<!doctype html>\n");
    write(out);
    return out.append('\n').toString();
  }

  private void write(StringBuilder out) {
    switch (this) {
      case Text text -> escape(text.text(), out);
      case Fragment fragment -> fragment.parts().forEach(part -> part.write(out));
      case Element element -> {
        out.append('<').append(element.name());
        for (int i = 0; i < element.attributes().size(); i += 2) {
          out.append(' ').append(element.attributes().get(i)).append("=\"");
          escape(element.attributes().get(i + 1), out);
          out.append('"');
        }
        out.append('>');
        // The one element whose text is raw; what it holds is ours and has no tag in it.
        if (element.name().equals("style")) {
          element.children().forEach(child -> out.append(((Text) child).text()));
        } else {
          element.children().forEach(child -> child.write(out));
        }
        if (!VOID.contains(element.name())) {
          out.append("</").append(element.name()).append('>');
        }
      }
    }
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
