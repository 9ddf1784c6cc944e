package org.zhengyan.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.IfMatch;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RandomId;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.SubmittedChange;

/** Platform operators: admitted, changed and suspended by two persons of the national authority. */
@RestController
@RequestMapping("/api/v1/operators")
class OperatorController {
  private final OperatorStore operators;
  private final OperatorChange type;
  private final Changes changes;
  private final Idempotency idempotency;

  OperatorController(
      OperatorStore operators, OperatorChange type, Changes changes, Idempotency idempotency) {
    this.operators = operators;
    this.type = type;
    this.changes = changes;
    this.idempotency = idempotency;
  }

  /** The body of a proposal; {@code state} belongs to a change alone. */
  record Request(@Nullable String name, @Nullable String filingNumber, @Nullable String state) {}

  record Response(
      String id, String name, @Nullable String filingNumber, String state, int version) {
    static Response of(Operator operator) {
      return new Response(
          operator.id(),
          operator.name(),
          operator.filingNumber(),
          operator.state(),
          operator.version());
    }
  }

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<Response> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    Approvals.requireAuthority(actor);
    PageRequest page = PageRequest.of(cursor, limit);
    List<Operator.Listed> rows = operators.list(page);
    return page.page(rows, Operator.Listed::sequence, row -> Response.of(row.operator()));
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  ResponseEntity<Response> get(Actor actor, @PathVariable String id) {
    Approvals.requireAuthority(actor);
    Operator operator = operators.load(id);
    return ResponseEntity.ok().eTag(IfMatch.etag(operator.version())).body(Response.of(operator));
  }

  @PostMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(Actor actor, IdempotentRequest request, @RequestBody Request body) {
    OperatorChange.Proposed proposed = proposed(body, false);
    return idempotency.once(
        request,
        () ->
            SubmittedChange.of(
                changes.submit(actor, type, RandomId.next(), Division.NATIONAL, 0, proposed)));
  }

  @PutMapping("/{id}")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> proposeChange(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody Request body) {
    OperatorChange.Proposed proposed = proposed(body, true);
    return idempotency.once(
        request,
        () -> {
          Approvals.requireActsIn(actor, Division.NATIONAL);
          Operator operator = operators.load(id);
          IfMatch.require(ifMatch, operator.version());
          return SubmittedChange.of(
              changes.submit(
                  actor, type, id, Division.NATIONAL, operator.version(), proposed));
        });
  }

  private static OperatorChange.Proposed proposed(Request body, boolean change) {
    return OperatorDesk.proposed(body.name(), body.filingNumber(), body.state(), change);
  }
}
