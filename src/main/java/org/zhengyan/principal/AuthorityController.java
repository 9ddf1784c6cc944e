package org.zhengyan.principal;

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

/** Authorities: read within the own division, changed there by two persons. */
@RestController
@RequestMapping("/api/v1/authorities")
class AuthorityController {
  private final AuthorityStore authorities;
  private final AuthorityChange type;
  private final Changes changes;
  private final Idempotency idempotency;

  AuthorityController(
      AuthorityStore authorities, AuthorityChange type, Changes changes, Idempotency idempotency) {
    this.authorities = authorities;
    this.type = type;
    this.changes = changes;
    this.idempotency = idempotency;
  }

  /** The body of a proposal; {@code state} belongs to a change alone. */
  record Request(@Nullable String name, @Nullable String division, @Nullable String state) {}

  record Response(String id, String name, String division, String state, int version) {
    static Response of(Authority authority) {
      return new Response(
          authority.id(),
          authority.name(),
          authority.division().code(),
          authority.state().wire(),
          authority.version());
    }
  }

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<Response> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    List<AuthorityStore.Row> rows =
        authorities.listWithin(Approvals.requireAuthority(actor), page);
    return page.page(rows, AuthorityStore.Row::sequence, row -> Response.of(row.authority()));
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  ResponseEntity<Response> get(Actor actor, @PathVariable String id) {
    Authority authority = authorities.load(id);
    Approvals.requireActsIn(actor, authority.division());
    return ResponseEntity.ok()
        .eTag(IfMatch.etag(authority.version()))
        .body(Response.of(authority));
  }

  @PostMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(Actor actor, IdempotentRequest request, @RequestBody Request body) {
    AuthorityChange.Proposed proposed = proposed(body, false);
    return idempotency.once(
        request,
        () ->
            SubmittedChange.of(
                changes.submit(
                    actor, type, RandomId.next(), new Division(proposed.division()), 0, proposed)));
  }

  @PutMapping("/{id}")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> proposeChange(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody Request body) {
    AuthorityChange.Proposed proposed = proposed(body, true);
    return idempotency.once(
        request,
        () -> {
          Authority authority = authorities.load(id);
          // A move is decided where both divisions lie.
          Division division = authority.division().common(new Division(proposed.division()));
          Approvals.requireActsIn(actor, division);
          IfMatch.require(ifMatch, authority.version());
          return SubmittedChange.of(
              changes.submit(actor, type, id, division, authority.version(), proposed));
        });
  }

  private static AuthorityChange.Proposed proposed(Request body, boolean change) {
    Members members = new Members();
    String name = members.text("/name", body.name());
    String division = members.required("/division", body.division()).orElse("");
    if (body.division() != null && !Division.wellFormed(division)) {
      members.refuse("/division", "division-invalid", "a division has six digits, the first not 0");
    }
    String state = members.state(body.state(), change, "authority");
    members.check();
    return new AuthorityChange.Proposed(name, division, state);
  }
}
