package org.zhengyan.web.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A node of a YAML document, where a missing member is an empty node and never null. */
record Yaml(@Nullable Object value) {
  private static final Yaml MISSING = new Yaml(null);

  static Yaml parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).load(text));
  }

  Yaml at(String... path) {
    Yaml node = this;
    for (String name : path) {
      node = node.value instanceof Map<?, ?> map ? new Yaml(map.get(name)) : MISSING;
    }
    return node;
  }

  boolean present() {
    return value != null;
  }

  boolean has(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name);
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** The scalar as text; empty when it is missing. */
  String text() {
    return value == null ? "" : value.toString();
  }

  List<String> names() {
    return value instanceof Map<?, ?> map ? map.keySet().stream().map(String::valueOf).toList() : List.of();
  }

  List<Yaml> items() {
    List<Yaml> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> items.add(new Yaml(item)));
    }
    return items;
  }
}
