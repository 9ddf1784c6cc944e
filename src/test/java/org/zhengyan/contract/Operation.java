package org.zhengyan.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One operation of the description: a method on a path template. */
record Operation(JsonNode root, String method, String template, JsonNode node, Pattern pattern) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

  static List<Operation> all(JsonNode root) {
    List<Operation> operations = new ArrayList<>();
    for (String template : root.path("paths").propertyNames()) {
      JsonNode path = root.path("paths").path(template);
      for (String method : path.propertyNames()) {
        if (METHODS.contains(method)) {
          operations.add(
              new Operation(
                  root,
                  method.toUpperCase(java.util.Locale.ROOT),
                  template,
                  path.path(method),
                  pattern(template)));
        }
      }
    }
    return operations;
  }

  private static Pattern pattern(String template) {
    // In base64 (OCSP) and in the index of a tile a slash may stand.
    boolean slashes = template.startsWith("/ocsp/") || template.startsWith("/log/tile/");
    String last = slashes ? ".+" : "[^/]+";
    StringBuilder regex = new StringBuilder();
    int from = 0;
    for (int open; (open = template.indexOf('{', from)) >= 0; ) {
      int close = template.indexOf('}', open);
      regex.append(Pattern.quote(template.substring(from, open))).append(last);
      from = close + 1;
    }
    return Pattern.compile(regex.append(Pattern.quote(template.substring(from))).toString());
  }

  String id() {
    return node.path("operationId").asString("");
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  /** A path that reaches it, with something in the place of each variable. */
  String example() {
    return template.replaceAll("\\{[^}]+}", "1");
  }

  int variables() {
    return (int) template.chars().filter(c -> c == '{').count();
  }

  /** The response for that status with its reference followed, or null when it is not listed. */
  @Nullable JsonNode response(int status) {
    JsonNode response = node.path("responses").path(Integer.toString(status));
    String ref = response.path("$ref").asString("");
    if (!ref.isEmpty()) {
      response = root.at(ref.substring(1));
    }
    return response.isMissingNode() ? null : response;
  }

  /** The scopes of which one is enough; empty when anybody may call. */
  Set<String> scopes() {
    Set<String> scopes = new TreeSet<>();
    for (JsonNode requirement : node.path("security")) {
      for (JsonNode scope : requirement.path("oauth2")) {
        scopes.add(scope.asString());
      }
    }
    return scopes;
  }

  @Override
  public String toString() {
    return method + " " + template;
  }
}
