package org.zhengyan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient.Reply;
import org.zhengyan.principal.Scope;

/** Each operation of the API from the outside, with every scope but its own: a new one without a rule fails here. */
@ServerTest
class EveryScopeTest {
  /** Together they have every scope. */
  private static final List<String> CLIENTS = List.of("demo-appstore", "demo-clerk", "demo-reviewer");

  /** Asks for no scope. Add one here only when something else guards it, or it is for anybody. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /api/v1/sandbox",
          "GET /api/v1/sandbox/credentials/{name}/{suite}",
          "POST /api/v1/binding-batches/{id}/answer",
          "POST /api/v1/binding-batches/{id}/refusal",
          "POST /api/v1/binding-batches/{id}/showing",
          "POST /api/v1/binding-challenges",
          "POST /api/v1/bindings/overview",
          "POST /api/v1/bindings/{id}/repudiation",
          "POST /api/v1/certificates/{serial}/compromise",
          "POST /api/v1/document-checks",
          "POST /api/v1/presentations/{id}/code",
          "POST /api/v1/presentations/{id}/refusal",
          "POST /api/v1/presentations/{id}/taking",
          "POST /api/v1/sandbox/clients");

  @LocalServerPort private int port;

  private final List<Operation> scoped =
      Contract.load().operations().stream().filter(each -> !each.scopes().isEmpty()).toList();
  private final Map<String, String> tokens = new HashMap<>();

  @Test
  void everyOperationOfTheApiAsksForAScopeOrIsListed() {
    Set<String> open =
        Contract.load().operations().stream()
            .filter(each -> each.template().startsWith("/api/") && each.scopes().isEmpty())
            .map(Operation::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(open).isEqualTo(new TreeSet<>(OPEN));
  }

  @Test
  void nobodyGetsInWithoutAToken() {
    ContractClient anybody = ContractClient.anonymous(port);
    List<String> wrong = new ArrayList<>();
    for (Operation operation : scoped) {
      Reply reply = anybody.exchange(operation.method(), operation.example(), null, new byte[0]);
      if (reply.status() != 401 || !reply.problem().equals("unauthenticated")) {
        wrong.add(operation + ": " + reply.status());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void nobodyGetsInWithEveryScopeButItsOwn() {
    ContractClient anybody = ContractClient.anonymous(port);
    Set<String> every = new TreeSet<>();
    CLIENTS.forEach(client -> every.addAll(scopes(client)));
    assertThat(every)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Scope.values()).map(Scope::wire).toList());
    List<String> wrong = new ArrayList<>();
    for (Operation operation : scoped) {
      for (String client : CLIENTS) {
        Set<String> others = new TreeSet<>(scopes(client));
        others.removeAll(operation.scopes());
        if (others.isEmpty()) {
          continue;
        }
        String token = token(client, String.join(" ", others));
        Reply reply =
            anybody.exchange(
                operation.method(), operation.example(), null, new byte[0], "Authorization", "Bearer " + token);
        if (reply.status() != 403 || !reply.header("WWW-Authenticate").contains("insufficient_scope")) {
          wrong.add(operation + " with " + others + ": " + reply.status());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Set<String> scopes(String client) {
    return switch (client) {
      case "demo-appstore" -> Set.of("verification", "match", "status");
      case "demo-clerk" -> Set.of("registry.submit", "issuance.submit", "revocation.submit");
      default -> Set.of("registry.approve", "issuance.approve", "revocation.approve");
    };
  }

  private String token(String client, String scope) {
    return tokens.computeIfAbsent(scope, narrowed -> ContractClient.of(port, client).token(narrowed));
  }
}
