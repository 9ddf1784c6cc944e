package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;

/**
 * What the people of an authority do with the registry, by the API or at the screen. Only bodies of the
 * divisions where the actor's authority acts exist for it.
 */
@Component
public class RegistryDesk {
  /** The kind of all changes of bodies and regions, for {@link Changes}. */
  public static final String KIND = RegistryChangeController.KIND;

  private final InstitutionStore store;
  private final Institutions institutions;
  private final InstitutionChange type;
  private final RegionSwitches switches;
  private final BodyList bodies;
  private final Changes changes;

  RegistryDesk(
      InstitutionStore store,
      Institutions institutions,
      InstitutionChange type,
      RegionSwitches switches,
      BodyList bodies,
      Changes changes) {
    this.store = store;
    this.institutions = institutions;
    this.type = type;
    this.switches = switches;
    this.bodies = bodies;
    this.changes = changes;
  }

  /**
   * A page of bodies.
   *
   * @param cursor of the last row of the page before
   * @throws Refusal {@code outside-division} for a filter by a division that is not the actor's
   */
  public BodyPage list(Actor actor, BodyFilter filter, @Nullable String cursor, int limit) {
    return bodies.page(filter, within(actor, filter), cursor, limit);
  }

  /** The rows of such a page alone, for who reads one page after another. */
  public List<BodyRow> rows(Actor actor, BodyFilter filter, @Nullable String cursor, int limit) {
    return bodies.rows(filter, within(actor, filter), cursor, limit);
  }

  /** How many bodies there are where the actor's authority acts. */
  public RowCount count(Actor actor) {
    return bodies.count(Approvals.requireAuthority(actor));
  }

  /** All versions, the newest first. */
  public List<RegisteredVersion> versions(Actor actor, Uscc uscc) {
    Approvals.requireAuthority(actor);
    List<RegisteredVersion> versions = store.versions(uscc);
    if (versions.isEmpty()) {
      throw Refusal.of(Problem.NOT_FOUND, "there is no such body");
    }
    Approvals.requireActsIn(actor, versions.getFirst().institution().division());
    return versions;
  }

  /** The version in force today; empty for a body whose first version's day is still to come. */
  public Optional<Institution> inForce(Uscc uscc) {
    return institutions.find(uscc);
  }

  /** The newest version of each, whoever asks: to show beside what is proposed about it. */
  public Map<Uscc, Institution> newest(Set<Uscc> codes) {
    return store.newest(codes, false);
  }

  /** The names of bodies, for lists that know their codes. */
  public Map<String, String> names(Set<String> codes) {
    return store
        .newest(codes.stream().flatMap(code -> Uscc.parse(code).stream()).toList(), false)
        .values()
        .stream()
        .collect(Collectors.toMap(body -> body.uscc().value(), Institution::firstName));
  }

  /** What a request would make, with every complaint at once. */
  public Institution check(Uscc uscc, InstitutionRequest request) {
    return InstitutionRules.check(uscc, 1, request);
  }

  /**
   * Proposes a version, in the caller's transaction.
   *
   * @param base the version that the proposer saw; 0 for a new body
   * @throws Refusal those of the rules; {@code precondition-failed} when another version is the newest
   */
  public Change propose(Actor actor, Uscc uscc, int base, InstitutionRequest request) {
    int newest = store.findNewest(uscc).map(n -> n.institution().version()).orElse(0);
    if (newest != base) {
      throw Refusal.of(
          Problem.PRECONDITION_FAILED, "the body has version " + newest + " by now: look at it and propose anew");
    }
    return proposeChecked(actor, uscc, request);
  }

  /** Likewise, on the newest version, which the caller has compared. */
  Change proposeChecked(Actor actor, Uscc uscc, InstitutionRequest request) {
    Institution base = store.findNewest(uscc).map(InstitutionStore.Newest::institution).orElse(null);
    int version = base == null ? 0 : base.version();
    Institution proposed = InstitutionRules.check(uscc, version + 1, request);
    // A move is decided where both divisions lie.
    Division division =
        base == null ? proposed.division() : base.division().common(proposed.division());
    Approvals.requireActsIn(actor, division);
    LocalDate day = request.effectiveOn();
    EffectiveDay.check(day, proposed, base, store.today());
    return changes.submit(actor, type, uscc.value(), division, version, request);
  }

  /** A switch of a division for a purpose. */
  public record RegionSwitch(RegionPurpose purpose, LocalDate from, @Nullable LocalDate to, int version) {}

  /** The switches of that division itself, and whether each purpose is on there today. */
  public List<RegionSwitch> switches(Actor actor, Division division) {
    Approvals.requireActsIn(actor, division);
    return switches.list(division).stream()
        .map(s -> new RegionSwitch(s.purpose(), s.from(), s.to(), s.version()))
        .toList();
  }

  /** Proposes to switch, in the caller's transaction. */
  public Change proposeSwitch(Actor actor, Division division, RegionRequest request) {
    RegionPurpose purpose = RegionController.check(request);
    Approvals.requireActsIn(actor, division);
    int base = switches.find(division, purpose).map(RegionSwitches.Switch::version).orElse(0);
    return changes.submit(actor, switches, division.code(), division, base, request);
  }

  private static Division within(Actor actor, BodyFilter filter) {
    return Approvals.within(actor, filter.division());
  }
}
