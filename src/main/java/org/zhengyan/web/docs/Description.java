package org.zhengyan.web.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The OpenAPI description with its references followed. */
record Description(Yaml root) {
  private static final List<String> METHODS = List.of("get", "post", "put", "delete");

  /** One operation, with the parameters of its path added to its own. */
  record Operation(String method, String path, Yaml node, List<Yaml> parameters) {
    String id() {
      return node.at("operationId").text();
    }
  }

  /** A node and, when it was named by a reference, the component's name. */
  record Named(String name, Yaml node) {}

  Yaml resolve(Yaml node) {
    return named(node).node();
  }

  Named named(Yaml node) {
    String ref = node.at("$ref").text();
    if (ref.isEmpty()) {
      return new Named("", node);
    }
    String[] path = ref.substring("#/".length()).split("/");
    return new Named(path[path.length - 1], root.at(path));
  }

  List<Operation> operations(String tag) {
    List<Operation> operations = new ArrayList<>();
    for (String path : root.at("paths").names()) {
      Yaml item = root.at("paths", path);
      for (String method : METHODS) {
        Yaml node = item.at(method);
        if (node.at("tags").items().stream().anyMatch(each -> each.text().equals(tag))) {
          List<Yaml> parameters = new ArrayList<>(item.at("parameters").items());
          parameters.addAll(node.at("parameters").items());
          operations.add(
              new Operation(
                  method.toUpperCase(Locale.ROOT),
                  path,
                  node,
                  parameters.stream().map(this::resolve).toList()));
        }
      }
    }
    return operations;
  }

  /** The names of what stands in place of a token, such as the holder's cookie. */
  List<String> otherCredentials(Operation operation) {
    return operation.node().at("security").items().stream()
        .flatMap(each -> each.names().stream())
        .filter(name -> !name.equals("oauth2"))
        .toList();
  }

  /** The scopes of which one is enough; empty when anybody may call. */
  List<String> scopes(Operation operation) {
    return operation.node().at("security").items().stream()
        .flatMap(each -> each.at("oauth2").items().stream())
        .map(Yaml::text)
        .toList();
  }
}
