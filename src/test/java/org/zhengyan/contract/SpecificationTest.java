package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.zhengyan.failure.Problem;
import org.zhengyan.principal.Scope;
import tools.jackson.databind.JsonNode;

/** The description is sound in itself, and says the same as the closed lists of the code. */
class SpecificationTest {
  private final Contract contract = Contract.load();

  @Test
  void everyReferenceResolves() {
    List<String> broken = new ArrayList<>();
    eachNode(
        contract.root(),
        "",
        (pointer, node) -> {
          if (node.isObject() && node.path("$ref").isString() && contract.resolve(node).isMissingNode()) {
            broken.add(pointer + " → " + node.path("$ref").asString());
          }
        });
    assertThat(broken).isEmpty();
  }

  @Test
  void everyComponentIsUsed() {
    Set<String> used = new HashSet<>();
    eachNode(contract.root(), "", (pointer, node) -> used.add(node.path("$ref").asString("")));
    List<String> unused = new ArrayList<>();
    JsonNode components = contract.root().path("components");
    for (String kind : List.of("schemas", "parameters", "headers", "responses", "requestBodies")) {
      for (String name : components.path(kind).propertyNames()) {
        if (!used.contains("#/components/" + kind + "/" + name)) {
          unused.add(kind + "/" + name);
        }
      }
    }
    assertThat(unused).isEmpty();
  }

  /** Members that nobody described must not slip in or out; three schemas are open, with a reason. */
  @Test
  void everyObjectIsClosed() {
    // A form (RFC 6749 section 3.2 lets unknown parameters pass) and what Spring Boot owns.
    Set<String> open = Set.of("TokenRequest", "PushedAuthorizationRequest", "Health");
    List<String> unclosed = new ArrayList<>();
    eachNode(
        contract.root().path("components"),
        "",
        (pointer, node) -> {
          boolean described = node.isObject() && node.path("type").asString("").equals("object");
          if (described
              && node.has("properties")
              && !node.path("additionalProperties").isBoolean()
              && open.stream().noneMatch(pointer::endsWith)) {
            unclosed.add(pointer);
          }
        });
    assertThat(unclosed).isEmpty();
  }

  @Test
  void operationIdsAreUnique() {
    List<String> ids = contract.operations().stream().map(Operation::id).toList();
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void problemTypesAreThoseOfTheCode() {
    assertThat(enumAt("/components/schemas/Problem/properties/type"))
        .isEqualTo(new TreeSet<>(Arrays.stream(Problem.values()).map(Problem::type).toList()));
  }

  @Test
  void scopesAreThoseOfTheCode() {
    Set<String> scopes = new TreeSet<>(Arrays.stream(Scope.values()).map(Scope::wire).toList());
    assertThat(enumAt("/components/schemas/Scope")).isEqualTo(scopes);
    assertThat(
            contract
                .root()
                .at("/components/securitySchemes/oauth2/flows/clientCredentials/scopes")
                .propertyNames())
        .containsExactlyInAnyOrderElementsOf(scopes);
    assertThat(contract.operations())
        .allSatisfy(operation -> assertThat(scopes).containsAll(operation.scopes()));
  }

  /** The codes that an operation lists and the statuses that it lists are the same set of failures. */
  @Test
  void problemsAndStatusesAgree() {
    for (Operation operation : contract.operations()) {
      if (!operation.template().startsWith("/api/v1/")) {
        continue;
      }
      Set<String> fromProblems = new TreeSet<>();
      for (JsonNode code : operation.node().path("x-problems")) {
        fromProblems.add(Integer.toString(problem(code.asString()).status()));
      }
      Set<String> fromResponses = new TreeSet<>(operation.node().path("responses").propertyNames());
      fromResponses.removeIf(status -> status.startsWith("2"));
      assertThat(fromProblems).as(operation.toString()).isEqualTo(fromResponses);
    }
  }

  @Test
  void everyCreatingPostTakesAnIdempotencyKey() {
    // The holder's page belongs to no client: its cookie and token make its acts single; a batch is seen by
    // whoever has its link, and ends once.
    // A match or a check of a document creates nothing; a report of compromise may be repeated as it is;
    // a delivery answers with a code that is stored nowhere; a poll may be repeated as it is; a body
    // has no client, and its signed texts work once; the client of a sandbox is known by its key.
    Set<String> exempt =
        Set.of(
            "match",
            "checkDocument",
            "reportCompromise",
            "deliverCertificate",
            "pollEvents",
            "takePresentation",
            "confirmPresentationCode",
            "refusePresentation",
            "showBindingBatch",
            "answerBindingBatch",
            "refuseBindingBatch",
            "createBindingChallenge",
            "readBindingOverview",
            "repudiateBinding",
            "createSandboxClient",
            "inviteResponsiblePerson");
    for (Operation operation : contract.operations()) {
      if (operation.method().equals("POST")
          && operation.template().startsWith("/api/")
          && !exempt.contains(operation.id())) {
        assertThat(operation.node().path("parameters").toString())
            .as(operation.toString())
            .contains("IdempotencyKey");
      }
    }
  }

  @Test
  void everyExampleKeepsItsSchema() {
    List<String> wrong = new ArrayList<>();
    eachNode(
        contract.root(),
        "",
        (pointer, node) -> {
          if (!node.isObject() || !node.has("schema")) {
            return;
          }
          List<JsonNode> examples = new ArrayList<>();
          if (node.has("example")) {
            examples.add(node.path("example"));
          }
          if (pointer.contains("/content/")) {
            node.path("examples").forEach(each -> examples.add(each.path("value")));
          }
          for (JsonNode example : examples) {
            contract.validate(pointer + "/schema", example).forEach(each -> wrong.add(pointer + ": " + each));
          }
        });
    assertThat(wrong).isEmpty();
  }

  private static Problem problem(String code) {
    return Arrays.stream(Problem.values())
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no problem has the code " + code));
  }

  private Set<String> enumAt(String pointer) {
    Set<String> values = new TreeSet<>();
    contract.root().at(pointer).path("enum").forEach(each -> values.add(each.asString()));
    return values;
  }

  private interface Visitor {
    void visit(String pointer, JsonNode node);
  }

  private static void eachNode(JsonNode node, String pointer, Visitor visitor) {
    visitor.visit(pointer, node);
    if (node.isObject()) {
      for (String name : node.propertyNames()) {
        String token = name.replace("~", "~0").replace("/", "~1");
        eachNode(node.path(name), pointer + "/" + token, visitor);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        eachNode(node.path(i), pointer + "/" + i, visitor);
      }
    }
  }
}
