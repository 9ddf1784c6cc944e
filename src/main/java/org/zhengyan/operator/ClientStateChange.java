package org.zhengyan.operator;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientStore;

/**
 * The suspension of a client, or its end. The last two persons who could change anything for the whole
 * country stay: without them nobody could undo it.
 */
final class ClientStateChange implements ChangeType {

  record Proposed(String reason) {}

  private final String type;
  private final String noun;
  private final String appliedEvent;
  private final Client.State state;
  private final ClientStore clients;

  private ClientStateChange(
      String type, String noun, String appliedEvent, Client.State state, ClientStore clients) {
    this.type = type;
    this.noun = noun;
    this.appliedEvent = appliedEvent;
    this.state = state;
    this.clients = clients;
  }

  @Configuration(proxyBeanMethods = false)
  static class Both {
    @Bean
    ClientStateChange clientSuspension(ClientStore clients) {
      return new ClientStateChange(
          "clientSuspension",
          "client-suspension",
          "client.suspended",
          Client.State.SUSPENDED,
          clients);
    }

    @Bean
    ClientStateChange clientReinstatement(ClientStore clients) {
      return new ClientStateChange(
          "clientReinstatement",
          "client-reinstatement",
          "client.reinstated",
          Client.State.ACTIVE,
          clients);
    }
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public String noun() {
    return noun;
  }

  @Override
  public String appliedEvent() {
    return appliedEvent;
  }

  /** The state that it leads to. */
  Client.State state() {
    return state;
  }

  @Override
  public void apply(Change change) {
    clients.require(change.proposal().subject(), ClientStore.Part.STATE, change.baseVersion());
    if (!clients.changeState(change.proposal().subject(), state)) {
      throw Refusal.of(Problem.WRONG_STATE, "the client is in that state already");
    }
    if (state == Client.State.SUSPENDED && !clients.nationalPairLeft()) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE,
          "it is one of the last two with which the whole country's clients can be changed");
    }
  }
}
