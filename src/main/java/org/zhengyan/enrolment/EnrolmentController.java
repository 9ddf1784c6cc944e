package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** What persons of bodies applied for, for the clerks of the authority; persons apply at the screen. */
@RestController
@RequestMapping("/api/v1/enrolments")
class EnrolmentController {
  private final EnrolmentDesk desk;
  private final Idempotency idempotency;

  EnrolmentController(EnrolmentDesk desk, Idempotency idempotency) {
    this.desk = desk;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresScope({Scope.ISSUANCE_SUBMIT, Scope.ISSUANCE_APPROVE})
  PageRequest.Page<EnrolmentResponse> enrolments(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest.Page<EnrolmentProgress> page = desk.list(actor, state, PageRequest.of(cursor, limit));
    return new PageRequest.Page<>(
        page.items().stream().map(EnrolmentResponse::of).toList(), page.next());
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.ISSUANCE_SUBMIT, Scope.ISSUANCE_APPROVE})
  EnrolmentResponse enrolment(Actor actor, @PathVariable String id) {
    return EnrolmentResponse.of(desk.load(actor, id));
  }

  @PostMapping("/{id}/acceptance")
  @RequiresScope(Scope.ISSUANCE_SUBMIT)
  ResponseEntity<?> accept(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest request) {
    String digest = ApprovalRequest.digest(request);
    return idempotency.once(
        idempotent, () -> ResponseEntity.ok(EnrolmentResponse.of(desk.accept(actor, id, digest))));
  }

  @PostMapping("/{id}/refusal")
  @RequiresScope(Scope.ISSUANCE_SUBMIT)
  ResponseEntity<?> refuse(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody RefusalRequest request) {
    String reason = request.require();
    return idempotency.once(
        idempotent, () -> ResponseEntity.ok(EnrolmentResponse.of(desk.refuse(actor, id, reason))));
  }
}
