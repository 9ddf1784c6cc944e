package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** Recovery of escrowed keys over HTTP. */
@RestController
@RequestMapping("/api/v1")
class KeyRecoveryController {
  private final KeyRecoveries recoveries;
  private final Idempotency idempotency;

  KeyRecoveryController(KeyRecoveries recoveries, Idempotency idempotency) {
    this.recoveries = recoveries;
    this.idempotency = idempotency;
  }

  @PostMapping("/certificates/{serial}/key-recovery")
  @RequiresScope(Scope.ISSUANCE_SUBMIT)
  ResponseEntity<?> submit(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String serial,
      @RequestBody KeyRecoveryRequest request) {
    String target = request.requiredTarget();
    String reason = request.requiredReason();
    return idempotency.once(
        idempotent,
        () ->
            ResponseEntity.accepted()
                .body(KeyRecoveryResponse.of(recoveries.submit(actor, serial, target, reason))));
  }

  @PostMapping("/key-recoveries/{id}/approval")
  @RequiresScope(Scope.ISSUANCE_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest request) {
    String digest = ApprovalRequest.digest(request);
    return idempotency.once(
        idempotent,
        () -> ResponseEntity.ok(KeyRecoveryResponse.of(recoveries.approve(actor, id, digest))));
  }

  @PostMapping("/key-recoveries/{id}/refusal")
  @RequiresScope(Scope.ISSUANCE_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody RefusalRequest request) {
    String reason = request.require();
    return idempotency.once(
        idempotent,
        () -> ResponseEntity.ok(KeyRecoveryResponse.of(recoveries.refuse(actor, id, reason))));
  }

  @GetMapping("/key-recoveries/{id}")
  @RequiresScope({Scope.ISSUANCE_SUBMIT, Scope.ISSUANCE_APPROVE})
  KeyRecoveryResponse recovery(Actor actor, @PathVariable String id) {
    return KeyRecoveryResponse.of(recoveries.load(actor, id));
  }
}
