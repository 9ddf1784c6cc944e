package org.zhengyan.access.people;

import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.access.people.Grant.EndReason;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.RandomId;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/**
 * The first responsible person of a body, entered by two persons of its authority. A new one takes the
 * place of the one before, whose grant ends as handed over; managers and users stay.
 */
@Component
class ResponsiblePersons implements ChangeType {

  /**
   * What is proposed.
   *
   * @param person whose name stands in the table of persons alone
   * @param replaces the grant that ends; empty for the first
   */
  record Proposed(String person, String replaces) {}

  private final GrantStore grants;
  private final Institutions institutions;
  private final People people;

  ResponsiblePersons(GrantStore grants, Institutions institutions, People people) {
    this.grants = grants;
    this.institutions = institutions;
    this.people = people;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "responsiblePerson";
  }

  @Override
  public String noun() {
    return "responsible-person";
  }

  @Override
  public String appliedEvent() {
    return "responsible-person.entered";
  }

  /** The id of the grant of the present one; empty when there is none. */
  String present(Uscc uscc) {
    return grants.findResponsible(uscc).map(Grant::id).orElse("");
  }

  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    Uscc uscc = new Uscc(change.proposal().subject());
    requireStays(institutions.find(uscc), change);
    if (!present(uscc).equals(proposed.replaces())) {
      throw changed();
    }
    grants
        .findResponsible(uscc)
        .ifPresent(
            before -> {
              if (people.end(before, change.proposal().decidedBy(), EndReason.HANDED_OVER).isEmpty()) {
                throw changed();
              }
            });
    Grant grant =
        grants
            .insert(
                RandomId.next(),
                uscc,
                GrantRole.RESPONSIBLE,
                new PersonId(proposed.person()),
                false,
                GrantScope.ALL,
                null,
                null,
                change.id())
            .orElseThrow(ResponsiblePersons::changed);
    people.record("grant.made", grant, change.proposal().decidedBy(), Map.of("change", change.id()));
  }

  /**
   * Passes for a body that is registered, and where it was when the change was proposed: by the change's division
   * it is told who decides.
   *
   * @throws Refusal {@code refused-by-rule}, {@code wrong-state}
   */
  static void requireStays(Optional<Institution> found, Change change) {
    Institution body =
        found
            .filter(each -> each.status() == InstitutionStatus.NORMAL)
            .orElseThrow(() -> Refusal.of(Problem.REFUSED_BY_RULE, "the body's registration is not normal"));
    if (!change.proposal().division().contains(body.division())) {
      throw Refusal.of(Problem.WRONG_STATE, "the body belongs to another division by now: propose it there");
    }
  }

  private static Refusal changed() {
    return Refusal.of(
        Problem.WRONG_STATE, "the body has another responsible person by now: propose it again");
  }
}
