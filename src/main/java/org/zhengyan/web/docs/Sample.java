package org.zhengyan.web.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a value of the shape that a schema describes, for a reader to look at. */
final class Sample {
  private static final int DEEPEST = 8;

  private final Description description;

  Sample(Description description) {
    this.description = description;
  }

  /** Indented JSON. */
  String of(Yaml schema) {
    return json(value(schema, 0), "");
  }

  /** Indented JSON of an example that the description gives. */
  static String json(Yaml example) {
    return json(example.value() == null ? "" : example.value(), "");
  }

  private Object value(Yaml reference, int depth) {
    Yaml schema = description.resolve(reference);
    if (schema.at("examples").present()) {
      return scalar(schema.at("examples").items().getFirst());
    }
    if (schema.at("const").present()) {
      return scalar(schema.at("const"));
    }
    if (schema.at("enum").present()) {
      return scalar(schema.at("enum").items().getFirst());
    }
    if (schema.at("oneOf").present() && !schema.has("properties")) {
      return value(schema.at("oneOf").items().getFirst(), depth);
    }
    return switch (schema.at("type").text()) {
      case "object" -> object(schema, depth);
      case "array" -> depth > DEEPEST ? List.of() : List.of(value(schema.at("items"), depth + 1));
      case "integer" -> schema.at("minimum").present() ? scalar(schema.at("minimum")) : 1;
      case "boolean" -> true;
      default -> string(schema);
    };
  }

  private Map<String, Object> object(Yaml schema, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (depth <= DEEPEST) {
      for (String name : schema.at("properties").names()) {
        object.put(name, value(schema.at("properties", name), depth + 1));
      }
    }
    return object;
  }

  private static String string(Yaml schema) {
    return switch (schema.at("format").text()) {
      case "date-time" -> "2026-11-22T14:00:00Z";
      case "date" -> "2026-11-22";
      case "duration" -> "PT10S";
      case "uri" -> "https://platform.example/…";
      default -> "…";
    };
  }

  private static Object scalar(Yaml node) {
    Object value = node.value();
    return value == null ? "" : value;
  }

  private static String json(Object value, String indent) {
    String deeper = indent + "  ";
    return switch (value) {
      case Map<?, ?> map -> {
        List<String> members = new ArrayList<>();
        map.forEach((name, member) -> members.add(deeper + quoted(name) + ": " + json(member, deeper)));
        yield members.isEmpty() ? "{}" : "{\n" + String.join(",\n", members) + "\n" + indent + "}";
      }
      case List<?> list -> {
        List<String> items = list.stream().map(item -> json(item, deeper)).toList();
        String flat = "[" + String.join(", ", items) + "]";
        yield flat.length() < 72 && !flat.contains("\n")
            ? flat
            : "[\n" + deeper + String.join(",\n" + deeper, items) + "\n" + indent + "]";
      }
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> quoted(value);
    };
  }

  private static String quoted(Object text) {
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
