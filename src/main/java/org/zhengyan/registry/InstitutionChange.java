package org.zhengyan.registry;

import java.time.LocalDate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;

/** A new body, or a new version of one; applying it publishes {@link InstitutionChanged}. */
@Component
class InstitutionChange implements ChangeType {
  private final InstitutionStore store;
  private final Institutions institutions;
  private final ApplicationEventPublisher events;

  InstitutionChange(
      InstitutionStore store, Institutions institutions, ApplicationEventPublisher events) {
    this.store = store;
    this.institutions = institutions;
    this.events = events;
  }

  @Override
  public String kind() {
    return RegistryChangeController.KIND;
  }

  @Override
  public String type() {
    return "institution";
  }

  @Override
  public String noun() {
    return "registry";
  }

  @Override
  public String appliedEvent() {
    return "registry.changed";
  }

  @Override
  public void apply(Change change) {
    Uscc uscc = new Uscc(change.proposal().subject());
    InstitutionRequest request = change.proposedAs(InstitutionRequest.class);
    Institution after = InstitutionRules.check(uscc, change.baseVersion() + 1, request);
    Institution before = institutions.find(uscc).orElse(null);
    // 1. The day: an approval that comes later than the day proposed takes effect at once.
    LocalDate today = store.today();
    LocalDate proposedDay = request.effectiveOn();
    LocalDate effectiveOn =
        proposedDay == null || proposedDay.isBefore(today) ? today : proposedDay;
    // 2. The version: its number is free only while the base is the newest one.
    if (!store.add(after, effectiveOn, change.id())) {
      throw Refusal.of(
          Problem.WRONG_STATE, "the body has another version by now: propose it again");
    }
    // 3. Those above follow, in this transaction.
    events.publishEvent(new InstitutionChanged(before, after, effectiveOn, change.proposal()));
  }
}
