package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;

/**
 * Hostile bodies at every operation that takes JSON, from somebody with the right scope: no operation has a
 * reader of its own, and none looks at what the path names before the body is whole and known.
 */
@ServerTest
class EveryBodyTest {
  /** More than any operation without a word about it in the contract lets in. */
  private static final int LARGE = 200_000;

  /** What carries documents or thousands of items, and so lets more in. */
  private static final Set<String> LARGER =
      Set.of(
          "POST /api/v1/binding-batches",
          "POST /api/v1/document-checks",
          "POST /api/v1/status-jobs",
          "POST /api/v1/verifications/{id}/evidence",
          "PUT /api/v1/registry-imports/{id}/parts/{number}");

  static final List<Arguments> BODIES =
      List.of(
          Arguments.of("unknown member", "{\"zz\": 1}", 400, "malformed"),
          Arguments.of("member twice", "{\"zz\": 1, \"zz\": 1}", 400, "malformed"),
          Arguments.of("nothing but space", " ", 400, "malformed"),
          Arguments.of("cut off", "{\"zz\": ", 400, "malformed"),
          Arguments.of("more behind it", "{} {}", 400, "malformed"),
          Arguments.of("an array", "[{}]", 400, "malformed"),
          Arguments.of("a number", "1", 400, "malformed"),
          Arguments.of("deep arrays", "{\"zz\": " + "[".repeat(20_000), 400, "malformed"),
          Arguments.of("deep objects", "{\"zz\":".repeat(9_000), 400, "malformed"),
          Arguments.of("long number", "{\"zz\": " + "1".repeat(50_000) + "}", 400, "malformed"),
          Arguments.of("half a character", "{\"zz\": \"\\ud83d\"}", 400, "malformed"),
          Arguments.of("data not needed", "{\"bankAccount\": \"1\"}", 422, "data-not-needed"),
          Arguments.of("data not needed in what is broken", "{\"officialLetter\": 1, \"x\"", 422, "data-not-needed"));

  @LocalServerPort private int port;
  private final List<Operation> operations =
      Contract.load().operations().stream()
          .filter(each -> each.template().startsWith("/api/") && !each.template().startsWith("/api/v1/sandbox"))
          .filter(each -> body(each).has("application/json"))
          .toList();
  private final Map<String, ContractClient> clients = new HashMap<>();

  private static tools.jackson.databind.JsonNode body(Operation operation) {
    return Contract.load().resolve(operation.node().path("requestBody")).path("content");
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("BODIES")
  void isRefusedEverywhere(String name, String body, int status, String problem) {
    assertThat(operations).hasSizeGreaterThan(40);
    List<String> wrong = new ArrayList<>();
    for (Operation operation : operations) {
      Reply reply = send(operation, "application/json", body);
      if (reply.status() != status || !reply.problem().equals(problem)) {
        wrong.add(operation + ": " + reply.status() + " " + reply.text());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void anotherTypeIsRefusedEverywhere() {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : operations) {
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/json;charset=GBK")) {
        Reply reply = send(operation, type, "{}");
        if (reply.status() != 415) {
          wrong.add(operation + " with " + type + ": " + reply.status() + " " + reply.text());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aLargeOneIsRefusedWhereItIsNotExpected() {
    Set<String> larger = new TreeSet<>();
    String body = "{\"zz\": \"" + "a".repeat(LARGE) + "\"}";
    for (Operation operation : operations) {
      Reply reply = send(operation, "application/json", body);
      if (reply.status() == 400) {
        larger.add(operation.toString());
      } else {
        assertThat(reply.status()).as(operation + reply.text()).isEqualTo(413);
        assertThat(reply.problem()).isEqualTo("too-large");
      }
    }
    assertThat(larger).isEqualTo(new TreeSet<>(LARGER));
  }

  private Reply send(Operation operation, String type, String body) {
    return client(operation)
        .exchange(operation.method(), operation.example(), type, body.getBytes(StandardCharsets.UTF_8));
  }

  private ContractClient client(Operation operation) {
    String scope = operation.scopes().stream().findFirst().orElse("");
    String name =
        scope.endsWith(".submit") ? "demo-clerk" : scope.endsWith(".approve") ? "demo-reviewer" : "demo-appstore";
    return scope.isEmpty()
        ? ContractClient.anonymous(port)
        : clients.computeIfAbsent(name, client -> ContractClient.of(port, client));
  }
}
