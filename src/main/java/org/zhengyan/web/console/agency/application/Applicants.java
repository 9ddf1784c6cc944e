package org.zhengyan.web.console.agency.application;

import org.springframework.stereotype.Component;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantRole;
import org.zhengyan.access.people.People;
import org.zhengyan.enrolment.Applicant;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.registry.Uscc;

/** The signed-in person as one who applies: by a grant that lasts, whose label the certificates carry. */
@Component
class Applicants {
  private final People people;

  Applicants(People people) {
    this.people = people;
  }

  /** @throws Refusal {@code forbidden} when no grant for the body lasts */
  Applicant of(SignedIn who) {
    Uscc uscc = new Uscc(who.subject());
    Grant grant =
        people
            .activeGrant(who.person(), uscc)
            .orElseThrow(
                () -> Refusal.of(Problem.FORBIDDEN, "you have no part in this body any more"));
    return new Applicant(
        who.person(),
        who.actor().clientId(),
        uscc,
        grant.holder(),
        grant.role() != GrantRole.USER);
  }
}
