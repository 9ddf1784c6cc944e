package org.zhengyan.document.check.ofd;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One of the small XML files that say how an OFD is put together, as a tree.
 *
 * <p>No DTD, no entity but the five of XML itself, elements of OFD's namespace alone, within {@link
 * #MAX_BYTES}, {@link #MAX_DEPTH} and {@link #MAX_ELEMENTS}.
 */
final class OfdXml {
  static final int MAX_BYTES = 1024 * 1024;
  static final int MAX_DEPTH = 32;
  static final int MAX_ELEMENTS = 20_000;

  private static final Set<String> NAMESPACES =
      Set.of("http://www.ofdspec.org/2016", "http://www.ofdspec.org");

  private static final XMLInputFactory FACTORY = factory();

  private final String name;
  private final Map<String, String> attributes;
  private final List<OfdXml> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private OfdXml(String name, Map<String, String> attributes) {
    this.name = name;
    this.attributes = attributes;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing is fetched");
        });
    return factory;
  }

  /** Reads a file whose root element has that name. */
  static OfdXml read(String file, byte[] xml, String root) throws MalformedOfd {
    if (xml.length > MAX_BYTES) {
      throw new MalformedOfd(file + " has more than " + MAX_BYTES + " bytes.");
    }
    OfdXml element;
    try {
      element = tree(file, FACTORY.createXMLStreamReader(new ByteArrayInputStream(xml)));
    } catch (XMLStreamException | RuntimeException e) {
      throw new MalformedOfd(file + " is not well-formed XML.", e);
    }
    if (!element.name.equals(root)) {
      throw new MalformedOfd(file + " is not a file of " + root + ".");
    }
    return element;
  }

  private static OfdXml tree(String file, XMLStreamReader reader) throws XMLStreamException, MalformedOfd {
    Deque<OfdXml> open = new ArrayDeque<>();
    OfdXml root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
            throw new MalformedOfd(file + " has too many elements, or nests too deep.");
          }
          OfdXml element = element(file, reader);
          if (root == null) {
            root = element;
          } else {
            open.element().children.add(element);
          }
          open.push(element);
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.element().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new MalformedOfd(file + " has a document type or entities.");
        default -> {}
      }
    }
    if (root == null) {
      throw new MalformedOfd(file + " is empty.");
    }
    return root;
  }

  private static OfdXml element(String file, XMLStreamReader reader) throws MalformedOfd {
    String namespace = reader.getNamespaceURI();
    if (namespace == null || !NAMESPACES.contains(namespace)) {
      throw new MalformedOfd(file + " has an element outside OFD's namespace.");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return new OfdXml(reader.getLocalName(), attributes);
  }

  List<OfdXml> children(String wanted) {
    return children.stream().filter(child -> child.name.equals(wanted)).toList();
  }

  /** The child of that name, which may stand once. */
  Optional<OfdXml> find(String wanted) throws MalformedOfd {
    List<OfdXml> found = children(wanted);
    if (found.size() > 1) {
      throw new MalformedOfd("The element " + wanted + " stands twice in " + name + ".");
    }
    return found.stream().findFirst();
  }

  OfdXml child(String wanted) throws MalformedOfd {
    return find(wanted)
        .orElseThrow(() -> new MalformedOfd("The element " + wanted + " is missing in " + name + "."));
  }

  @Nullable String attribute(String wanted) {
    return attributes.get(wanted);
  }

  /** What stands between the tags, without the blanks around it. */
  String text() {
    return text.toString().strip();
  }
}
