package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.zhengyan.principal.Proposal;

/** Many versions at once, each as a single change would be: for {@code registry.imports} alone. */
@Component
public class VersionBatch {
  private final InstitutionStore store;
  private final List<BodyFollower> followers;
  private final ApplicationEventPublisher events;

  VersionBatch(InstitutionStore store, List<BodyFollower> followers, ApplicationEventPublisher events) {
    this.store = store;
    this.followers = List.copyOf(followers);
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
   * Adds versions that hold from today, in the caller's transaction, and publishes {@link
   * InstitutionChanged} for each new body and for each that a {@link BodyFollower} follows.
   *
   * @return false when the number of one of them is taken: the caller rolls back
   */
  public boolean add(List<Institution> versions, Proposal approval) {
    LocalDate today = store.today();
    List<Uscc> known =
        versions.stream().filter(version -> version.version() > 1).map(Institution::uscc).toList();
    Map<Uscc, Institution> before = store.newest(known, true);
    if (!store.addAll(versions, today, approval.id())) {
      return false;
    }
    Set<Uscc> followed = followed(known);
    for (Institution after : versions) {
      if (after.version() == 1 || followed.contains(after.uscc())) {
        events.publishEvent(new InstitutionChanged(before.get(after.uscc()), after, today, approval));
      }
    }
    return true;
  }

  private Set<Uscc> followed(List<Uscc> known) {
    return known.isEmpty()
        ? Set.of()
        : followers.stream()
            .flatMap(follower -> follower.following(known).stream())
            .collect(Collectors.toUnmodifiableSet());
  }
}
