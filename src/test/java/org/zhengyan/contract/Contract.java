package org.zhengyan.contract;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code api-spec/openapi.yaml}, read once, with the questions that tests ask it. */
final class Contract {
  static final Path FILE = Path.of("api-spec", "openapi.yaml");
  private static final String BASE = "urn:zhengyan:openapi";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Contract INSTANCE = new Contract(read());

  /** What went over the wire: everything that the description speaks of. */
  record Exchange(
      String method,
      String path,
      @Nullable String requestType,
      byte[] requestBody,
      int status,
      Map<String, String> headers,
      byte[] body) {
    @Nullable String header(String name) {
      return headers.get(name.toLowerCase(java.util.Locale.ROOT));
    }
  }

  private final JsonNode root;
  private final List<Operation> operations;
  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private final Set<String> succeeded = ConcurrentHashMap.newKeySet();

  private Contract(JsonNode root) {
    this.root = root;
    this.operations = Operation.all(root);
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Map.of(BASE, root.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  static Contract load() {
    return INSTANCE;
  }

  JsonNode root() {
    return root;
  }

  List<Operation> operations() {
    return operations;
  }

  /** The operation that a request reaches; a fixed path wins over a template. */
  Optional<Operation> find(String method, String path) {
    return operations.stream()
        .filter(each -> each.method().equals(method) && each.matches(path))
        .min((a, b) -> Integer.compare(a.variables(), b.variables()));
  }

  /** The ids of the operations that were seen to succeed in this JVM. */
  Set<String> succeeded() {
    return succeeded;
  }

  /** Every way in which the exchange differs from the description; empty when it keeps it. */
  List<String> violations(Exchange exchange) {
    String what = exchange.method() + " " + exchange.path() + " → " + exchange.status();
    Optional<Operation> found = find(exchange.method(), exchange.path());
    if (found.isEmpty()) {
      return exchange.status() == 404 || exchange.status() == 405 || exchange.status() == 401
          ? List.of()
          : List.of(what + ": no such operation in " + FILE);
    }
    Operation operation = found.get();
    if (exchange.status() < 400) {
      succeeded.add(operation.id());
    }
    List<String> violations = new ArrayList<>();
    JsonNode response = operation.response(exchange.status());
    if (response == null) {
      violations.add(what + ": the operation does not list this status" + excerpt(exchange.body()));
    } else {
      checkHeaders(exchange, response, violations);
      checkBody(exchange, response, violations);
    }
    checkProblem(exchange, operation, violations);
    if (exchange.status() < 300 && exchange.requestBody().length > 0) {
      checkRequest(exchange, operation, violations);
    }
    return violations.stream().map(each -> each.startsWith(what) ? each : what + ": " + each).toList();
  }

  /** What the schema at that JSON pointer of the description says about the value. */
  List<String> validate(String pointer, JsonNode value) {
    Schema schema =
        schemas.computeIfAbsent(
            pointer, at -> registry.getSchema(SchemaLocation.of(BASE + "#" + at)));
    return schema.validate(value.toString(), InputFormat.JSON).stream().map(Contract::sentence).toList();
  }

  private static String sentence(Error error) {
    return error.getInstanceLocation() + ": " + error.getMessage();
  }

  private void checkHeaders(Exchange exchange, JsonNode response, List<String> violations) {
    for (String name : response.path("headers").propertyNames()) {
      JsonNode header = resolve(response.path("headers").path(name));
      if (header.path("required").asBoolean() && exchange.header(name) == null) {
        violations.add("the header " + name + " is missing");
      }
    }
  }

  private void checkBody(Exchange exchange, JsonNode response, List<String> violations) {
    JsonNode content = response.path("content");
    if (content.isMissingNode() || content.isEmpty()) {
      return;
    }
    String type = bare(exchange.header("content-type"));
    if (!content.has(type)) {
      violations.add("the content type is " + type + ", not one of " + content.propertyNames());
      return;
    }
    if (type.equals("application/json") || type.endsWith("+json")) {
      validateBytes(exchange.body(), pointerOf(content.path(type).path("schema"), "answer"), violations);
    }
  }

  private void checkRequest(Exchange exchange, Operation operation, List<String> violations) {
    JsonNode content = resolve(operation.node().path("requestBody")).path("content");
    String type = bare(exchange.requestType());
    if (!content.has(type)) {
      violations.add("a body of type " + type + " was accepted, not one of " + content.propertyNames());
    } else if (type.equals("application/json")) {
      List<String> found = new ArrayList<>();
      validateBytes(exchange.requestBody(), content.path(type).path("schema"), found);
      found.forEach(each -> violations.add("accepted a request that the description refuses: " + each));
    }
  }

  private void checkProblem(Exchange exchange, Operation operation, List<String> violations) {
    if (!"application/problem+json".equals(bare(exchange.header("content-type")))) {
      return;
    }
    JsonNode listed = operation.node().path("x-problems");
    if (listed.isMissingNode()) {
      return;
    }
    String type = parse(exchange.body()).path("type").asString("");
    String code = type.substring(type.lastIndexOf(':') + 1);
    if (listed.values().stream().noneMatch(each -> each.asString("").equals(code))) {
      violations.add("the operation does not list the problem " + code + excerpt(exchange.body()));
    }
  }

  private void validateBytes(byte[] body, JsonNode schema, List<String> violations) {
    JsonNode value;
    try {
      value = parse(body);
    } catch (JacksonException e) {
      violations.add("the body is no JSON: " + e.getOriginalMessage());
      return;
    }
    Schema compiled =
        schemas.computeIfAbsent(schema.toString(), text -> compile(schema));
    for (Error error : compiled.validate(value.toString(), InputFormat.JSON)) {
      violations.add(sentence(error) + excerpt(body));
    }
  }

  private Schema compile(JsonNode schema) {
    String ref = schema.path("$ref").asString("");
    if (!ref.isEmpty()) {
      return registry.getSchema(SchemaLocation.of(BASE + ref));
    }
    // A schema written in place is a document of its own: its references name the description.
    String absolute = schema.toString().replace("\"#/", '"' + BASE + "#/");
    return registry.getSchema(parse(absolute.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode pointerOf(JsonNode schema, String what) {
    if (schema.isMissingNode()) {
      throw new IllegalStateException("the description has no schema for this " + what);
    }
    return schema;
  }

  /** Follows one {@code $ref} inside the description. */
  JsonNode resolve(JsonNode node) {
    String ref = node.path("$ref").asString("");
    return ref.isEmpty() ? node : root.at(ref.substring(1));
  }

  static JsonNode parse(byte[] json) {
    return JSON.readTree(json);
  }

  private static String bare(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters)).trim();
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return "\n    " + (text.length() > 600 ? text.substring(0, 600) + "…" : text);
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
