package org.zhengyan.principal;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * What was proposed of one kind, and the second person's decision: the same four routes under the path
 * of each kind.
 *
 * @param <R> a change on the wire
 */
public abstract class ChangeController<R> {
  private final Changes changes;
  private final Idempotency idempotency;
  private final String kind;
  private final Function<Change, R> response;

  protected ChangeController(
      Changes changes, Idempotency idempotency, String kind, Function<Change, R> response) {
    this.changes = changes;
    this.idempotency = idempotency;
    this.kind = kind;
    this.response = response;
  }

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<R> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    List<Change> rows = changes.list(actor, kind, Change.stateOf(state), page);
    return page.page(rows, Change::sequence, response);
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  R get(Actor actor, @PathVariable String id) {
    return response.apply(changes.load(actor, kind, id));
  }

  @PostMapping("/{id}/approval")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest body) {
    String digest = ApprovalRequest.digest(body);
    return decide(actor, request, id, () -> changes.approve(actor, kind, id, digest));
  }

  @PostMapping("/{id}/refusal")
  @RequiresScope(Scope.REGISTRY_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor, IdempotentRequest request, @PathVariable String id, @RequestBody RefusalRequest body) {
    String reason = body.require();
    return decide(actor, request, id, () -> changes.refuse(actor, kind, id, reason));
  }

  private ResponseEntity<?> decide(
      Actor actor, IdempotentRequest request, String id, Supplier<Change> decision) {
    return changes.showingConflicts(
        actor,
        kind,
        id,
        response::apply,
        () -> idempotency.once(request, () -> ResponseEntity.ok(response.apply(decision.get()))));
  }
}
