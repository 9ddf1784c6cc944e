package org.zhengyan.issuance;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
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

/** Applications and their decisions over HTTP. */
@RestController
@RequestMapping("/api/v1/certificate-applications")
class ApplicationController {
  private final Applications applications;
  private final CertificateIssuer issuer;
  private final IssuingPermits permits;
  private final Deliveries deliveries;
  private final Idempotency idempotency;

  ApplicationController(
      Applications applications,
      CertificateIssuer issuer,
      IssuingPermits permits,
      Deliveries deliveries,
      Idempotency idempotency) {
    this.applications = applications;
    this.issuer = issuer;
    this.permits = permits;
    this.deliveries = deliveries;
    this.idempotency = idempotency;
  }

  @PostMapping
  @RequiresScope(Scope.ISSUANCE_SUBMIT)
  ResponseEntity<?> submit(
      Actor actor, IdempotentRequest idempotent, @RequestBody ApplicationRequest request) {
    return idempotency.once(
        idempotent,
        () -> {
          Application application = applications.submit(actor, request);
          return ResponseEntity.created(
                  URI.create("/api/v1/certificate-applications/" + application.id()))
              .body(ApplicationResponse.of(application));
        });
  }

  @PostMapping("/{id}/approval")
  @RequiresScope(Scope.ISSUANCE_APPROVE)
  ResponseEntity<?> approve(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ApprovalRequest request) {
    String digest = ApprovalRequest.digest(request);
    return permits.within(
        () ->
            idempotency.once(
                idempotent,
                () -> ResponseEntity.ok(applications.show(issuer.approve(actor, id, digest)))));
  }

  @PostMapping("/{id}/refusal")
  @RequiresScope(Scope.ISSUANCE_APPROVE)
  ResponseEntity<?> refuse(
      Actor actor,
      IdempotentRequest idempotent,
      @PathVariable String id,
      @RequestBody RefusalRequest request) {
    String reason = request.require();
    return idempotency.once(
        idempotent,
        () -> ResponseEntity.ok(applications.show(applications.refuse(actor, id, reason))));
  }

  /** Not kept for repetition: the code that it answers with is stored nowhere. */
  @PostMapping("/{id}/delivery")
  @RequiresScope(Scope.ISSUANCE_SUBMIT)
  ResponseEntity<DeliveryResponse> deliver(Actor actor, @PathVariable String id) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(deliveries.deliver(actor, id));
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.ISSUANCE_SUBMIT, Scope.ISSUANCE_APPROVE})
  ApplicationResponse application(Actor actor, @PathVariable String id) {
    return applications.show(applications.load(actor, id));
  }

  @GetMapping
  @RequiresScope({Scope.ISSUANCE_SUBMIT, Scope.ISSUANCE_APPROVE})
  PageRequest.Page<ApplicationResponse> applications(
      Actor actor,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    return applications.list(actor, state, PageRequest.of(cursor, limit));
  }
}
