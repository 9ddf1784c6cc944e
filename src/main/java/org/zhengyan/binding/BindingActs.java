package org.zhengyan.binding;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Clients;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.holder.HolderSignatures.Holder;

/**
 * How a binding ends: by its operator, or by its body. Each is one conditional update with its event and
 * its publication in one transaction; of several at once, one wins and the others see what became of it.
 */
@Component
class BindingActs {
  private final BindingStore store;
  private final Clients clients;
  private final EventLog log;
  private final ApplicationEventPublisher publisher;

  BindingActs(BindingStore store, Clients clients, EventLog log, ApplicationEventPublisher publisher) {
    this.store = store;
    this.clients = clients;
    this.log = log;
    this.publisher = publisher;
  }

  /**
   * The operator's own binding.
   *
   * @throws Refusal {@code not-found}, also for another operator's
   */
  Binding load(Actor actor, String id) {
    return BindingId.parse(id)
        .flatMap(parsed -> store.findOfOperator(parsed, clients.requireOperator(actor)))
        .orElseThrow(BindingActs::unknown);
  }

  /**
   * Ends it because the account is closed, or for another reason of the operator.
   *
   * @throws Refusal {@code not-found}; {@code wrong-state} with the binding when it has ended
   */
  @Transactional
  public Binding end(Actor actor, String id, EndReason reason) {
    Binding.Bound bound = load(actor, id).bound();
    Binding ended =
        store
            .end(bound.id(), bound.operatorId(), reason)
            .orElseThrow(() -> conflict(BindingResponse.of(load(actor, id))));
    log.append(
        Event.of(
            "binding.ended",
            id,
            Map.of(
                "client", actor.clientId(),
                "operator", bound.operatorId(),
                "uscc", bound.uscc().value(),
                "reason", reason.wire())));
    publisher.publishEvent(
        new BindingEnded(
            bound.id(), bound.uscc(), bound.operatorId(), bound.type(), bound.identifier(), at(ended)));
    return ended;
  }

  /**
   * Ends it because the body says that it is not its own. The caller has checked the signature.
   *
   * @throws Refusal {@code not-found}, also for another body's; {@code wrong-state} with the binding when
   *     it has ended
   */
  @Transactional
  public Binding repudiate(Holder holder, UUID id) {
    String serial = holder.serial().hex();
    return repudiate(holder.uscc(), id, serial, Map.of("certificate", serial));
  }

  /** The same by a person who acts for the body in its console; the caller has checked that. */
  @Transactional
  public Binding repudiate(Uscc uscc, UUID id, Actor person) {
    return repudiate(
        uscc,
        id,
        person.clientId(),
        Map.of("client", person.clientId(), "person", person.owner().value()));
  }

  private Binding repudiate(Uscc uscc, UUID id, String by, Map<String, String> proof) {
    Binding.Bound bound = load(uscc, id).bound();
    Binding repudiated =
        store
            .repudiate(id, uscc, by)
            .orElseThrow(() -> conflict(BindingResponse.of(load(uscc, id))));
    Map<String, String> members = new HashMap<>(proof);
    members.put("operator", bound.operatorId());
    members.put("uscc", uscc.value());
    log.append(Event.of("binding.repudiated", id.toString(), members));
    publisher.publishEvent(
        new BindingRepudiated(
            id, uscc, bound.operatorId(), bound.type(), bound.identifier(), at(repudiated)));
    return repudiated;
  }

  private Binding load(Uscc uscc, UUID id) {
    return store.findOfBody(id, uscc).orElseThrow(BindingActs::unknown);
  }

  private static Instant at(Binding binding) {
    return switch (binding) {
      case Binding.Active active -> throw new IllegalStateException("it did not end");
      case Binding.Repudiated repudiated -> repudiated.at();
      case Binding.Ended ended -> ended.at();
    };
  }

  private static Refusal unknown() {
    return Refusal.of(Problem.NOT_FOUND, "there is no such binding");
  }

  private static Refusal conflict(BindingResponse binding) {
    return Refusal.conflict(
        Problem.WRONG_STATE, "the binding is " + binding.state() + " and stays so", binding);
  }
}
