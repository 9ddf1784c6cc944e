package org.zhengyan.status.revocation;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
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

/** Revocation, hold and release over HTTP; {@link RevocationDesk} has the rules. */
@RestController
class RevocationController {
  private final RevocationDesk desk;
  private final Idempotency idempotency;

  RevocationController(RevocationDesk desk, Idempotency idempotency) {
    this.desk = desk;
    this.idempotency = idempotency;
  }

  @PostMapping("/api/v1/certificates/{serial}/revocation")
  @RequiresScope(Scope.REVOCATION_SUBMIT)
  ResponseEntity<?> submit(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String serial,
      @RequestBody RevocationRequest request) {
    return idempotency.once(
        idempotent, () -> accepted(desk.submit(actor, serial, request.requiredReason())));
  }

  @PostMapping("/api/v1/certificates/{serial}/release")
  @RequiresScope(Scope.REVOCATION_SUBMIT)
  ResponseEntity<?> submitRelease(
      Actor actor, IdempotentRequest idempotent, @PathVariable String serial) {
    return idempotency.once(
        idempotent, () -> accepted(desk.submitRelease(actor, serial)));
  }

  @PostMapping("/api/v1/revocations/{id}/approval")
  @RequiresScope(Scope.REVOCATION_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest request) {
    String digest = ApprovalRequest.digest(request);
    return idempotency.once(
        idempotent, () -> ResponseEntity.ok(desk.approve(actor, id, digest)));
  }

  @PostMapping("/api/v1/revocations/{id}/refusal")
  @RequiresScope(Scope.REVOCATION_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody RefusalRequest request) {
    String reason = request.require();
    return idempotency.once(
        idempotent, () -> ResponseEntity.ok(desk.refuse(actor, id, reason)));
  }

  @GetMapping("/api/v1/revocations/{id}")
  @RequiresScope({Scope.REVOCATION_SUBMIT, Scope.REVOCATION_APPROVE})
  RevocationResponse revocation(Actor actor, @PathVariable String id) {
    return desk.load(actor, id);
  }

  @GetMapping("/api/v1/revocations")
  @RequiresScope({Scope.REVOCATION_SUBMIT, Scope.REVOCATION_APPROVE})
  PageRequest.Page<RevocationResponse> revocations(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    return desk.list(actor, state, PageRequest.of(cursor, limit));
  }

  private static ResponseEntity<RevocationResponse> accepted(RevocationResponse revocation) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/revocations/" + revocation.revocation()))
        .body(revocation);
  }
}
