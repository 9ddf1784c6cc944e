package org.zhengyan.web.console.agency;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.People;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** The body of whoever is signed in, and the frame of its acts. */
@Component
class Agency {
  private final Institutions institutions;
  private final People people;
  private final Idempotency idempotency;

  Agency(Institutions institutions, People people, Idempotency idempotency) {
    this.institutions = institutions;
    this.people = people;
    this.idempotency = idempotency;
  }

  /**
   * @param grant by which the person acts; empty for one whose term has just ended
   */
  record Body(SignedIn who, Institution institution, Optional<Grant> grant) {
    Uscc uscc() {
      return institution.uscc();
    }

    /** Sees everything of the body, by the grant as it is now; a user sees certificates of their own. */
    boolean manages() {
      return grant.filter(held -> held.role() != GrantRole.USER).isPresent();
    }

    boolean organ() {
      return institution.kind() == InstitutionKind.ORGAN;
    }

    /** The label of the person's own certificates; a label that none carries when there is no grant. */
    String holder() {
      return grant.map(Grant::holder).orElse("grant:");
    }
  }

  Body of(SignedIn who) {
    Institution institution =
        Uscc.parse(who.subject())
            .flatMap(institutions::find)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "the body is not in the registry"));
    return new Body(who, institution, people.activeGrant(who.person(), institution.uscc()));
  }

  /**
   * The grant by which the person acts, read in the transaction of the act.
   *
   * @throws Refusal {@code forbidden} when it has ended since the page was shown, or is a user's
   */
  Grant requireActing(SignedIn who, Uscc uscc) {
    return people
        .activeGrant(who.person(), uscc)
        .filter(grant -> grant.role() != GrantRole.USER)
        .orElseThrow(() -> Refusal.of(Problem.FORBIDDEN, "you do not act for this body now"));
  }

  /**
   * Does an act once for each form that was shown, in one transaction, and leads on.
   *
   * @param act gives the path of the page after it
   */
  SeeOther once(View view, SignedIn who, Supplier<String> act) {
    ResponseEntity<?> answer =
        idempotency.once(
            view.idempotent(who.actor()),
            () -> ResponseEntity.created(URI.create(act.get())).build());
    return new SeeOther(Objects.requireNonNull(answer.getHeaders().getLocation()).toString());
  }
}
