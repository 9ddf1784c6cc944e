package org.zhengyan.binding;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.verification.Assurance;
import org.zhengyan.verification.VerifiedAction;
import org.zhengyan.verification.VerifiedActionListener;

/**
 * Makes a binding of each verified action, in the transaction of its verdict, by one statement each.
 *
 * <p>It writes no event of its own: {@code verification.decided} names the verification, whose id is the
 * id of the binding that it makes. A proof that was asked for before the body repudiated the same binding
 * makes none: an objection is not undone by what was signed before it.
 */
@Component
class BindingRecorder implements VerifiedActionListener {
  private final BindingStore store;
  private final Clients clients;

  BindingRecorder(BindingStore store, Clients clients) {
    this.store = store;
    this.clients = clients;
  }

  @Override
  public void verified(List<VerifiedAction> actions) {
    List<BindingStore.Proved> proved = actions.stream().flatMap(action -> proved(action).stream()).toList();
    if (!proved.isEmpty()) {
      store.bindAll(proved);
    }
  }

  private Optional<BindingStore.Proved> proved(VerifiedAction action) {
    String operatorId = clients.find(action.clientId()).map(Client::operatorId).orElse(null);
    if (operatorId == null || !action.assurance().atLeast(Assurance.POSSESSION)) {
      return Optional.empty();
    }
    return Optional.of(
        new BindingStore.Proved(
            action.verification(),
            action.uscc(),
            operatorId,
            action.type(),
            action.identifier(),
            action.subject(),
            action.digest(),
            action.certificate(),
            action.verification(),
            null,
            action.askedAt()));
  }
}
