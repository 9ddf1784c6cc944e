package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Proposal;

/** Many versions at once, each as a single change would be: for {@code registry.imports} alone. */
@Component
public class VersionBatch {
  private final InstitutionStore store;
  private final ApplicationEventPublisher events;

  VersionBatch(InstitutionStore store, ApplicationEventPublisher events) {
    this.store = store;
    this.events = events;
  }

  /**
   * The rules of a single change.
   *
   * @throws org.zhengyan.failure.Refusal with a complaint for each member
   */
  public static Institution check(Uscc uscc, int version, InstitutionRequest request) {
    return InstitutionRules.check(uscc, version, request);
  }

  /** The newest versions, whether their day has come or not, of those that are registered. */
  public Map<Uscc, Institution> newest(Collection<Uscc> codes) {
    return store.newest(codes, false);
  }

  /**
   * Adds versions that hold from today, and publishes {@link InstitutionChanged} for each, in the
   * caller's transaction.
   *
   * @return false when the number of one of them is taken: the caller rolls back
   */
  public boolean add(List<Institution> versions, Proposal approval) {
    LocalDate today = store.today();
    Map<Uscc, Institution> before =
        store.newest(versions.stream().map(Institution::uscc).toList(), true);
    if (!store.addAll(versions, today, approval.id())) {
      return false;
    }
    for (Institution after : versions) {
      events.publishEvent(new InstitutionChanged(before.get(after.uscc()), after, today, approval));
    }
    return true;
  }
}
