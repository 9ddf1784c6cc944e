package org.zhengyan.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
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
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.AuthorityStore;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.ClientKey;
import org.zhengyan.principal.ClientStore;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.Idempotency;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.Members;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.principal.PublicJwk;
import org.zhengyan.principal.RefusalRequest;
import org.zhengyan.principal.RequiresScope;
import org.zhengyan.principal.Scope;
import org.zhengyan.principal.StaffNumbers;
import org.zhengyan.principal.SubmittedChange;

/**
 * Clients and their keys, by two persons: of an authority by whoever acts in its division, of an
 * operator by the national authority.
 */
@RestController
@RequestMapping("/api/v1/clients")
class ClientController {
  private static final Duration USUAL_OVERLAP = Duration.ofDays(7);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

  private final ClientStore clients;
  private final AuthorityStore authorities;
  private final OperatorStore operators;
  private final PersonStore persons;
  private final StaffNumbers numbers;
  private final ClientAdmission admission;
  private final ClientKeyAddition keyAddition;
  private final ClientStateChange suspension;
  private final ClientStateChange reinstatement;
  private final Changes changes;
  private final Idempotency idempotency;

  ClientController(
      ClientStore clients,
      AuthorityStore authorities,
      OperatorStore operators,
      PersonStore persons,
      StaffNumbers numbers,
      ClientAdmission admission,
      ClientKeyAddition keyAddition,
      @Qualifier("clientSuspension") ClientStateChange suspension,
      @Qualifier("clientReinstatement") ClientStateChange reinstatement,
      Changes changes,
      Idempotency idempotency) {
    this.clients = clients;
    this.authorities = authorities;
    this.operators = operators;
    this.persons = persons;
    this.numbers = numbers;
    this.admission = admission;
    this.keyAddition = keyAddition;
    this.suspension = suspension;
    this.reinstatement = reinstatement;
    this.changes = changes;
    this.idempotency = idempotency;
  }

  record KeyRequest(PublicJwk.@Nullable Members key, @Nullable Duration overlap) {}

  record KeyResponse(String kid, PublicJwk key, Instant notBefore, @Nullable Instant notAfter) {
    static KeyResponse of(ClientKey key) {
      return new KeyResponse(key.kid(), key.jwk(), key.notBefore(), key.notAfter());
    }
  }

  record Response(
      String id,
      String owner,
      @Nullable String authority,
      @Nullable String operator,
      List<String> scopes,
      List<String> redirectUris,
      String state,
      List<KeyResponse> keys) {
    static Response of(Client client) {
      return new Response(
          client.id(),
          client.owner().value(),
          client.authorityId(),
          client.operatorId(),
          client.scopes().stream().map(Scope::wire).sorted().toList(),
          client.redirectUris(),
          client.state().wire(),
          client.keys().stream().map(KeyResponse::of).toList());
    }
  }

  @GetMapping
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  PageRequest.Page<Response> list(
      Actor actor,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit) {
    PageRequest page = PageRequest.of(cursor, limit);
    List<ClientStore.Listed> rows = clients.listWithin(Approvals.requireAuthority(actor), page);
    return page.page(rows, ClientStore.Listed::sequence, row -> Response.of(row.client()));
  }

  @GetMapping("/{id}")
  @RequiresScope({Scope.REGISTRY_SUBMIT, Scope.REGISTRY_APPROVE})
  Response get(Actor actor, @PathVariable String id) {
    Approvals.requireAuthority(actor);
    Client client = clients.load(id);
    Approvals.requireActsIn(actor, division(client));
    return Response.of(client);
  }

  @PostMapping
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> propose(
      Actor actor, IdempotentRequest request, @RequestBody AdmissionRequest body) {
    body.requireWhole();
    PublicJwk key = key(body.key());
    return idempotency.once(
        request,
        () -> {
          String id = String.valueOf(body.id());
          Division division = division(body);
          Approvals.requireActsIn(actor, division);
          if (clients.find(id).isPresent()) {
            throw Refusal.member(
                Problem.REFUSED_BY_RULE, "/id", "id-taken", "there is a client of that id");
          }
          ClientAdmission.Proposed proposed =
              new ClientAdmission.Proposed(
                  owner(body).value(),
                  staffNumber(body),
                  body.authority(),
                  body.operator(),
                  body.sortedScopes(),
                  members(key));
          return SubmittedChange.of(changes.submit(actor, admission, id, division, 0, proposed));
        });
  }

  @PostMapping("/{id}/keys")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> proposeKey(
      Actor actor, IdempotentRequest request, @PathVariable String id, @RequestBody KeyRequest body) {
    Members members = new Members();
    members.required("/key", body.key());
    Duration overlap = body.overlap() == null ? USUAL_OVERLAP : body.overlap();
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
      members.refuse("/overlap", "overlap-invalid", "the overlap is between PT0S and P30D");
    }
    members.check();
    PublicJwk key = key(body.key());
    return idempotency.once(
        request,
        () -> {
          Client client = actedOn(actor, id);
          return SubmittedChange.of(
              changes.submit(
                  actor,
                  keyAddition,
                  id,
                  division(client),
                  clients.version(id, ClientStore.Part.KEYS),
                  new ClientKeyAddition.Proposed(members(key), overlap.toString())));
        });
  }

  @PostMapping("/{id}/suspension")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> proposeSuspension(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody RefusalRequest body) {
    return proposeState(actor, request, id, suspension, body.require());
  }

  @PostMapping("/{id}/reinstatement")
  @RequiresScope(Scope.REGISTRY_SUBMIT)
  ResponseEntity<?> proposeReinstatement(
      Actor actor,
      IdempotentRequest request,
      @PathVariable String id,
      @RequestBody RefusalRequest body) {
    return proposeState(actor, request, id, reinstatement, body.require());
  }

  private ResponseEntity<?> proposeState(
      Actor actor, IdempotentRequest request, String id, ClientStateChange type, String reason) {
    return idempotency.once(
        request,
        () -> {
          Client client = actedOn(actor, id);
          if (client.state() == type.state()) {
            throw Refusal.conflict(
                Problem.WRONG_STATE, "the client is in that state already", Response.of(client));
          }
          return SubmittedChange.of(
              changes.submit(
                  actor,
                  type,
                  id,
                  division(client),
                  clients.version(id, ClientStore.Part.STATE),
                  new ClientStateChange.Proposed(reason)));
        });
  }

  private Client actedOn(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    Client client = clients.load(id);
    Approvals.requireActsIn(actor, division(client));
    return client;
  }

  /** Where a client is decided about. */
  private static Division division(Client client) {
    return client.division() == null ? Division.NATIONAL : client.division();
  }

  private Division division(AdmissionRequest body) {
    if (body.authority() != null) {
      return authorities
          .find(body.authority())
          .orElseThrow(() -> unknown("/authority", "there is no such authority"))
          .division();
    }
    if (operators.find(String.valueOf(body.operator())).isEmpty()) {
      throw unknown("/operator", "there is no such operator");
    }
    return Division.NATIONAL;
  }

  /** A new person is recorded with the proposal; the proposal itself holds no name. */
  private PersonId owner(AdmissionRequest body) {
    AdmissionRequest.Owner owner = body.owner();
    if (owner != null && owner.name() != null) {
      String number = staffNumber(body);
      return number == null
          ? persons.add(owner.name())
          : numbers.resolve(
              String.valueOf(body.authority()), number, owner.name(), "/owner/staffNumber");
    }
    PersonId id = new PersonId(owner == null ? "" : String.valueOf(owner.id()));
    if (!persons.exists(id)) {
      throw unknown("/owner/id", "there is no such person");
    }
    return id;
  }

  private static @Nullable String staffNumber(AdmissionRequest body) {
    AdmissionRequest.Owner owner = body.owner();
    return owner == null || owner.staffNumber() == null
        ? null
        : StaffNumbers.require(owner.staffNumber(), "/owner/staffNumber");
  }

  private static PublicJwk key(PublicJwk.@Nullable Members members) {
    if (members == null) {
      throw Refusal.member(Problem.MALFORMED, "/key", "required", "the member is missing");
    }
    return PublicJwk.require(members, "/key");
  }

  private static PublicJwk.Members members(PublicJwk key) {
    return new PublicJwk.Members(
        key.kty(), key.crv(), key.x(), key.y(), key.kid(), key.use(), key.alg());
  }

  private static Refusal unknown(String pointer, String detail) {
    return Refusal.member(Problem.REFUSED_BY_RULE, pointer, "unknown", detail);
  }
}
