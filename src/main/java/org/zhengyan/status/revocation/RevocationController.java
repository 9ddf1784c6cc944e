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
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.ApprovalRequest;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** Revocation, hold and release over HTTP; {@link Revocations} has the rules. */
@RestController
class RevocationController {
  private final Revocations revocations;
  private final RevocationStore store;
  private final CertificateReader certificates;
  private final Idempotency idempotency;

  RevocationController(
      Revocations revocations,
      RevocationStore store,
      CertificateReader certificates,
      Idempotency idempotency) {
    this.revocations = revocations;
    this.store = store;
    this.certificates = certificates;
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
        idempotent, () -> accepted(revocations.submit(actor, serial, request.requiredReason())));
  }

  @PostMapping("/api/v1/certificates/{serial}/release")
  @RequiresScope(Scope.REVOCATION_SUBMIT)
  ResponseEntity<?> submitRelease(
      Actor actor, IdempotentRequest idempotent, @PathVariable String serial) {
    return idempotency.once(
        idempotent, () -> accepted(revocations.submitRelease(actor, serial)));
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
        idempotent, () -> ResponseEntity.ok(response(revocations.approve(actor, id, digest))));
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
        idempotent, () -> ResponseEntity.ok(response(revocations.refuse(actor, id, reason))));
  }

  @GetMapping("/api/v1/revocations/{id}")
  @RequiresScope({Scope.REVOCATION_SUBMIT, Scope.REVOCATION_APPROVE})
  RevocationResponse revocation(Actor actor, @PathVariable String id) {
    Approvals.requireAuthority(actor);
    Revocation revocation =
        store
            .find(id)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such revocation"));
    Approvals.requireActsIn(actor, revocation.division());
    return response(revocation);
  }

  @GetMapping("/api/v1/revocations")
  @RequiresScope({Scope.REVOCATION_SUBMIT, Scope.REVOCATION_APPROVE})
  PageRequest.Page<RevocationResponse> revocations(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    Division division = Approvals.requireAuthority(actor);
    PageRequest page = PageRequest.of(cursor, limit);
    return page.page(
        store.list(state == null ? null : state(state), division, page),
        RevocationStore.Listed::position,
        listed -> response(listed.revocation()));
  }

  private ResponseEntity<RevocationResponse> accepted(Revocation revocation) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/revocations/" + revocation.id()))
        .body(response(revocation));
  }

  private RevocationResponse response(Revocation revocation) {
    return RevocationResponse.of(revocation, certificates.require(revocation.serial().hex()));
  }

  private static Revocation.State state(String wire) {
    return Revocation.State.ofWire(wire)
        .orElseThrow(
            () ->
                Refusal.of(
                    Problem.MALFORMED, "The state is one of submitted, applied and refused"));
  }
}
