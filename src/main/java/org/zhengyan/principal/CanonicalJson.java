package org.zhengyan.principal;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Canonical JSON (RFC 8785) of records that hold strings, integers, booleans, dates, lists and
 * records: members sorted by UTF-16 code units, none for null, no spaces.
 *
 * <p>Strings hold no control characters, which section 3.2.2.2 would write in another way than this.
 */
public final class CanonicalJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private CanonicalJson() {}

  public static String write(Object value) {
    return JSON.writeValueAsString(sorted(JSON.valueToTree(value)));
  }

  /** Reads back what {@link #write} wrote. */
  public static <T> T read(String json, Class<T> type) {
    return JSON.readValue(json, type);
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object.propertyNames().stream()
          .sorted()
          .forEach(name -> copy.set(name, sorted(object.get(name))));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(sorted(element)));
      return copy;
    }
    if (node.isFloatingPointNumber() || node.isString() && hasControl(node.stringValue())) {
      throw new IllegalArgumentException("no such value has a place in a canonical record here");
    }
    return node;
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
