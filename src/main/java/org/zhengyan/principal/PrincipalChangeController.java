package org.zhengyan.principal;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What was proposed about authorities, operators and clients, and the second person's decision. */
@RestController
@RequestMapping("/api/v1/principal-changes")
class PrincipalChangeController {
  /** The kind of all these changes. */
  static final String KIND = ChangeType.PRINCIPAL_CHANGE;

  private final Changes changes;
  private final Idempotency idempotency;

  PrincipalChangeController(Changes changes, Idempotency idempotency) {
    this.changes = changes;
    this.idempotency = idempotency;
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

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<Response> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    List<Change> rows = changes.list(actor, KIND, Change.stateOf(state), page);
    return page.page(rows, Change::sequence, Response::of);
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  Response get(Actor actor, @PathVariable String id) {
    return Response.of(changes.load(actor, KIND, id));
  }

  @PostMapping("/{id}/approval")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest body) {
    String digest = ApprovalRequest.digest(body);
    return decide(actor, request, id, () -> changes.approve(actor, KIND, id, digest));
  }

  @PostMapping("/{id}/refusal")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody RefusalRequest body) {
    String reason = body.require();
    return decide(actor, request, id, () -> changes.refuse(actor, KIND, id, reason));
  }

  private ResponseEntity<?> decide(
      Actor actor, IdempotentRequest request, String id, Supplier<Change> decision) {
    return changes.showingConflicts(
        actor,
        KIND,
        id,
        Response::of,
        () ->
            idempotency.once(request, () -> ResponseEntity.ok(Response.of(decision.get()))));
  }
}
