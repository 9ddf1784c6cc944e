package org.zhengyan.binding.batch;

import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.BodyLimit;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.verification.Terms;

/** An operator's batches of bindings. */
@RestController
@RequestMapping("/api/v1/binding-batches")
class BatchController {
  private final Batches batches;
  private final Idempotency idempotency;
  private final ServiceProperties service;

  BatchController(Batches batches, Idempotency idempotency, ServiceProperties service) {
    this.batches = batches;
    this.idempotency = idempotency;
    this.service = service;
  }

  @PostMapping
  @RequiresScope(Scope.VERIFICATION)
  @BodyLimit(kilobytes = 512)
  ResponseEntity<?> create(Actor actor, IdempotentRequest idempotent, @RequestBody BatchRequest request) {
    Terms.Claimed claimed = request.requiredClaim();
    List<Terms.Action> actions = request.requiredActions();
    return idempotency.once(
        idempotent,
        () -> {
          BatchResponse response = BatchResponse.created(batches.create(actor, claimed, actions), service);
          return ResponseEntity.created(URI.create("/api/v1/binding-batches/" + response.id()))
              .body(response);
        });
  }

  @GetMapping("/{id}")
  @RequiresScope(Scope.VERIFICATION)
  BatchResponse read(Actor actor, @PathVariable String id) {
    return BatchResponse.of(batches.load(actor, id));
  }

  @PostMapping("/{id}/evidence")
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> answer(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody BatchEvidenceRequest request) {
    String certificate = request.requiredCertificate();
    byte[] signature = request.requiredSignature();
    return idempotency.once(
        idempotent,
        () -> ResponseEntity.ok(BatchResponse.of(batches.answer(actor, id, certificate, signature))));
  }
}
