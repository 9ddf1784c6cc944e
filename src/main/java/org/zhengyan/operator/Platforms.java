package org.zhengyan.operator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;

/** What a holder is told of the platform behind a client. */
@Component
public class Platforms {
  private final Clients clients;
  private final OperatorStore operators;

  Platforms(Clients clients, OperatorStore operators) {
    this.clients = clients;
    this.operators = operators;
  }

  /**
   * @param name the registered one, as in the challenge
   * @param filingNumber of an app-distribution platform (article 6 of the provisions)
   */
  public record Platform(String id, String name, @Nullable String filingNumber) {}

  /** The operator of that client; empty when the client is none of an operator. */
  public Optional<Platform> ofClient(String clientId) {
    return clients
        .find(clientId)
        .map(Client::operatorId)
        .flatMap(operators::find)
        .map(operator -> new Platform(operator.id(), operator.name(), operator.filingNumber()));
  }
}
