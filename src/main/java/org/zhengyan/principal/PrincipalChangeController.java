package org.zhengyan.principal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What was proposed about authorities, operators and clients, and the second person's decision. */
@RestController
@RequestMapping("/api/v1/principal-changes")
class PrincipalChangeController extends ChangeController<PrincipalChangeController.Response> {
  PrincipalChangeController(Changes changes, Idempotency idempotency) {
    super(changes, idempotency, ChangeType.PRINCIPAL_CHANGE, Response::of);
  }

  /** A change on the wire; {@code proposed} is the body of the proposal. */
  record Response(
      String change,
      String state,
      String digest,
      String type,
      String subject,
      JsonNode proposed,
      String submittedBy,
      Instant submittedAt,
      @Nullable String decidedBy,
      @Nullable Instant decidedAt,
      @Nullable String refusal) {

    static Response of(Change change) {
      Proposal proposal = change.proposal();
      return new Response(
          change.id(),
          change.state(),
          proposal.digest(),
          change.type(),
          proposal.subject(),
          change.proposedAs(JsonNode.class),
          proposal.submittedByClient(),
          proposal.submittedAt(),
          proposal.decidedByClient(),
          proposal.decidedAt(),
          proposal.reason());
    }
  }
}
