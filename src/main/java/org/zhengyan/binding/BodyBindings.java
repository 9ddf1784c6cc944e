package org.zhengyan.binding;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.registry.Uscc;

/**
 * A body's own bindings, for the people who act for it in its console. Those of other bodies do not exist
 * here.
 */
@Component
public class BodyBindings {
  private final BindingStore store;
  private final BindingActs acts;

  BodyBindings(BindingStore store, BindingActs acts) {
    this.store = store;
    this.acts = acts;
  }

  /**
   * What is looked for; null for whatever.
   *
   * @param state {@code active}, {@code repudiated} or {@code ended}
   * @param text that identifier or subject hold
   */
  public record Filter(
      @Nullable String state, @Nullable String operatorId, @Nullable String action, @Nullable String text) {}

  /**
   * Newest first.
   *
   * @param before the sequence of the last one of the page before; {@link Long#MAX_VALUE} for the first
   */
  public List<Binding> list(Uscc uscc, Filter filter, long before, int limit) {
    return store.listOfBody(uscc, filter, before, limit);
  }

  public Optional<Binding> find(Uscc uscc, UUID id) {
    return store.findOfBody(id, uscc);
  }

  /** How many stand in its name now. */
  public long countActive(Uscc uscc) {
    return store.countActive(uscc);
  }

  /** The operators where it ever had one, for a filter. */
  public List<String> operators(Uscc uscc) {
    return store.everOperatorsOf(uscc);
  }

  /**
   * Says that it is not the body's own.
   *
   * @throws Refusal {@code not-found}, {@code wrong-state}
   */
  public Binding repudiate(Uscc uscc, UUID id, Actor person) {
    return acts.repudiate(uscc, id, person);
  }
}
