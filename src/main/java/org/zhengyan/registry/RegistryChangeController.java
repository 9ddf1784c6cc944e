package org.zhengyan.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeController;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.Proposal;

/** What was proposed about bodies and regions, and the second person's decision. */
@RestController
@RequestMapping("/api/v1/registry-changes")
class RegistryChangeController extends ChangeController<RegistryChangeController.Response> {
  /** The kind of all these changes. */
  static final String KIND = "registry-change";

  RegistryChangeController(Changes changes, Idempotency idempotency) {
    super(changes, idempotency, KIND, Response::of);
  }

  /**
   * A change on the wire.
   *
   * @param version the version that it was proposed against; 0 for something new
   */
  record Response(
      String change,
      String state,
      String digest,
      String type,
      String subject,
      Division division,
      @Nullable InstitutionRequest institution,
      @Nullable RegionRequest region,
      int version,
      String submittedBy,
      Instant submittedAt,
      @Nullable String decidedBy,
      @Nullable Instant decidedAt,
      @Nullable String refusal) {

    static Response of(Change change) {
      Proposal proposal = change.proposal();
      boolean region = change.type().equals("region");
      return new Response(
          change.id(),
          change.state(),
          proposal.digest(),
          change.type(),
          proposal.subject(),
          proposal.division(),
          region ? null : change.proposedAs(InstitutionRequest.class),
          region ? change.proposedAs(RegionRequest.class) : null,
          change.baseVersion(),
          proposal.submittedByClient(),
          proposal.submittedAt(),
          proposal.decidedByClient(),
          proposal.decidedAt(),
          proposal.reason());
    }
  }
}
