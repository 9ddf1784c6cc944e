package org.zhengyan.verification;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;

/** A platform's verifications over HTTP. */
@RestController
@RequestMapping("/api/v1/verifications")
class VerificationController {
  private final Verifications verifications;
  private final VerificationResponses responses;
  private final ReceiptForms forms;
  private final Idempotency idempotency;
  private final ServiceProperties service;
  private final Clients clients;

  VerificationController(
      Verifications verifications,
      VerificationResponses responses,
      ReceiptForms forms,
      Idempotency idempotency,
      ServiceProperties service,
      Clients clients) {
    this.verifications = verifications;
    this.responses = responses;
    this.forms = forms;
    this.idempotency = idempotency;
    this.service = service;
    this.clients = clients;
  }

  @PostMapping
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> create(
      Actor actor, IdempotentRequest idempotent, @RequestBody VerificationRequest request) {
    Terms terms = request.terms(service.environment());
    requireRegistered(actor, terms.returnUrl());
    return idempotency.onceAtomic(
        idempotent,
        () -> {
          VerificationResponse response = responses.created(verifications.create(actor, terms));
          return ResponseEntity.created(URI.create("/api/v1/verifications/" + response.id())).body(response);
        });
  }

  private void requireRegistered(Actor actor, @Nullable String returnUrl) {
    if (returnUrl != null
        && !clients
            .find(actor.clientId())
            .map(client -> ReturnUrl.registered(returnUrl, client.redirectUris()))
            .orElse(false)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/presentation/returnUrl",
          "url-not-registered",
          "this client has redirect URIs, and the URL lies on the origin of none of them");
    }
  }

  @GetMapping("/{id}")
  @RequiresScope(Scope.VERIFICATION)
  VerificationResponse read(Actor actor, @PathVariable String id) {
    return responses.of(verifications.load(actor, id));
  }

  @PostMapping("/{id}/cancellation")
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> cancel(Actor actor, IdempotentRequest idempotent, @PathVariable String id) {
    return idempotency.onceAtomic(
        idempotent, () -> ResponseEntity.ok(responses.of(verifications.cancel(actor, id))));
  }

  @GetMapping("/{id}/receipt")
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> receipt(
      Actor actor, @PathVariable String id, @RequestParam(defaultValue = "jws") String form) {
    if (!(verifications.load(actor, id) instanceof Verification.Decided decided)) {
      throw Refusal.of(Problem.NOT_FOUND, "only a verified or rejected verification has a receipt");
    }
    return switch (form) {
      case "jws" -> answer("application/jose", decided.receipt());
      case "bundle" -> answer("application/json", forms.bundle(decided));
      case "cms-sm2" -> answer("application/pkcs7-mime", forms.sm2Cms(decided));
      default ->
          throw Refusal.member(
              Problem.MALFORMED, "/form", "form-unknown", "the forms are jws, bundle and cms-sm2");
    };
  }

  private static ResponseEntity<?> answer(String type, Object body) {
    return ResponseEntity.ok().contentType(MediaType.valueOf(type)).body(body);
  }
}
