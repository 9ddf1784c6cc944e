package org.zhengyan.operator;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.StaffNumbers;

/** A new client of an authority or an operator, with its first key. */
@Component
class ClientAdmission implements ChangeType {

  /** What is proposed; the owner is an id, never a name. */
  record Proposed(
      String owner,
      @Nullable String staffNumber,
      @Nullable String authority,
      @Nullable String operator,
      List<String> scopes,
      PublicJwk.Members key) {}

  private final ClientStore clients;
  private final OperatorStore operators;
  private final StaffNumbers numbers;

  ClientAdmission(ClientStore clients, OperatorStore operators, StaffNumbers numbers) {
    this.clients = clients;
    this.operators = operators;
    this.numbers = numbers;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "client";
  }

  @Override
  public String noun() {
    return "client";
  }

  @Override
  public String appliedEvent() {
    return "client.admitted";
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    String id = change.proposal().subject();
    PersonId owner = new PersonId(proposed.owner());
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    proposed.scopes().forEach(wire -> Scope.ofWire(wire).ifPresent(scopes::add));
    PublicJwk key = stored(proposed.key());
    if (proposed.authority() != null) {
      if (proposed.staffNumber() != null) {
        numbers.keep(proposed.authority(), proposed.staffNumber(), owner);
      }
      clients.addOfAuthority(id, owner, proposed.authority(), scopes, key);
      return;
    }
    // Locked, so that its clients and its name do not part ways with a change that runs now.
    Operator operator =
        operators
            .lock(String.valueOf(proposed.operator()))
            .orElseThrow(() -> Refusal.of(Problem.WRONG_STATE, "the operator is gone"));
    clients.addOfOperator(
        id, owner, operator.id(), operator.name(), operator.active(), scopes, key);
  }

  /** A key that was checked when it was proposed. */
  static PublicJwk stored(PublicJwk.Members members) {
    try {
      return members.check();
    } catch (InvalidKey e) {
      throw new IllegalStateException("a key was proposed that cannot be read", e);
    }
  }
}
