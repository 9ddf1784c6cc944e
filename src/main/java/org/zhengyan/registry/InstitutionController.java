package org.zhengyan.registry;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.IfMatch;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.SubmittedChange;

/** Bodies as registered, and proposals of new versions. */
@RestController
@RequestMapping("/api/v1/institutions/{uscc}")
class InstitutionController {
  private final InstitutionStore store;
  private final Institutions institutions;
  private final RegistryDesk desk;
  private final Idempotency idempotency;

  InstitutionController(
      InstitutionStore store,
      Institutions institutions,
      RegistryDesk desk,
      Idempotency idempotency) {
    this.store = store;
    this.institutions = institutions;
    this.desk = desk;
    this.idempotency = idempotency;
  }

  /** The version in force; the ETag is the newest version, which a change must name. */
  @GetMapping
  @RequiresScope({
    Scope.REGISTRY_SUBMIT,
    Scope.REGISTRY_APPROVE,
    Scope.ISSUANCE_SUBMIT,
    Scope.ISSUANCE_APPROVE
  })
  ResponseEntity<InstitutionResponse> get(Actor actor, @PathVariable String uscc) {
    Uscc code = code(uscc);
    Approvals.requireAuthority(actor);
    Institution inForce =
        institutions
            .find(code)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such body"));
    Approvals.requireActsIn(actor, inForce.division());
    InstitutionStore.Newest newest = store.findNewest(code).orElseThrow();
    return ResponseEntity.ok()
        .eTag(IfMatch.etag(newest.institution().version()))
        .body(InstitutionResponse.of(inForce, newest));
  }

  @PutMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String uscc,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody InstitutionRequest body) {
    Uscc code = code(uscc);
    Approvals.requireActsIn(actor, InstitutionRules.check(code, 1, body).division());
    return idempotency.once(
        request,
        () -> {
          int version = store.findNewest(code).map(n -> n.institution().version()).orElse(0);
          IfMatch.require(ifMatch, version);
          return SubmittedChange.of(desk.proposeChecked(actor, code, body));
        });
  }

  private static Uscc code(String text) {
    Uscc.fault(text)
        .ifPresent(
            fault -> {
              throw Refusal.of(Problem.REFUSED_BY_RULE, fault.sentence());
            });
    return new Uscc(text);
  }
}
