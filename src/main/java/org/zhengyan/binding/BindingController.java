package org.zhengyan.binding;

import java.util.Set;
import org.jspecify.annotations.Nullable;
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
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.registry.Uscc;

/** An operator's bindings. */
@RestController
@RequestMapping("/api/v1/bindings")
class BindingController {
  private static final Set<String> STATES = Set.of("active", "repudiated", "ended");

  private final BindingActs acts;
  private final BindingStore store;
  private final Clients clients;
  private final Idempotency idempotency;

  BindingController(BindingActs acts, BindingStore store, Clients clients, Idempotency idempotency) {
    this.acts = acts;
    this.store = store;
    this.clients = clients;
    this.idempotency = idempotency;
  }

  @GetMapping
  @RequiresScope({Scope.VERIFICATION, Scope.STATUS})
  PageRequest.Page<BindingResponse> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String uscc,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    if (state != null && !STATES.contains(state)) {
      throw Refusal.member(
          Problem.MALFORMED, "/state", "state-unknown", "the states are active, repudiated and ended");
    }
    PageRequest page = PageRequest.of(cursor, limit);
    Uscc code = uscc == null ? null : Uscc.require(uscc, "/uscc");
    return page.page(
        store.listOfOperator(clients.requireOperator(actor), code, state, page),
        binding -> binding.bound().sequence(),
        BindingResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.VERIFICATION, Scope.STATUS})
  BindingResponse read(Actor actor, @PathVariable String id) {
    return BindingResponse.of(acts.load(actor, id));
  }

  @PostMapping("/{id}/ending")
  @RequiresScope(Scope.VERIFICATION)
  ResponseEntity<?> end(
      Actor actor, IdempotentRequest idempotent, @PathVariable String id, @RequestBody EndingRequest request) {
    EndReason reason = request.required();
    return idempotency.once(
        idempotent, () -> ResponseEntity.ok(BindingResponse.of(acts.end(actor, id, reason))));
  }
}
